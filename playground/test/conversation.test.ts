import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ActionRowBuilder,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  ChannelSelectMenuBuilder,
  Client,
  ContainerBuilder,
  EmbedBuilder,
  Events,
  GatewayIntentBits,
  LabelBuilder,
  MentionableSelectMenuBuilder,
  MessageFlags,
  ModalBuilder,
  RoleSelectMenuBuilder,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
  UserSelectMenuBuilder,
} from 'discord.js';
import type { ChatInputCommandInteraction, Interaction } from 'discord.js';
import { ClientRefusal, startPlayground } from '../index.js';
import type { Person, Playground, Role, Server } from '../index.js';

let playground: Playground;
let client: Client;
let flat: Server;
let asha: Person;
let bilal: Person;
let cooks: Role | undefined;
/** What the bot does at `/act how:…`; each test puts its own there. */
let act: (interaction: ChatInputCommandInteraction) => Promise<unknown>;
let react: (interaction: Interaction) => Promise<unknown>;
const failures: unknown[] = [];

const commands = [
  new SlashCommandBuilder()
    .setName('act')
    .setDescription('Does what the test says')
    .addStringOption((option) =>
      option.setName('word').setDescription('A word').setMaxLength(10).setAutocomplete(true),
    )
    .addUserOption((option) => option.setName('who').setDescription('A person'))
    .addRoleOption((option) => option.setName('role').setDescription('A role'))
    .addAttachmentOption((option) => option.setName('file').setDescription('A file'))
    .addIntegerOption((option) => option.setName('count').setDescription('A number').setMinValue(1))
    .addStringOption((option) =>
      option.setName('kind').setDescription('A kind').addChoices({ name: 'One', value: '1' }),
    ),
  new SlashCommandBuilder()
    .setName('manage')
    .setDescription('For managers')
    .setDefaultMemberPermissions(32n)
    .addSubcommand((sub) =>
      sub
        .setName('all')
        .setDescription('Everything')
        .addStringOption((option) => option.setName('what').setDescription('What').setRequired(true)),
    ),
];

beforeAll(async () => {
  playground = await startPlayground({ globalRequestsPerSecond: 10_000 });
  [asha, bilal] = playground.createUsers('Asha', 'Bilal') as [Person, Person];
  flat = playground.createServer({
    name: 'Flat',
    members: [asha, bilal],
    roles: [{ name: 'cooks', members: [bilal] }],
  });
  cooks = flat.roles().find(({ name }) => name === 'cooks');
  client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: playground.apiUrl } });
  client.on('error', (error) => failures.push(error));
  client.on(Events.InteractionCreate, (interaction) => {
    const run = interaction.isChatInputCommand() ? act(interaction) : react(interaction);
    run.catch((error: unknown) => failures.push(error));
  });
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(playground.token);
  await ready;
  await client.application?.commands.set(commands);
  await playground.waitForBot();
});
afterAll(async () => {
  await client.destroy();
  await playground.close();
  expect(failures).toEqual([]);
});

