import { showUser } from '../../src/texts/show.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { serverAction } from '../contract/action.js';
import { text, type Reply } from '../contract/answer.js';
import type { ServerContext } from '../contract/context.js';
import type { StateOf, StateShape } from '../contract/state.js';
import { everyonesVoice } from './voices.js';

/**
 * The action of a Share button: posts for everyone what one person saw, without the buttons below it, with who shared it.
 * @param show makes the answer that is shared
 */
export function shareAction<const State extends StateShape>(
  state: State,
  show: (state: StateOf<State>, context: ServerContext, voice: ServerVoice) => Promise<Reply>,
) {
  return serverAction({
    state,
    answers: 'reply',
    visibility: 'public',
    async run(press, context) {
      const voice = await everyonesVoice(context);
      const reply = await show(press.state, context, voice);
      const by = voice.replies.people.shared({ person: showUser(context.actor.userId) });
      return { ...reply, buttons: [], blocks: [...reply.blocks, text(by)] };
    },
  });
}
