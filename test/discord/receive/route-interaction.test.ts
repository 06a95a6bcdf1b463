import { describe, expect, test } from '@jest/globals';
import { anywhereAction } from '../../../commands/contract/action.js';
import { day, discordId, typedText, wholeNumber, type StateShape } from '../../../commands/contract/state.js';
import { commands } from '../../../commands/index.js';
import { indexCommands } from '../../../src/discord/receive/route-interaction.js';
import { command, say } from '../run-bot.js';

function withState(state: StateShape, picks: StateShape = {}) {
  const press = anywhereAction({
    state,
    picks,
    answers: 'update',
    visibility: 'ephemeral',
    run: () => say('x'),
  });
  return [command('show', () => say('x'), { actions: { press } })];
}

describe('the commands, before the bot answers', () => {
  test('of ours are all in order', () => {
    expect(indexCommands(commands).byPath.size).toBe(commands.length);
  });

  test('may share neither what people type nor the code in custom ids', () => {
    const one = command('show', () => say('x'));
    expect(() => indexCommands([one, { ...one, code: 'y' }])).toThrow('share a path');
    expect(() => indexCommands([one, { ...one, path: 'expense y' }])).toThrow('share a code');
  });

  test('must fit all that a button may carry into a custom id', () => {
    const short = { member: discordId, from: day, to: day, text: typedText(35) };
    expect(() => indexCommands(withState(short))).not.toThrow();
    expect(() => indexCommands(withState({ ...short, category: typedText(30) }))).toThrow('characters');
    expect(() => indexCommands(withState({ text: typedText(36) }))).toThrow('36 characters');
    expect(() => indexCommands(withState({ number: wholeNumber }, { text: typedText(36) }))).toThrow(
      '36 characters',
    );
  });
});
