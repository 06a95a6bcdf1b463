import type { MessageView, Playground, Server } from 'discord-playground';
import { callRest } from '../../playground/test/call-rest.js';

/** Posts a message of the bot's into the channel of a server, with whatever components. */
export async function postAsBot(
  playground: Playground,
  server: Server,
  message: object,
): Promise<MessageView> {
  const path = `/channels/${server.channel.id}/messages`;
  const { status, body } = await callRest(playground, 'POST', path, message);
  const posted = server.messages().find(({ id }) => id === body['id']);
  if (!posted) throw new Error(`The message was not taken: ${status} ${JSON.stringify(body)}`);
  return posted;
}