describe('a slash command', () => {
  test('is answered in public, and everybody sees it', async () => {
    act = (interaction) => interaction.reply(`hello ${interaction.user.toString()}`);
    const answer = await flat.as(asha).slash('act');
    expect(answer).toMatchObject({
      text: `hello ${asha.mention}`,
      ephemeral: false,
      deferred: false,
      failed: false,
    });
    expect(flat.as(bilal).sees().at(-1)?.text).toBe(answer.text);
    expect(flat.messages().at(-1)?.id).toBe(answer.message.id);
  });

  test('is answered ephemerally, and nobody else ever sees it', async () => {
    act = (interaction) => interaction.reply({ content: 'secret', flags: MessageFlags.Ephemeral });
    const answer = await flat.as(asha).slash('act');
    expect(answer).toMatchObject({ text: 'secret', ephemeral: true });
    expect(flat.as(asha).sees().at(-1)?.text).toBe('secret');
    expect(
      flat
        .as(bilal)
        .sees()
        .map(({ text }) => text),
    ).not.toContain('secret');
    expect(flat.messages().map(({ text }) => text)).not.toContain('secret');
  });

  test('is deferred, edited, followed up', async () => {
    act = async (interaction) => {
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      await interaction.editReply('first');
      await interaction.followUp('second');
    };
    const answer = await flat.as(asha).slash('act');
    const [second] = await answer.waitForFollowUps(1);
    expect(answer).toMatchObject({ deferred: true, ephemeral: true, text: 'first' });
    expect(second).toMatchObject({ text: 'second', ephemeral: false });
  });

  test('a public deferral that is deleted gives way to the ephemeral follow-up', async () => {
    act = async (interaction) => {
      await interaction.deferReply();
      await interaction.deleteReply();
      await interaction.followUp({ content: 'wrong', flags: MessageFlags.Ephemeral });
    };
    const before = flat.messages().length;
    const answer = await flat.as(asha).slash('act');
    expect(answer).toMatchObject({ text: 'wrong', ephemeral: true, followUps: [] });
    expect(flat.messages()).toHaveLength(before);
  });

  test('a follow-up to an empty deferral fills it and keeps its visibility', async () => {
    act = async (interaction) => {
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      await interaction.followUp('filled');
    };
    const answer = await flat.as(asha).slash('act');
    expect(answer).toMatchObject({ text: 'filled', ephemeral: true, followUps: [] });
  });

  test('carries typed options of every kind', async () => {
    act = async (interaction) => {
      const { options } = interaction;
      const file = options.getAttachment('file');
      const content = await (await fetch(file?.url ?? '')).text();
      const member = options.getMember('who');
      const name = member !== null && 'displayName' in member ? member.displayName : 'nobody';
      await interaction.reply(
        [
          options.getString('word'),
          name,
          options.getRole('role')?.name,
          content,
          options.getInteger('count'),
          options.getString('kind'),
        ].join('|'),
      );
    };
    const answer = await flat.as(asha).slash('act', {
      word: 'hi',
      who: bilal,
      role: cooks?.mention ?? '',
      file: { name: 'roster.csv', content: 'a,1' },
      count: 3,
      kind: 'One',
    });
    expect(answer.text).toBe('hi|Bilal|cooks|a,1|3|1');
  });

  test('shows embeds, Components V2, buttons and files as one text', async () => {
    act = (interaction) =>
      interaction.reply({
        embeds: [new EmbedBuilder().setTitle('Title').addFields({ name: 'Name', value: 'Value' })],
        files: [new AttachmentBuilder(Buffer.from('a,b\r\n'), { name: 'debts.csv' })],
        components: [
          new ActionRowBuilder<ButtonBuilder>().addComponents(
            new ButtonBuilder()
              .setCustomId('go')
              .setLabel('Go')
              .setStyle(ButtonStyle.Primary)
              .setDisabled(true),
          ),
        ],
      });
    const answer = await flat.as(asha).slash('act');
    expect(answer.text).toBe('Title\nName\nValue');
    expect(answer.files).toEqual([{ name: 'debts.csv', content: 'a,b\r\n' }]);
    expect(answer.buttons).toMatchObject([{ label: 'Go', customId: 'go', disabled: true }]);
    expect(await (await fetch(answer.message.attachments[0]?.url ?? '')).text()).toBe('a,b\r\n');
    await expect(flat.as(asha).press(answer, 'Go')).rejects.toThrow(ClientRefusal);
  });

  test('a deferral becomes Components V2 at the edit', async () => {
    act = async (interaction) => {
      await interaction.deferReply();
      const container = new ContainerBuilder().addTextDisplayComponents((text) =>
        text.setContent('in a box'),
      );
      await interaction.editReply({ flags: MessageFlags.IsComponentsV2, components: [container] });
    };
    const answer = await flat.as(asha).slash('act');
    expect(answer.text).toBe('in a box');
    expect((answer.message.flags ?? 0) & 32_768).toBe(32_768);
  });

  test('pings only allowed people, and only when it is created', async () => {
    act = async (interaction) => {
      const content = `${asha.mention} ${bilal.mention} ${cooks?.mention ?? ''} @everyone`;
      await interaction.reply({ content, allowedMentions: { parse: [], users: [bilal.id] } });
      await interaction.editReply({ content: `${content} again`, allowedMentions: { parse: ['users'] } });
    };
    const answer = await flat.as(asha).slash('act');
    await answer.waitForText(/again/);
    expect(answer.pings).toEqual([bilal.id]);
  });

  test('delivered twice is acknowledged once', async () => {
    const codes: unknown[] = [];
    act = (interaction) =>
      interaction.reply('once').catch((error: unknown) => codes.push((error as { code: number }).code));
    const answer = await flat.as(asha).slash('act', {}, { deliveries: 2 });
    playground.redeliver(answer.interaction);
    await until(() => codes.length === 2);
    expect(codes).toEqual([40060, 40060]);
  });

  test('without an answer within three seconds has failed', async () => {
    act = () => Promise.resolve();
    const answer = await flat.as(asha).slash('act');
    expect(answer).toMatchObject({ failed: true, hasMessage: false, text: '' });
  });
});

