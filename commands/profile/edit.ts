import { textLimits } from '../../src/limits.js';
import { say, text, type Modal, type Reply } from '../contract/answer.js';
import { anywhereAction } from '../contract/action.js';
import { anywhereCommand } from '../contract/command.js';
import type { CommandContext } from '../contract/context.js';

/** `/profile edit`: a form with the stored values. An emptied field is removed. */
export const profileEdit = anywhereCommand({
  path: 'profile edit',
  code: 'pe',
  describe: ({ profile }) => profile.edit,
  visibility: 'ephemeral',
  opensModal: true,
  run: (_input, context) => openForm(context),
  actions: {
    open: anywhereAction({
      state: {},
      answers: 'reply',
      visibility: 'ephemeral',
      opensModal: true,
      run: (_press, context) => openForm(context),
    }),
    save: anywhereAction({
      state: {},
      fields: {
        name: { required: false, maxLength: textLimits.name },
        email: { required: false, maxLength: textLimits.email },
        mobile: { required: false, maxLength: textLimits.mobileTyped },
      },
      answers: 'reply',
      visibility: 'ephemeral',
      changes: true,
      async run({ fields }, context) {
        const { people, actor, voice } = context;
        await people.editProfile(actor, fields, context);
        const shown = await showProfile(context);
        return { ...shown, tone: 'good', blocks: [text(voice.replies.profile.saved()), ...shown.blocks] };
      },
    }),
  },
});

async function openForm({ people, actor, voice }: CommandContext): Promise<Modal> {
  const { title, fields } = voice.replies.profile.form;
  const profile = await people.findProfile(actor.userId);
  return profileEdit.form(
    'save',
    {},
    {
      title,
      fields: {
        name: { ...fields.name, value: profile?.name ?? actor.name },
        email: { ...fields.email, value: profile?.email },
        mobile: { ...fields.mobile, value: profile?.mobile },
      },
    },
  );
}

/** The person's own record, with a button to change it. */
export async function showProfile({ people, actor, voice }: CommandContext): Promise<Reply> {
  const { profile: replies } = voice.replies;
  const profile = await people.findProfile(actor.userId);
  const shown = (value: string | undefined) => (value ? voice.typed(value) : replies.missing());
  return {
    ...say(
      replies.show({
        name: voice.typed(profile?.name ?? actor.name),
        email: shown(profile?.email),
        mobile: shown(profile?.mobile),
      }),
      replies.use(),
    ),
    buttons: [[profileEdit.button('open', {}, { label: replies.buttons.edit })]],
  };
}
