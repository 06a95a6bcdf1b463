import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commands } from '../../../commands/index.js';
import type { Reply } from '../../../commands/contract/answer.js';
import type { ServerContext } from '../../../commands/contract/context.js';
import { renderReply } from '../../../src/discord/respond/render-reply.js';
import type { ExpensePage } from '../../../src/ledger/ledger.js';
import { currencies } from '../../../src/money/currency.js';
import { cutText, textLimits } from '../../../src/limits.js';
import { createVoice } from '../../../src/texts/voice.js';
import { pseudoTexts } from '../../texts/pseudo-language.js';
import { idOf, largestExpense, makeFakeContext } from '../fake-context.js';

/** What fills a name or a description: what is escaped, what has many bytes, what turns the line around. */
const letters = fc.constantFrom('x', '*', '[', '\\', 'ख', '🙂', '👨‍👩‍👧‍👦', 'ק', '\u0301', 'Ŧ');
const textOf = (length: number) =>
  fc
    .array(letters, { minLength: length, maxLength: length })
    .map((parts) => `x${cutText(parts.join(''), length - 1)}`);

const currencyCodes = currencies.map(({ code }) => code);

const page = fc.record({
  expenses: fc.array(
    fc.record({
      description: textOf(100),
      payers: fc.integer({ min: 1, max: 4 }),
      isPayment: fc.boolean(),
    }),
    { minLength: 10, maxLength: 10 },
  ),
  name: textOf(100),
  currency: fc.constantFrom(...currencyCodes),
  totals: fc.integer({ min: 1, max: currencyCodes.length }),
  isPseudo: fc.boolean(),
});

/** A context whose lists have other contents, in a server that some have left. */
function withPage(
  context: ServerContext,
  page: Partial<ExpensePage>,
  left: ReadonlyMap<string, string>,
): ServerContext {
  const { ledger, people } = context;
  return {
    ...context,
    ledger: {
      ...ledger,
      listExpenses: async (...args) => ({ ...(await ledger.listExpenses(...args)), ...page }),
    },
    people: { ...people, fetchLeftMembers: () => Promise.resolve(left) },
  };
}

test('a page of a list shows every expense and its totals, whatever names, currencies and languages it has', async () => {
  const list = commands.find(({ path }) => path === 'expense list');
  if (!list) throw new Error('There is no list');
  await fc.assert(
    fc.asyncProperty(page, async ({ expenses, name, currency, totals, isPseudo }) => {
      const texts = isPseudo ? pseudoTexts : undefined;
      const fake = makeFakeContext(texts);
      const found = expenses.map(({ description, payers, isPayment }, index) => ({
        ...largestExpense(999_999_999 - index, payers),
        ...(isPayment && { kind: 'settlement' as const }),
        description: isPayment ? cutText(description, textLimits.note) : description,
        currency,
      }));
      const sums = currencyCodes.slice(0, totals).map((code) => ({
        currency: code,
        amountMinor: Number.MAX_SAFE_INTEGER,
        shareMinor: Number.MAX_SAFE_INTEGER,
      }));
      const left = new Map([1, 2, 3, 4].map((index) => [idOf(index), name]));
      const payments = { count: 1_000, totals: sums };
      const context = withPage(fake, { expenses: found, totals: sums, payments }, left);
      const typed = {
        member: idOf(1),
        from: '2026-01-01',
        to: '2027-01-01',
        category: 'x'.repeat(20),
        text: '*'.repeat(30),
        include_void: true,
      };
      const reply = (await list.run(list.input.parse(typed), context)) as Reply;
      const whole = reply.blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : []));
      const { body } = renderReply(reply, createVoice('en', texts), true);
      const shown = JSON.stringify(body.components);
      for (const { number } of found) expect(shown).toContain(`#${number}**`);
      const last = whole.at(-1)?.split('\n').at(-1) ?? '';
      expect(last.length).toBeGreaterThan(20);
      expect(shown).toContain(JSON.stringify(last).slice(1, -1));
    }),
    { numRuns: 30, endOnFailure: true },
  );
});

test('a page that has room shows names and descriptions in full', async () => {
  const list = commands.find(({ path }) => path === 'expense list');
  const fake = makeFakeContext();
  const name = 'A name of some length';
  const expense = { ...largestExpense(1, 2), description: 'x'.repeat(100) };
  const context = withPage(fake, { expenses: [expense] }, new Map([[idOf(1), name]]));
  const reply = (await list?.run(list.input.parse({}), context)) as Reply;
  expect(JSON.stringify(reply.blocks)).toContain(`${name} (left) `);
  expect(JSON.stringify(reply.blocks)).toContain('x'.repeat(100));
});