describe("Discord's own client", () => {
  test.each([
    ['an unknown command', 'nothing', {}],
    ['an unknown option', 'act', { other: 'a' }],
    ['text that is too long', 'act', { word: 'x'.repeat(11) }],
    ['a choice that is not in the list', 'act', { kind: 'Two' }],
    ['a number below the least', 'act', { count: 0 }],
    ['a number that is none', 'act', { count: 'many' }],
    ['a person who does not exist', 'act', { who: '<@1>' }],
    ['text for a file', 'act', { file: 'a' }],
    ['a command that needs other rights', 'manage all', { what: 'a' }],
  ])('refuses %s', async (_what, command, options) => {
    await expect(flat.as(asha).slash(command, options)).rejects.toThrow(ClientRefusal);
  });

  test('shows a command only with the needed permission, and insists on a required option', async () => {
    act = (interaction) => interaction.reply(interaction.options.getSubcommand());
    flat.makeManager(bilal);
    expect((await flat.as(bilal).slash('manage all', { what: 'a' })).text).toBe('all');
    await expect(flat.as(bilal).slash('manage all')).rejects.toThrow('The option what is required');
  });

  test('lets nobody act in a server they are not in', async () => {
    const [stranger] = playground.createUsers('Stranger') as [Person];
    await expect(flat.as(stranger).slash('act')).rejects.toThrow(ClientRefusal);
  });
});

