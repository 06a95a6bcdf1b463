import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Person, Server } from 'discord-playground';
import { statementCursor } from '../../../commands/balances/statement.js';
import { toMinorSum } from '../../../src/money/minor-sum.js';
import { makeFlat, setStage, type Stage } from '../../harness/bot.js';

let stage: Stage;
let flat: Server;
let u1: Person, u2: Person;

/** Twenty-five expenses of 1 to 25 rupees; u2 paid every fifth. A last one is in dollars. */
beforeAll(async () => {
  stage = await setStage();
  const made = makeFlat(stage.playground);
  flat = made.flat;
  [u1, u2] = made.people;
  for (let number = 1; number <= 25; number++) {
    const [payer, other] = number % 5 === 0 ? [u2, u1] : [u1, u2];
    await flat
      .as(payer)
      .slash('expense add', { amount: String(number), description: `Tea ${number}`, for: other.mention });
  }
  await flat
    .as(u1)
    .slash('expense add', { amount: '3', description: 'Visa', for: u2.mention, currency: 'USD' });
});
afterAll(() => stage.close());

const numbersIn = (text: string) => [...text.matchAll(/#(\d+)\b[^\n]*: /g)].map((match) => Number(match[1]));

const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('/balances with', () => {
  test('opens at the newest lines in number order, and turns both ways, also after a restart', async () => {
    const answer = await flat.as(u1).slash('balances', { with: u2 });
    expect(numbersIn(answer.text)).toEqual(range(16, 25));
    expect(answer.text).toContain(`then ${u2.mention} owes ${u1.mention} ₹175.00`);
    expect(answer.text).toContain(`In other currencies: ${u2.mention} owes ${u1.mention} $3.00`);
    expect(answer.buttons.find(({ label }) => label === 'Newer')?.disabled).toBe(true);
    await flat.as(u1).press(answer, 'Older');
    const middle = await answer.waitForText(/Tea 15\b/);
    expect(numbersIn(middle)).toEqual(range(6, 15));
    await stage.restart();
    await flat.as(u1).press(answer, 'Older');
    const oldest = await answer.waitForText(/Tea 1\b/);
    expect(numbersIn(oldest)).toEqual(range(1, 5));
    expect(oldest).toContain(
      `Tea 1: ${u2.mention} owes ${u1.mention} ₹1.00\n-# then ${u2.mention} owes ${u1.mention} ₹1.00`,
    );
    expect(answer.buttons.find(({ label }) => label === 'Older')?.disabled).toBe(true);
    await flat.as(u1).press(answer, 'Newer');
    expect(await answer.waitForText(/Tea 15\b/)).toBe(middle);
    const shared = await flat.as(u1).press(answer, 'Share');
    expect(shared.ephemeral).toBe(false);
    expect(numbersIn(shared.text)).toEqual(range(6, 15));
  });

  test('has a file of all lines, the newest first, with the totals', async () => {
    const answer = await flat.as(u1).slash('balances', { with: u2 });
    const file = await flat.as(u1).press(answer, 'CSV');
    const [header, ...rows] = file.files[0]?.content.trim().split(/\r?\n/) ?? [];
    expect(header).toContain('number,date,description');
    expect(rows).toHaveLength(25);
    expect(rows[0]).toContain('Tea 25');
    expect(rows[0]).toContain('175.00');
    expect(rows.at(-1)).toContain('Tea 1');
  });

  test('shows another currency when asked', async () => {
    const answer = await flat.as(u1).slash('balances', { with: u2, currency: 'USD' });
    expect(numbersIn(answer.text)).toEqual([26]);
    expect(answer.buttons.map(({ label }) => label)).toEqual(['CSV', 'Share', 'Settle']);
  });
});

test('a place in a statement comes back from a button as it was', () => {
  const cursor = fc.record({
    step: fc.constantFrom(1 as const, -1 as const),
    number: fc.nat(999_999_999),
    changes: fc.nat(999_999_999),
    memberGetsMinor: fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }).map(toMinorSum),
  });
  fc.assert(
    fc.property(cursor, (place) => {
      const packed = statementCursor.pack(place);
      expect(packed.length).toBeLessThanOrEqual(statementCursor.maxLength);
      expect(statementCursor.unpack(packed)).toEqual(place);
    }),
  );
});
