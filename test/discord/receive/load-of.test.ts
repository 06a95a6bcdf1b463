import { expect, test } from '@jest/globals';
import { commands } from '../../../commands/index.js';
import { encodeCustomId } from '../../../src/discord/custom-id.js';
import { loadOf } from '../../../src/discord/receive/load-of.js';
import type { Interaction } from '../../../src/discord/receive/parse-interaction.js';
import { indexCommands } from '../../../src/discord/receive/route-interaction.js';

const index = indexCommands(commands);

function typed(path: string, options: object = {}, kind: Interaction['kind'] = 'slash'): Interaction {
  return { kind, path, options } as unknown as Interaction;
}

function pressed(command: string, action: string): Interaction {
  const customId = encodeCustomId({ command, action, state: ['0', '', '', '', ''] });
  return { kind: 'component', customId, values: [] } as unknown as Interaction;
}

const receipt = { name: 'bill.png', url: 'https://cdn.example/bill.png', sizeBytes: 1 };

test.each(['everyone', 'me Everyone 2', '<@&123456789012345678>', '@a '.repeat(150)])(
  'a command for "%s" is for a crowd',
  (people) => {
    expect(loadOf(typed('expense add', { for: people }), index, 3)).toBe('crowd');
    expect(loadOf(typed('expense add', { paid_by: people }), index, undefined)).toBe('crowd');
  },
);

test.each(['me', 'me @Ravi', '<@123456789012345678> 50', '#12', 'forever1'])(
  'a command for "%s" is light',
  (people) => {
    expect(loadOf(typed('expense add', { for: people, date: '2026-11-24' }), index, 100_000)).toBe('light');
  },
);

test('a command with a file is one that moves it, whoever it is for', () => {
  expect(loadOf(typed('expense add', { for: 'me', receipt }), index, 3)).toBe('file');
  expect(loadOf(typed('expense add', { for: 'everyone', receipt }), index, 3)).toBe('file');
});

test.each([
  ['/balances', typed('balances')],
  ['/ledger verify', typed('ledger verify')],
  ['/ledger rebuild', typed('ledger rebuild')],
  ['/ledger export', typed('ledger export')],
  ['the button of a rebuild', pressed('lb', 'rebuild')],
  ['a button of /balances', pressed('b', 'page')],
])('%s is for a crowd in a large server alone', (_what, interaction) => {
  expect([undefined, 2, 100, 101, 100_000].map((count) => loadOf(interaction, index, count))).toEqual([
    'light',
    'light',
    'light',
    'crowd',
    'crowd',
  ]);
});

test('choices, other buttons and what is unknown are light', () => {
  for (const interaction of [
    typed('expense add', { for: 'everyone' }, 'autocomplete'),
    pressed('es', 'show'),
    typed('no such command'),
    { kind: 'component', customId: 'of another bot' } as unknown as Interaction,
  ]) {
    expect(loadOf(interaction, index, 100_000)).toBe('light');
  }
});