describe('components', () => {
  const selects = () => [
    new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(
      new StringSelectMenuBuilder()
        .setCustomId('strings')
        .setPlaceholder('Pick a word')
        .addOptions({ label: 'Alpha', value: 'a' }, { label: 'Beta', value: 'b' }),
    ),
    new ActionRowBuilder<UserSelectMenuBuilder>().addComponents(
      new UserSelectMenuBuilder().setCustomId('users').setMaxValues(5),
    ),
    new ActionRowBuilder<RoleSelectMenuBuilder>().addComponents(
      new RoleSelectMenuBuilder().setCustomId('roles'),
    ),
    new ActionRowBuilder<MentionableSelectMenuBuilder>().addComponents(
      new MentionableSelectMenuBuilder().setCustomId('both').setMaxValues(2),
    ),
    new ActionRowBuilder<ChannelSelectMenuBuilder>().addComponents(
      new ChannelSelectMenuBuilder().setCustomId('channels'),
    ),
  ];

  test('selects of five kinds arrive with what they name', async () => {
    act = (interaction) => interaction.reply({ content: 'Pick', components: selects() });
    react = async (interaction) => {
      if (interaction.isStringSelectMenu()) await interaction.reply(interaction.values.join());
      else if (interaction.isUserSelectMenu())
        await interaction.reply(interaction.users.map((user) => user.displayName).join());
      else if (interaction.isRoleSelectMenu())
        await interaction.reply(interaction.roles.map((role) => role.name).join());
      else if (interaction.isMentionableSelectMenu())
        await interaction.reply(`${interaction.users.size} ${interaction.roles.size}`);
      else if (interaction.isChannelSelectMenu())
        await interaction.reply(
          interaction.channels.map((channel) => String('name' in channel ? channel.name : '')).join(),
        );
    };
    const message = await flat.as(asha).slash('act');
    const picker = flat.as(asha);
    expect((await picker.select(message, 'Pick a word', ['Beta'])).text).toBe('b');
    expect((await picker.select(message, 'users', [asha, bilal])).text).toBe('Asha,Bilal');
    expect((await picker.select(message, 'roles', [cooks?.id ?? ''])).text).toBe('cooks');
    expect((await picker.select(message, 'both', [asha, cooks?.id ?? ''])).text).toBe('1 1');
    expect((await picker.select(message, 'channels', [flat.channel])).text).toBe('general');
    await expect(picker.select(message, 'Pick a word', ['Alpha', 'Beta'])).rejects.toThrow(ClientRefusal);
    await expect(picker.select(message, 'Pick a word', ['Gamma'])).rejects.toThrow(ClientRefusal);
  });

  const buttons = (label: string) => [
    new ActionRowBuilder<ButtonBuilder>().addComponents(
      new ButtonBuilder().setCustomId('next').setLabel(label).setStyle(ButtonStyle.Secondary),
    ),
  ];

  test('a button updates its message', async () => {
    act = (interaction) =>
      interaction.reply({ content: 'page 1', components: buttons('Next'), flags: MessageFlags.Ephemeral });
    react = async (interaction) => {
      if (interaction.isButton())
        await interaction.update({ content: 'page 2', components: buttons('Back') });
    };
    const first = await flat.as(asha).slash('act');
    const second = await flat.as(asha).press(first, 'Next');
    expect(second.text).toBe('page 2');
    expect(second.message.id).toBe(first.message.id);
    expect(first.buttons.map(({ label }) => label)).toEqual(['Back']);
    await expect(flat.as(bilal).press(first, 'Back')).rejects.toThrow(ClientRefusal);
  });

  test('a deferred update edits its message, or answers by a follow-up of its own', async () => {
    act = (interaction) => interaction.reply({ content: 'one', components: buttons('Next') });
    react = async (interaction) => {
      if (!interaction.isButton()) return;
      await interaction.deferUpdate();
      await interaction.editReply('two');
    };
    const message = await flat.as(asha).slash('act');
    expect((await flat.as(asha).press(message, 'Next')).text).toBe('two');
    react = async (interaction) => {
      if (!interaction.isButton()) return;
      await interaction.deferUpdate();
      await interaction.followUp({ content: 'only for you', flags: MessageFlags.Ephemeral });
    };
    const own = await flat.as(bilal).press(message, 'Next');
    expect(own).toMatchObject({ text: 'only for you', ephemeral: true });
    expect(
      flat
        .as(asha)
        .sees()
        .map(({ text }) => text),
    ).not.toContain('only for you');
  });

  test('a modal is filled in and submitted', async () => {
    act = (interaction) =>
      interaction.showModal(
        new ModalBuilder()
          .setCustomId('form')
          .setTitle('Profile')
          .addLabelComponents(
            new LabelBuilder()
              .setLabel('Name')
              .setTextInputComponent(
                new TextInputBuilder().setCustomId('name').setStyle(TextInputStyle.Short).setMaxLength(20),
              ),
            new LabelBuilder()
              .setLabel('Email')
              .setTextInputComponent(
                new TextInputBuilder()
                  .setCustomId('email')
                  .setStyle(TextInputStyle.Short)
                  .setRequired(false)
                  .setValue('a@example.org'),
              ),
            new LabelBuilder()
              .setLabel('People')
              .setUserSelectMenuComponent(new UserSelectMenuBuilder().setCustomId('people').setMaxValues(5)),
          ),
      );
    react = async (interaction) => {
      if (!interaction.isModalSubmit()) return;
      const people = interaction.fields.getSelectedUsers('people', true);
      const { fields } = interaction;
      await interaction.reply(
        `${fields.getTextInputValue('name')} ${fields.getTextInputValue('email')} ${people.size}`,
      );
    };
    const opened = await flat.as(asha).slash('act');
    expect(opened.modal).toMatchObject({ customId: 'form', title: 'Profile' });
    expect(opened.modal?.fields.map(({ label, required }) => [label, required])).toEqual([
      ['Name', true],
      ['Email', false],
      ['People', true],
    ]);
    await expect(flat.as(asha).submit(opened, { name: 'x' })).rejects.toThrow('The field People is required');
    await expect(flat.as(asha).submit(opened, { nome: 'x' })).rejects.toThrow(ClientRefusal);
    const answer = await flat.as(asha).submit(opened, { Name: 'Asha', people: [asha, bilal] });
    expect(answer.text).toBe('Asha a@example.org 2');
  });

  test('autocomplete offers choices', async () => {
    react = async (interaction) => {
      if (!interaction.isAutocomplete()) return;
      const typed = interaction.options.getFocused();
      await interaction.respond([{ name: `${typed}od`, value: 'food' }]);
    };
    expect(await flat.as(asha).complete('act', 'word', 'fo', { count: 2 })).toEqual([
      { name: 'food', value: 'food' },
    ]);
    await expect(flat.as(asha).complete('act', 'kind', 'o')).rejects.toThrow(ClientRefusal);
  });
});

