import { say, type Reply } from '../contract/answer.js';
import { anywhereAction } from '../contract/action.js';
import { anywhereCommand } from '../contract/command.js';
import type { CommandContext } from '../contract/context.js';

/** `/profile erase`: asks for confirmation, then removes personal data. */
export const profileErase = anywhereCommand({
  path: 'profile erase',
  code: 'px',
  describe: ({ profile }) => profile.erase,
  visibility: 'ephemeral',
  run: (_input, context) => askToErase(context),
  actions: {
    erase: anywhereAction({
      state: {},
      answers: 'update',
      visibility: 'ephemeral',
      changes: true,
      erasesActor: true,
      async run(_press, context) {
        const { people, actor, voice } = context;
        await people.eraseProfile(actor.userId, context);
        return say(voice.replies.profile.erased());
      },
    }),
  },
});

function askToErase({ voice }: CommandContext): Reply {
  const { buttons, eraseAsk } = voice.replies.profile;
  return {
    ...say(eraseAsk()),
    tone: 'bad',
    buttons: [[profileErase.button('erase', {}, { label: buttons.erase, style: 'danger' })]],
  };
}
