import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { tokenisePeople } from '../../src/split/tokenise-people.js';

const textsOf = (text: string) => tokenisePeople(text).map((token) => token.text);

describe('tokenisePeople', () => {
  test.each([
    ['<@1> <@2>', ['<@1>', '<@2>']],
    ['<@1>,<@!2>\n<@&3>', ['<@1>', '<@!2>', '<@&3>']],
    ['<@1><@2>370<@3>', ['<@1>', '<@2>', '370', '<@3>']],
    ['<@1> 1,250.50, <@2> 2', ['<@1>', '1,250.50', '<@2>', '2']],
    ['@asha x2,@ravi x1.5', ['@asha x2', '@ravi x1.5']],
    ['<@1> Rs. 370 <@2> 370 INR', ['<@1>', 'Rs. 370', '<@2>', '370 INR']],
    ['<@1> ₹ 370 <@2> 370 /-', ['<@1>', '₹ 370', '<@2>', '370 /-']],
    ['<@1> 840+126.50 <@2> 1 + 2 +3+ 4', ['<@1>', '840+126.50', '<@2>', '1 + 2 +3+ 4']],
    ['<@1> Rs. 840 + Rs. 126.50 <@2>', ['<@1>', 'Rs. 840 + Rs. 126.50', '<@2>']],
    ['<@1> ₹840 + ₹1 <@2> 840 INR + 126 INR', ['<@1>', '₹840 + ₹1', '<@2>', '840 INR + 126 INR']],
    ['<@1> 840 + <@2>', ['<@1>', '840 +', '<@2>']],
    ['<@1> + 5', ['<@1>', '+', '5']],
    ['<@1> +5', ['<@1>', '+5']],
    ['<@1> 40 % <@2> x 2', ['<@1>', '40 %', '<@2>', 'x 2']],
    ['<@1> १,२', ['<@1>', '१,२']],
    ['<@1>، <@2>，<@3>、<@4>', ['<@1>', '<@2>', '<@3>', '<@4>']],
    ['<@1> 5，000، <@2> ٥،٥', ['<@1>', '5，000', '<@2>', '٥،٥']],
    // What only begins or ends like a number or a sign stands alone.
    // A separator is not forgotten: what stands on both sides of it is not one value.
    ['<@1> 40, % <@2> 5,\n/-', ['<@1>', '40', '%', '<@2>', '5', '/-']],
    ['<@1> x,2 <@2> Rs.\n370', ['<@1>', 'x', '2', '<@2>', 'Rs.', '370']],
    ['a1 inr', ['a1', 'inr']],
    ['a1 %', ['a1', '%']],
    ['1a %', ['1a', '%']],
    ['x a1', ['x', 'a1']],
    ['max 2', ['max', '2']],
    ['xy 2', ['xy', '2']],
    ['5 x 2', ['5', 'x 2']],
    ['a<@!12>b<@&34>c', ['a', '<@!12>', 'b', '<@&34>', 'c']],
    ['a<@12>', ['a', '<@12>']],
    ['<@a> <@!>', ['<@a>', '<@!>']],
    [' , \n', []],
  ])('%j', (text, words) => {
    expect(textsOf(text)).toEqual(words);
  });

  test('loses nothing but separators', () => {
    const text = fc.string({
      unit: fc.constantFrom('<@1>', '<@&2>', ' ', ',', '\n', '3', 'x', '%', '@a', '₹', 'म'),
    });
    fc.assert(
      fc.property(text, (typed) => {
        expect(textsOf(typed).join('').replace(/[\s,]/g, '')).toBe(typed.replace(/[\s,]/g, ''));
      }),
    );
  });

  test('reads a thousand people and values in a moment', () => {
    const text = Array.from(
      { length: 1000 },
      (_, index) => `<@${index + 100_000_000_000_000_000}> 1,250.50`,
    ).join(', ');
    const start = performance.now();
    expect(tokenisePeople(text)).toHaveLength(2000);
    expect(performance.now() - start).toBeLessThan(500);
  });
});
