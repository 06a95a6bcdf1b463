import { SlashCommandSubcommandBuilder } from '@discordjs/builders';
import { z } from 'zod';
import { downloadProfile } from '../../src/people/download-profile.js';
import { editProfile, eraseProfile, findProfile } from '../../src/people/profile.js';
import { descriptions } from '../../src/texts/en/descriptions.js';
import { escapeMarkdown } from '../../src/texts/escape-markdown.js';
import { textsOf } from '../../src/texts/text.js';
import { anywhereCommand, type CommandContext } from '../contract/command.js';
import { say, type Modal, type Reply } from '../contract/reply.js';

const nothing = z.object({});
type Nothing = z.infer<typeof nothing>;

function subcommand(name: string, description: string) {
  return new SlashCommandSubcommandBuilder().setName(name).setDescription(description).toJSON();
}

/** `/profile show`: my own record, to me alone. */
export const profileShow = anywhereCommand<Nothing>({
  path: 'profile show',
  code: 'ps',
  definition: subcommand('show', descriptions.profileShow.command),
  visibility: 'ephemeral',
  input: nothing,
  run: (_input, context) => show(context),
});

/** `/profile edit`: a modal with what is known; an emptied field is removed. */
export const profileEdit = anywhereCommand<Nothing>({
  path: 'profile edit',
  code: 'pe',
  definition: subcommand('edit', descriptions.profileEdit.command),
  visibility: 'ephemeral',
  opensModal: true,
  input: nothing,
  run: (_input, context) => openForm(context),
  actions: {
    open: {
      answers: 'reply',
      visibility: 'ephemeral',
      opensModal: true,
      run: (_press, context) => openForm(context),
    },
    save: {
      answers: 'reply',
      visibility: 'ephemeral',
      changes: true,
      async run({ fields }, context) {
        await editProfile(
          context.storage,
          context.actor,
          { name: fields['name'] ?? '', email: fields['email'] ?? '', mobile: fields['mobile'] ?? '' },
          context.now,
        );
        const saved = textsOf(context.locale).replies.profileSaved();
        const reply = await show(context);
        return { ...reply, tone: 'good', blocks: [{ kind: 'text', text: saved }, ...reply.blocks] };
      },
    },
  },
});

/** `/profile download`: everything held of me, as a file. */
export const profileDownload = anywhereCommand<Nothing>({
  path: 'profile download',
  code: 'pd',
  definition: subcommand('download', descriptions.profileDownload.command),
  visibility: 'ephemeral',
  input: nothing,
  async run(_input, { storage, actor, locale }) {
    const content = await downloadProfile(storage, actor.userId);
    return {
      ...say(textsOf(locale).replies.profileDownload()),
      files: [{ name: 'hisaab-profile.json', content }],
    };
  },
});

/** `/profile erase`: asks once more, then removes what is personal. */
export const profileErase = anywhereCommand<Nothing>({
  path: 'profile erase',
  code: 'px',
  definition: subcommand('erase', descriptions.profileErase.command),
  visibility: 'ephemeral',
  input: nothing,
  run(_input, { locale, actor }) {
    const { replies } = textsOf(locale);
    return Promise.resolve({
      ...say(replies.profileEraseAsk()),
      tone: 'bad',
      buttons: [
        [
          {
            label: replies.buttons.erase,
            style: 'danger',
            action: { command: 'px', action: 'erase', state: [actor.userId] },
          },
        ],
      ],
    });
  },
  actions: {
    erase: {
      answers: 'update',
      visibility: 'ephemeral',
      changes: true,
      async run(_press, { storage, actor, locale }) {
        await eraseProfile(storage, actor.userId);
        return say(textsOf(locale).replies.profileErased());
      },
    },
  },
});

async function show({ storage, actor, locale }: CommandContext): Promise<Reply> {
  const { replies } = textsOf(locale);
  const profile = await findProfile(storage, actor.userId);
  const shown = (value: string | undefined) => (value ? escapeMarkdown(value) : replies.profileMissing());
  return {
    ...say(
      replies.profileShow({
        name: escapeMarkdown(profile?.name ?? actor.name),
        email: shown(profile?.email),
        mobile: shown(profile?.mobile),
      }),
      replies.profileUse(),
    ),
    buttons: [[{ label: replies.buttons.edit, action: { command: 'pe', action: 'open', state: [] } }]],
  };
}

async function openForm({ storage, actor, locale }: CommandContext): Promise<Modal> {
  const { profileModal, profileModalHints } = textsOf(locale).replies;
  const profile = await findProfile(storage, actor.userId);
  return {
    kind: 'modal',
    title: profileModal.title,
    action: { command: 'pe', action: 'save', state: [] },
    fields: [
      {
        id: 'name',
        label: profileModal.name,
        description: profileModalHints.name,
        value: profile?.name ?? actor.name,
        required: false,
        maxLength: 100,
      },
      {
        id: 'email',
        label: profileModal.email,
        description: profileModalHints.email,
        ...(profile?.email && { value: profile.email }),
        required: false,
        maxLength: 254,
      },
      {
        id: 'mobile',
        label: profileModal.mobile,
        description: profileModalHints.mobile,
        ...(profile?.mobile && { value: profile.mobile }),
        required: false,
        maxLength: 30,
      },
    ],
  };
}