describe('direct messages', () => {
  test('arrive, and commands work there', async () => {
    const user = await client.users.fetch(asha.id);
    await user.send('for you');
    expect((await playground.waitForDms(asha, 1)).map(({ text }) => text)).toEqual(['for you']);
    act = (interaction) => interaction.reply(`in a server: ${interaction.inGuild()}`);
    expect((await playground.dm(asha).slash('act')).text).toBe('in a server: false');
    expect(playground.dmsOf(bilal)).toEqual([]);
  });

  test('are refused with 50007 while they are closed', async () => {
    const user = await client.users.fetch(bilal.id);
    playground.closeDms(bilal);
    await expect(user.send('hello')).rejects.toMatchObject({ code: 50007, status: 403 });
    playground.openDms(bilal);
    await user.send('hello');
    expect(playground.dmsOf(bilal)).toHaveLength(1);
  });

  test('with a nonce are created once', async () => {
    const channel = await client.channels.fetch(flat.channel.id);
    if (channel?.isSendable() !== true) throw new Error('no channel');
    const before = flat.messages().length;
    const first = await channel.send({ content: 'once', nonce: 'n1', enforceNonce: true });
    const second = await channel.send({ content: 'once', nonce: 'n1', enforceNonce: true });
    expect(second.id).toBe(first.id);
    expect(flat.messages()).toHaveLength(before + 1);
  });
});

describe('faults that a test orders', () => {
  test('a refusal carries the code that was ordered', async () => {
    playground.faults.failNext('POST /channels', 403, 1, 50278);
    const user = await client.users.fetch(asha.id);
    await expect(user.send('hello')).rejects.toMatchObject({ code: 50278, status: 403 });
  });

  test('a 429 and a 500 are retried by discord.js', async () => {
    playground.faults.failNext(/callback$/, 429);
    act = (interaction) => interaction.reply('after all');
    expect((await flat.as(asha).slash('act')).text).toBe('after all');
    playground.faults.failNext(/callback$/, 500, 2);
    expect((await flat.as(asha).slash('act')).text).toBe('after all');
    const statuses = playground
      .requests()
      .filter(({ path }) => path.endsWith('/callback'))
      .slice(-5);
    expect(statuses.map(({ status }) => status)).toEqual(
      [429, 204, 500, 500, 204].map((status) => (status === 204 ? expect.any(Number) : status)),
    );
  });

  test('a lost answer was carried out all the same', async () => {
    const channel = await client.channels.fetch(flat.channel.id);
    if (channel?.isSendable() !== true) throw new Error('no channel');
    playground.faults.loseAnswerOfNext('POST /channels');
    const send = async () => channel.send({ content: 'kept', nonce: 'n2', enforceNonce: true });
    const message = await send().catch(() => send());
    expect(
      flat
        .messages()
        .filter(({ text }) => text === 'kept')
        .map(({ id }) => id),
    ).toEqual([message.id]);
  });

  test('a late first answer comes to nothing', async () => {
    const codes: unknown[] = [];
    playground.faults.delayNext(/callback$/, 3100);
    act = (interaction) =>
      interaction.reply('late').catch((error: unknown) => codes.push((error as { code: number }).code));
    const answer = await flat.as(asha).slash('act');
    expect(answer.failed).toBe(true);
    await until(() => codes.length === 1);
    expect(codes).toEqual([10062]);
  });
});

/** Looks again every few milliseconds. */
async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !isSo(); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
}
