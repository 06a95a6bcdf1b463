import { afterEach, describe, expect, test } from '@jest/globals';
import { SlashCommandSubcommandBuilder } from '@discordjs/builders';
import { anywhereCommand, type Command } from '../../../commands/contract/command.js';
import { commands as ours } from '../../../commands/index.js';
import { composeCommands } from '../../../src/discord/connection/compose-commands.js';
import { registerCommands } from '../../../src/discord/connection/register-commands.js';
import { createRest } from '../../../src/discord/connection/rest.js';
import { createLog } from '../../../src/ops/log.js';
import { startPlayground, type Playground } from 'discord-playground';
import { closePlayground } from '../../harness/close-playground.js';
import { command, say } from '../run-bot.js';

let playground: Playground | undefined;
afterEach(async () => {
  if (playground) await closePlayground(playground);
  playground = undefined;
});

const help = anywhereCommand({
  path: 'help',
  code: 'he',
  describe: () => ({ command: 'Help' }),
  visibility: 'ephemeral',
  run: () => say('x'),
});
const show = (description: string): Command =>
  command('show', () => say('x'), {
    definition: new SlashCommandSubcommandBuilder()
      .setName('show')
      .setDescription(description)
      .addIntegerOption((option) =>
        option
          .setName('number')
          .setDescription('Number')
          .setRequired(true)
          .setMinValue(1)
          .setAutocomplete(true),
      )
      .addStringOption((option) =>
        option
          .setName('kind')
          .setDescription('Kind')
          .addChoices({ name: 'A', value: 'a' }, { name: 'B', value: 'b' }),
      )
      .toJSON(),
  });

async function register(commands: readonly Command[], open = playground): Promise<string> {
  playground = open ?? (await startPlayground());
  const rest = createRest(playground.token, playground.apiUrl);
  return registerCommands({
    rest,
    applicationId: playground.applicationId,
    commands,
    log: createLog('silent'),
  });
}
const puts = () => playground?.requests().filter(({ method }) => method === 'PUT').length;

describe('composing', () => {
  test('groups subcommands, keeps single commands, and says where each works', () => {
    const composed = composeCommands([command('add', () => say('x')), show('Show'), help]);
    expect(composed).toMatchObject([
      {
        name: 'expense',
        options: [
          { name: 'add', type: 1 },
          { name: 'show', type: 1 },
        ],
        contexts: [0],
      },
      { name: 'help', contexts: [0, 1], integration_types: [0], default_member_permissions: null },
    ]);
  });

  test('shows what only managers may do to them alone', () => {
    const [group] = composeCommands([command('add', () => say('x'), { managersOnly: true })]);
    expect(group).toMatchObject({ default_member_permissions: '32' });
    const [mixed] = composeCommands([command('add', () => say('x'), { managersOnly: true }), show('Show')]);
    expect(mixed).toMatchObject({ default_member_permissions: null });
  });
});

describe('registering', () => {
  test('writes only what differs', async () => {
    expect(await register([show('Show'), help])).toBe('registered');
    expect(await register([show('Show'), help])).toBe('unchanged');
    expect(await register([help, show('Show')])).toBe('unchanged');
    expect(puts()).toBe(1);
    expect(await register([show('Show one'), help])).toBe('registered');
    expect(await register([help])).toBe('registered');
    expect(puts()).toBe(3);
    expect(playground?.commands()).toEqual(['help']);
  });

  test('of all commands of ours is accepted, and unchanged the second time', async () => {
    expect(await register(ours)).toBe('registered');
    expect(await register(ours)).toBe('unchanged');
  });

  test('writes when it cannot read what is registered', async () => {
    await register([help]);
    playground?.faults.failNext(/GET .*\/commands/, 500, 3);
    expect(await register([help])).toBe('registered');
  });

  test('gives up, without an error, on what Discord refuses', async () => {
    const bad = command('bad', () => say('x'), { definition: { name: 'BAD NAME', description: '' } });
    expect(await register([bad])).toBe('failed');
  });
});
