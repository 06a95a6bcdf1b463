import { textsOf } from '../../src/texts/text.js';
import type { ServerContext } from '../contract/command.js';
import type { Reply } from '../contract/reply.js';

/** An answer that one person saw, as it is posted for everyone: without its buttons, with who shared it. */
export function shareReply(reply: Reply, { serverLocale, actor }: ServerContext): Reply {
  const by = textsOf(serverLocale).replies.shared({ person: `<@${actor.userId}>` });
  return { ...reply, buttons: [], blocks: [...reply.blocks, { kind: 'text', text: by }] };
}
