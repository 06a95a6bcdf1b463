import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createVoice } from '../../src/texts/voice.js';

describe('people who have left', () => {
  const say = (left: Record<string, string>) => {
    const voice = createVoice('en').among(new Map(Object.entries(left)));
    return Object.keys(left).map((userId) => voice.person(userId));
  };

  test('go by their names, and present ones by a mention', () => {
    expect(say({ '100': 'Asha', '101': 'Ravi' })).toEqual(['Asha (left)', 'Ravi (left)']);
    expect(createVoice('en').among(new Map()).person('7')).toBe('<@7>');
  });

  test('have the end of the id where two would read alike', () => {
    expect(say({ '81234': 'Asha', '85678': 'Asha', '89999': 'Ravi' })).toEqual([
      'Asha (left) …1234',
      'Asha (left) …5678',
      'Ravi (left)',
    ]);
  });

  test('have as much of it as tells them apart', () => {
    expect(say({ '111111234': 'A', '111121234': 'A', '999995678': 'A' })).toEqual([
      'A (left) …11234',
      'A (left) …21234',
      'A (left) …95678',
    ]);
    expect(say({ '1234': 'A', '91234': 'A' })).toEqual(['A (left) …1234', 'A (left) …91234']);
  });

  test.each([
    ['case', 'Asha', 'ASHA'],
    ['the form of Unicode', 'Jos\u00e9', 'Jose\u0301'],
    ['wide letters', 'Asha', '\uff21\uff53\uff48\uff41'],
    ['spaces', 'Asha Rao', ' Asha  Rao'],
    ['characters that show nothing', 'Asha', 'A\u200bsh\u2060a'],
  ])('read alike whatever %s', (_what, one, other) => {
    expect(say({ '81234': one, '85678': other }).map((words) => words.slice(-6))).toEqual(
      ['…1234', '…5678'].map((end) => ` ${end}`),
    );
  });

  test('never read alike', () => {
    const names = fc.dictionary(
      fc.stringMatching(/^[1-9][0-9]{16,18}$/),
      fc.constantFrom('Asha', 'asha', 'Ravi'),
      { minKeys: 1 },
    );
    fc.assert(
      fc.property(names, (left) => {
        const said = say(left).map((words) => words.toLowerCase());
        expect(new Set(said).size).toBe(said.length);
      }),
    );
  });
});
