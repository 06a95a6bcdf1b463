import { Client, Events, GatewayIntentBits, MessageFlags, type Interaction } from 'discord.js';
import type { Playground } from '../../index.js';

/** A bot that has one of everything, and says what arrived. */
export interface SamplerBot {
  stop(): Promise<void>;
}

const optionKinds = [
  [3, 'text'],
  [4, 'whole'],
  [5, 'truth'],
  [6, 'person'],
  [7, 'place'],
  [8, 'team'],
  [9, 'anyone'],
  [10, 'number'],
  [11, 'file'],
] as const;

const commands = [
  {
    name: 'sample',
    description: 'One option of every kind',
    options: optionKinds.map(([type, name]) => ({ type, name, description: `A ${name}` })),
  },
  { name: 'show', description: 'Every component' },
  { name: 'form', description: 'Every field' },
  { name: 'slow', description: 'Thinks for a while' },
  { name: 'silent', description: 'Never answers' },
  { name: 'Look up', type: 2 },
  { name: 'Read out', type: 3 },
];

const selects = [
  {
    type: 3,
    custom_id: 'strings',
    placeholder: 'Strings',
    max_values: 2,
    options: ['one', 'two', 'three'].map(option),
  },
  { type: 5, custom_id: 'people', placeholder: 'People' },
  { type: 6, custom_id: 'teams', placeholder: 'Teams' },
  { type: 7, custom_id: 'anyone', placeholder: 'Anyone' },
  { type: 8, custom_id: 'places', placeholder: 'Places' },
];

function option(value: string) {
  return { label: value, value };
}

/** Every part of Components V2 that a message may have. */
export const everyComponent = [
  {
    type: 17,
    accent_color: 0x5865f2,
    components: [
      {
        type: 10,
        content: '# Heading\n## Second\n### Third\n-# small\n**bold** *slanted* __under__ ~~gone~~ `code`',
      },
      {
        type: 10,
        content:
          '- one\n- two\n  - deeper\n1. first\n2. second\n> quoted\n||hidden||\n```js\nlet x = 1;\n```',
      },
      { type: 14 },
      {
        type: 9,
        components: [{ type: 10, content: 'A section, <t:1795521600:D>, [a link](https://example.org/)' }],
        accessory: { type: 2, style: 1, label: 'Press me', custom_id: 'press' },
      },
      ...selects.map((select) => ({ type: 1, components: [select] })),
      {
        type: 1,
        components: [
          { type: 2, style: 3, label: 'Good', custom_id: 'good' },
          { type: 2, style: 4, label: 'Bad', custom_id: 'bad' },
          { type: 2, style: 2, label: 'Shut', custom_id: 'shut', disabled: true },
          { type: 2, style: 5, label: 'Away', url: 'https://example.org/' },
        ],
      },
    ],
  },
];

const everyField = [
  { type: 10, content: 'Some text between the fields' },
  {
    type: 18,
    label: 'Short',
    description: 'At most ten',
    component: { type: 4, custom_id: 'short', style: 1, max_length: 10 },
  },
  {
    type: 18,
    label: 'Choice',
    component: { type: 3, custom_id: 'choice', options: ['red', 'green'].map(option) },
  },
  { type: 18, label: 'People', component: { type: 5, custom_id: 'people', max_values: 2, required: false } },
  { type: 18, label: 'Paper', component: { type: 19, custom_id: 'paper', required: false } },
];

/** Starts it; resolves when its commands are registered. */
export async function startSamplerBot(playground: Playground): Promise<SamplerBot> {
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: playground.apiUrl } });
  client.on(Events.Error, () => undefined);
  client.on(Events.InteractionCreate, (interaction) => void answer(interaction));
  await client.login(playground.token);
  await client.rest.put(`/applications/${playground.applicationId}/commands`, { body: commands });
  await playground.waitForBot();
  return {
    stop: async () => {
      await client.destroy();
    },
  };
}

async function answer(interaction: Interaction): Promise<void> {
  if (interaction.isAutocomplete()) return;
  if (interaction.isChatInputCommand()) {
    switch (interaction.commandName) {
      case 'show':
        await interaction.reply({ flags: MessageFlags.IsComponentsV2, components: everyComponent });
        return;
      case 'form':
        await interaction.showModal({
          title: 'Everything',
          custom_id: 'form',
          components: everyField,
        });
        return;
      case 'slow':
        await interaction.deferReply();
        setTimeout(() => void interaction.editReply('Done thinking'), 400);
        return;
      case 'silent':
        return;
      default:
    }
  }
  await interaction.reply({
    content: `\`\`\`json\n${describe(interaction)}\n\`\`\``,
    flags: MessageFlags.Ephemeral,
  });
}

function describe(interaction: Exclude<Interaction, { isAutocomplete(): true }>): string {
  if (interaction.isChatInputCommand()) {
    return JSON.stringify(
      Object.fromEntries(
        interaction.options.data.map((one) => [one.name, one.attachment?.name ?? one.value]),
      ),
    );
  }
  if (interaction.isAnySelectMenu()) return JSON.stringify({ [interaction.customId]: interaction.values });
  if (interaction.isButton()) return JSON.stringify({ pressed: interaction.customId });
  if (interaction.isContextMenuCommand()) {
    return JSON.stringify({ [interaction.commandName]: interaction.targetId });
  }
  if (interaction.isModalSubmit()) {
    const fields = [...interaction.fields.fields.values()].map((field) => [
      field.customId,
      'value' in field ? field.value : 'values' in field ? field.values : 'other',
    ]);
    return JSON.stringify(Object.fromEntries(fields));
  }
  return '{}';
}
