import { showUser } from '../../src/texts/show.js';
import { text, type Reply } from '../contract/answer.js';
import type { ServerContext } from '../contract/context.js';

/** An ephemeral answer made public: without its buttons, with the name of the person who shared it. */
export function shareReply(reply: Reply, { publicVoice, actor }: ServerContext): Reply {
  const by = publicVoice.replies.people.shared({ person: showUser(actor.userId) });
  return { ...reply, buttons: [], blocks: [...reply.blocks, text(by)] };
}
