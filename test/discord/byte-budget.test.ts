import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ByteBudget } from '../../src/discord/byte-budget.js';

const long = 60_000;
const settle = () => new Promise(setImmediate);

describe('a budget of bytes', () => {
  test('is never overdrawn, and everybody gets their bytes in the order in which they asked', async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.infiniteStream(fc.nat(5)), async (wanted, picks) => {
        const budget = new ByteBudget(100);
        const held: { sizeBytes: number; giveBack: () => void }[] = [];
        const served: number[] = [];
        wanted.forEach((sizeBytes, index) => {
          void budget.reserve(sizeBytes, long).then((giveBack) => {
            if (giveBack === undefined) throw new Error('There was time enough');
            served.push(index);
            held.push({ sizeBytes, giveBack });
          });
        });
        await settle();
        while (held.length > 0) {
          expect(held.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBeLessThanOrEqual(100);
          const [ended] = held.splice((picks.next().value ?? 0) % held.length, 1);
          ended?.giveBack();
          ended?.giveBack();
          await settle();
        }
        expect(served).toEqual(wanted.map((_, index) => index));
      }),
    );
  });

  test('tells who finds no room in time, and lets the next one pass', async () => {
    const budget = new ByteBudget(100);
    const giveBack = await budget.reserve(60, long);
    const large = budget.reserve(90, 20);
    const small = budget.reserve(40, long);
    expect(await large).toBeUndefined();
    expect(await small).toBeDefined();
    const whole = budget.reserve(60, long);
    giveBack?.();
    expect(await whole).toBeDefined();
  });
});
