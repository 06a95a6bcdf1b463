import { showUser } from '../../src/texts/show.js';
import { text, type Reply } from '../contract/answer.js';
import type { ServerContext } from '../contract/context.js';

/** An answer that one person saw, as it is posted for everyone: without its buttons, with who shared it. */
export function shareReply(reply: Reply, { publicVoice, actor }: ServerContext): Reply {
  const by = publicVoice.replies.people.shared({ person: showUser(actor.userId) });
  return { ...reply, buttons: [], blocks: [...reply.blocks, text(by)] };
}
