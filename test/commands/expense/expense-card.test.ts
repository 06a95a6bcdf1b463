import { describe, expect, test } from '@jest/globals';
import { describeExpense } from '../../../commands/expense/expense-card.js';
import { expenseAdd } from '../../../commands/expense/add.js';
import { expenseShow } from '../../../commands/expense/show.js';
import type { Reply } from '../../../commands/contract/answer.js';
import { renderReply } from '../../../src/discord/respond/render-reply.js';
import type { Expense } from '../../../src/ledger/expense.js';
import { createVoice } from '../../../src/texts/voice.js';
import { everyComponent } from '../../discord/respond/any-text.js';
import { pseudoTexts } from '../../texts/pseudo-language.js';
import { idOf, largestExpense, longText, makeFakeContext } from '../fake-context.js';

const limits = { fileBytes: 10_485_760, answerBytes: 25_165_824, files: 10 };

/** An expense that some paid for others, each of whom owes each payer. */
function expenseOf(payers: number, participants: number): Expense {
  const whole = largestExpense(12, Math.max(payers, participants));
  const debts = Array.from({ length: payers + participants - 1 }, (_, index) => ({
    debtorId: idOf(2000 + index),
    creditorId: idOf(1 + (index % payers)),
    amountMinor: 1_000_000,
  }));
  return {
    ...whole,
    payers: whole.payers.slice(0, payers),
    shares: whole.shares.slice(0, participants),
    debts,
  };
}

/** Names of people who have left; everybody else is a mention. */
const names = {
  mentions: () => undefined,
  'the longest names': () => longText(100),
  'names of emoji': () => '🙂'.repeat(100),
  'names of signs that are escaped': () => '*'.repeat(100),
} satisfies Record<string, (userId: string) => string | undefined>;

/** A list of everyone that is asked for. */
function leftUnder(name: string | undefined): ReadonlyMap<string, string> {
  const left = new Map<string, string>();
  left.get = () => name;
  return left;
}

function shownOf(reply: Reply, voice = createVoice('en')): string {
  const { body } = renderReply(reply, voice, true);
  const all = everyComponent(body.components);
  return all.flatMap(({ content }) => content ?? []).join('\n');
}

const sizes = [
  [1, 1],
  [1, 1000],
  [2, 10],
  [10, 10],
  [130, 4],
  [130, 130],
  [1000, 1000],
] as const;
const languages = [
  ['English', undefined],
  ['a language of Devanagari letters, a third longer', pseudoTexts],
] as const;

describe.each(languages)('a card in %s', (_language, texts) => {
  const voice = createVoice('en', texts);
  const { linesCut } = voice.replies.messages;

  describe.each(Object.entries(names))('with %s', (_names, nameOf) => {
    test.each(sizes)(
      'of %d payers and %d who share shows something of each part',
      async (payers, participants) => {
        const expense = expenseOf(payers, participants);
        const serverVoice = voice.among(leftUnder(nameOf()));
        const card = describeExpense(expense, serverVoice);
        const shown = shownOf(
          { kind: 'reply', blocks: card.texts.map((text) => ({ kind: 'text', text })) },
          voice,
        );
        expect(shown).toBe(card.texts.join('\n'));
        expect(shown).toContain(voice.money(expense.amountMinor, expense.currency));
        // The other language has letters of its own for the month.
        expect(shown).toMatch(/\b24 \S+ 2026/u);
        expect(shown).toContain(voice.replies.expense.splitKinds.shares);
        const [debt] = expense.debts;
        expect(shown).toContain(debt && serverVoice.debt(debt, expense.currency));
        expect(shown).toContain(serverVoice.person(expense.payers[0]?.userId ?? ''));
        const files = (await card.files(new Map(), limits)).map(({ name }) => name);
        if (expense.debts.length > 10) expect(files).toContain('expense-12.csv');
        if (payers > 10 || participants > 10) expect(files).toContain('expense-12-people.csv');
        expect(files.length > 0).toBe(card.isCut);
      },
    );
  });

  test('is cut nowhere else, with all that stands below it', async () => {
    const context = makeFakeContext(texts);
    const replies = [
      await expenseShow.run({ number: 12 }, context),
      await expenseAdd.run(
        { amount: '1000', description: longText(100), for: 'everyone', category: longText(20) },
        context,
      ),
    ];
    for (const reply of replies as Reply[]) {
      const whole = reply.blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : []));
      expect(shownOf(reply, voice)).toBe(whole.join('\n'));
      expect(shownOf(reply, voice)).not.toContain(linesCut({ count: 1 }));
    }
  });
});

describe('a card with mentions', () => {
  const voice = createVoice('en').among(new Map());

  test('names up to three payers beside the total', () => {
    const [head = ''] = describeExpense(expenseOf(3, 3), voice).texts;
    expect(head).toContain(
      `paid by <@${idOf(1)}> ₹10,000.00, <@${idOf(2)}> ₹10,000.00, <@${idOf(3)}> ₹10,000.00`,
    );
  });

  test('lists the first ten of more, and says how many more there are, with all of them in a file', async () => {
    const card = describeExpense(expenseOf(130, 4), voice);
    const [head = '', payers = ''] = card.texts;
    expect(head).toContain('paid by 130 people');
    expect(payers.split('\n')).toHaveLength(11);
    expect(payers).toContain(
      `<@${idOf(10)}> paid ₹10,000.00\n… and 120 more who paid, all of them in the attached file.`,
    );
    const files = await card.files(new Map([[idOf(130), 'Asha']]), limits);
    const people = files.find(({ name }) => name === 'expense-12-people.csv');
    expect(String(people?.content).trim().split('\r\n')).toHaveLength(131);
    expect(people?.content).toContain(`\r\n${idOf(130)},Asha,10000.00,,INR\r\n`);
    expect(people?.content).toContain(`\r\n${idOf(1)},,10000.00,10000.00,INR\r\n`);
  });

  test('has no file where everything is shown', async () => {
    expect(await describeExpense(expenseOf(1, 10), voice).files(new Map(), limits)).toEqual([]);
  });
});
