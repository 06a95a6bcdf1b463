import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fetchExpense } from '../../../src/ledger/read/fetch-expense.js';
import { listExpenses } from '../../../src/ledger/read/list-expenses.js';
import { fetchBalances } from '../../../src/ledger/read/fetch-balances.js';
import { noteMessages } from '../../../src/ledger/change/note-messages.js';
import { findRecorded, recordExpense } from '../../../src/ledger/change/record-expense.js';
import { textLimits } from '../../../src/limits.js';
import { verifyBalances } from '../../../src/ledger/read/verify-balances.js';
import { connectStorage, type Storage } from '../../../src/storage/connect.js';
import { expenseOf, newGuildId, openLedger, u1, u2, u3, u4 } from '../ledger.js';

let storage: Storage;
let uri: string;
beforeAll(async () => {
  ({ storage, uri } = await openLedger());
});
afterAll(() => storage.close());

async function readDebts(guildId: string): Promise<string[]> {
  const { debts } = await fetchBalances(storage, guildId);
  return debts.map(
    ({ debtorId, creditorId, amountMinor }) => `${debtorId} owes ${creditorId} ${amountMinor}`,
  );
}

async function numbersOf(guildId: string): Promise<number[]> {
  const numbers = await storage.raw.expenses.distinct('number', { guildId });
  return numbers.sort((one, other) => one - other);
}

describe('an expense that is recorded', () => {
  test('the three examples make the balances that they should, one after the other', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, expenseOf(guildId));
    expect(await readDebts(guildId)).toEqual([
      '102 owes 101 25000',
      '103 owes 101 25000',
      '104 owes 101 25000',
    ]);
    await recordExpense(
      storage,
      expenseOf(guildId, {
        amountMinor: 125_000,
        participantIds: [u2, u3],
        split: { kind: 'exact', values: [37_000, 88_000] },
      }),
    );
    expect(await readDebts(guildId)).toEqual([
      '102 owes 101 62000',
      '103 owes 101 113000',
      '104 owes 101 25000',
    ]);
    await recordExpense(
      storage,
      expenseOf(guildId, {
        amountMinor: 120_000,
        createdBy: u4,
        payers: [{ userId: u4, amountMinor: 120_000 }],
        split: { kind: 'percent', values: [40_000_000, 20_000_000, 20_000_000, 20_000_000] },
      }),
    );
    expect(await readDebts(guildId)).toEqual([
      '101 owes 104 23000',
      '102 owes 101 62000',
      '102 owes 104 24000',
      '103 owes 101 113000',
      '103 owes 104 24000',
    ]);
  });

  test('is read back as it was returned', async () => {
    const guildId = newGuildId();
    const { expense, replayed } = await recordExpense(
      storage,
      expenseOf(guildId, {
        category: 'rent',
        channelId: '77',
        receiptName: 'bill.pdf',
        amountMinor: 100_001,
      }),
    );
    expect(replayed).toBe(false);
    expect(expense).toMatchObject({ number: 1, version: 1, kind: 'expense', category: 'rent' });
    expect(expense.shares.map(({ amountMinor }) => amountMinor)).toEqual([25_001, 25_000, 25_000, 25_000]);
    expect(expense.debts).toHaveLength(3);
    const read = await fetchExpense(storage, guildId, 1);
    expect(read).toEqual(expense);
    for (const inner of ['_id', 'requestHash', 'participantIds']) expect(read).not.toHaveProperty(inner);
  });

  test('may be described with a hundred emoji, not with one more', async () => {
    const guildId = newGuildId();
    const description = '🙂'.repeat(100);
    const { expense } = await recordExpense(storage, expenseOf(guildId, { description }));
    expect(expense.description).toBe(description);
    const document = await storage.expenses.findOne({ guildId }).orFail();
    await expect(document.validate()).resolves.toBeUndefined();
    document.set('description', `${description}🙂`);
    await expect(document.validate()).rejects.toThrow('longer than 100 characters');
    const tooLong = expenseOf(guildId, { description: `${description}🙂` });
    await expect(recordExpense(storage, tooLong)).rejects.toThrow(RangeError);
  });

  test('keeps its debts where several paid, and derives them where one did', async () => {
    const guildId = newGuildId();
    const payers = [
      { userId: u1, amountMinor: 60_000 },
      { userId: u2, amountMinor: 40_000 },
    ];
    const { expense } = await recordExpense(storage, expenseOf(guildId, { payers }));
    await recordExpense(storage, expenseOf(guildId));
    expect(expense.debts).toEqual([
      { debtorId: u3, creditorId: u1, amountMinor: 25_000 },
      { debtorId: u4, creditorId: u1, amountMinor: 10_000 },
      { debtorId: u4, creditorId: u2, amountMinor: 15_000 },
    ]);
    expect(await fetchExpense(storage, guildId, 1)).toEqual(expense);
    const stored = await storage.raw.expenses.find({ guildId }).sort({ number: 1 }).toArray();
    expect(stored.map((record) => record.debts?.length)).toEqual([3, undefined]);
  });

  test('is a document that Mongoose accepts', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, expenseOf(guildId));
    const document = await storage.expenses.findOne({ guildId }).orFail();
    await expect(document.validate()).resolves.toBeUndefined();
    const row = await storage.balances.findOne({ guildId }).orFail();
    await expect(row.validate()).resolves.toBeUndefined();
  });

  const payerOf = (amountMinor: number) => ({ amountMinor, payers: [{ userId: u1, amountMinor }] });

  test.each([
    ['no description', { description: '' }, 'description, category or date'],
    [
      'too long a category',
      { category: 'x'.repeat(textLimits.category + 1) },
      'description, category or date',
    ],
    ['a day that is cut', { date: '2026-11-2' }, 'description, category or date'],
    ['a day with more behind it', { date: '2026-11-24T00' }, 'description, category or date'],
    ['a day with more before it', { date: '12026-11-24' }, 'description, category or date'],
    ['half a paisa', payerOf(0.5), 'within the limits of its currency'],
    ['nothing', payerOf(0), 'within the limits of its currency'],
    ['a paisa above a crore', payerOf(1_000_000_001), 'within the limits of its currency'],
    ['a person twice', { participantIds: [u1, u1] }, 'shares an expense once'],
    ['a payer who paid less', { payers: [{ userId: u1, amountMinor: 1 }] }, 'must have paid the amount'],
    [
      'a payer who paid more',
      { payers: [{ userId: u1, amountMinor: 100_001 }] },
      'must have paid the amount',
    ],
    [
      'a payer who took',
      {
        payers: [
          { userId: u1, amountMinor: 100_001 },
          { userId: u2, amountMinor: -1 },
        ],
      },
      'whole number',
    ],
  ] as const)('leaves no trace when it has %s', async (_what, change, why) => {
    const guildId = newGuildId();
    const recording = recordExpense(storage, expenseOf(guildId, change));
    await expect(recording).rejects.toThrow(RangeError);
    await expect(recording).rejects.toThrow(why);
    expect(await numbersOf(guildId)).toEqual([]);
  });

  test('leaves no trace in a currency that there is not, or without people', async () => {
    const guildId = newGuildId();
    await expect(recordExpense(storage, expenseOf(guildId, { currency: 'XXX' }))).rejects.toMatchObject({
      code: 'currencyUnknown',
    });
    await expect(recordExpense(storage, expenseOf(guildId, { participantIds: [] }))).rejects.toMatchObject({
      code: 'peopleMissing',
    });
    expect(await numbersOf(guildId)).toEqual([]);
  });

  test('may be of a paisa, of a crore, and without a category', async () => {
    const guildId = newGuildId();
    for (const amountMinor of [1, 1_000_000_000]) {
      await recordExpense(storage, expenseOf(guildId, payerOf(amountMinor)));
    }
    const category = 'x'.repeat(textLimits.category);
    await recordExpense(storage, expenseOf(guildId, { category }));
    expect(await fetchExpense(storage, guildId, 1)).not.toHaveProperty('category');
    expect(await fetchExpense(storage, guildId, 3)).toMatchObject({ category });
  });

  test('adds up beyond 32 bits', async () => {
    const guildId = newGuildId();
    for (let count = 0; count < 5; count++) {
      await recordExpense(storage, expenseOf(guildId, { amountMinor: 1_000_000_000, participantIds: [u2] }));
    }
    expect(await readDebts(guildId)).toEqual(['102 owes 101 5000000000']);
    expect(await verifyBalances(storage, guildId)).toEqual({ expenses: 5, differences: [] });
  });

  test('of a thousand people adds up to the last paisa', async () => {
    const guildId = newGuildId();
    const participantIds = Array.from({ length: 1_000 }, (_, index) => `5000000000000${1_000 + index}`);
    const { expense } = await recordExpense(
      storage,
      expenseOf(guildId, { participantIds, amountMinor: 1_234_567 }),
    );
    expect(expense.debts).toHaveLength(1_000);
    expect(expense.shares.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(1_234_567);
    await recordExpense(storage, expenseOf(guildId, { participantIds, amountMinor: 1_234_567 }));
    const { debts, nets } = await fetchBalances(storage, guildId, { memberId: u1 });
    expect(debts).toHaveLength(1_000);
    expect(nets).toEqual([{ currency: 'INR', netMinor: 2 * 1_234_567 }]);
    expect(await verifyBalances(storage, guildId)).toEqual({ expenses: 2, differences: [] });
  });

  test('learns which message announced it, without another version', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, expenseOf(guildId));
    await recordExpense(storage, expenseOf(guildId));
    await noteMessages(storage, [{ guildId, number: 2, messageId: '4242' }]);
    expect(await fetchExpense(storage, guildId, 2)).toMatchObject({ messageId: '4242', version: 1 });
    expect(await fetchExpense(storage, guildId, 1)).not.toHaveProperty('messageId');
    expect(await storage.expenses.countDocuments({ messageId: '4242' })).toBe(1);
  });
});

describe('a request that comes again', () => {
  const receipt = { amount: '1000', receipt: { name: 'a.pdf', url: 'https://cdn.example/1' } };

  test('returns what the first one saved, and takes no number', async () => {
    const guildId = newGuildId();
    const input = expenseOf(guildId);
    const first = await recordExpense(storage, input);
    const again = await recordExpense(storage, { ...input, now: new Date() });
    expect(again).toEqual({ expense: first.expense, replayed: true });
    expect((await recordExpense(storage, expenseOf(guildId))).expense.number).toBe(2);
    expect(await verifyBalances(storage, guildId)).toEqual({ expenses: 2, differences: [] });
  });

  test('even twenty at once, from two processes, makes one expense', async () => {
    const guildId = newGuildId();
    const other = await connectStorage(uri);
    try {
      const input = expenseOf(guildId);
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) => recordExpense(index % 2 ? storage : other, input)),
      );
      expect(results.filter(({ replayed }) => !replayed)).toHaveLength(1);
      expect(new Set(results.map(({ expense }) => expense.number))).toEqual(new Set([1]));
    } finally {
      await other.close();
    }
    expect(await numbersOf(guildId)).toEqual([1]);
    expect(await readDebts(guildId)).toHaveLength(3);
  });

  test('is known after a new connection too', async () => {
    const guildId = newGuildId();
    const input = expenseOf(guildId);
    const { expense } = await recordExpense(storage, input);
    const later = await connectStorage(uri);
    try {
      expect(await recordExpense(later, input)).toEqual({ expense, replayed: true });
    } finally {
      await later.close();
    }
  });

  test.each([
    ['what it means now', { participantIds: [u1, u2], date: '2026-11-25', currency: 'USD' }],
    ['another address of the receipt', { input: { ...receipt, receipt: { name: 'a.pdf', url: 'x' } } }],
    ['options in another order', { input: { receipt: { name: 'a.pdf', url: '' }, amount: '1000' } }],
    ['an option left out', { input: { ...receipt, category: undefined } }],
  ] as const)('is the same whatever has changed besides what was typed: %s', async (_case, change) => {
    const guildId = newGuildId();
    const input = expenseOf(guildId, { input: receipt });
    const { expense } = await recordExpense(storage, input);
    expect(await recordExpense(storage, { ...input, ...change })).toEqual({ expense, replayed: true });
    expect(await findRecorded(storage, { ...input, ...change })).toEqual(expense);
    expect(await numbersOf(guildId)).toEqual([1]);
  });

  test.each([
    ['author', { createdBy: u2 }],
    ['text', { input: { amount: '1000', for: '<@101>' } }],
    ['option', { input: { amount: '1000', for: '<@101> <@102>', split: 'equal' } }],
    ['place of the same text', { input: { amount: '<@101> <@102>', for: '1000' } }],
  ] as const)('with another %s typed is refused', async (_field, change) => {
    const guildId = newGuildId();
    const input = expenseOf(guildId, { input: { amount: '1000', for: '<@101> <@102>' } });
    await recordExpense(storage, input);
    const reused = { code: 'requestReused' };
    await expect(recordExpense(storage, { ...input, ...change })).rejects.toMatchObject(reused);
    await expect(findRecorded(storage, { ...input, ...change })).rejects.toMatchObject(reused);
    expect(await numbersOf(guildId)).toEqual([1]);
  });

  test('that an earlier version saved, with a hash of what it meant, is known by its id and author', async () => {
    const guildId = newGuildId();
    const input = expenseOf(guildId);
    const { expense } = await recordExpense(storage, input);
    await storage.raw.expenses.updateOne({ guildId }, { $set: { requestHash: 'Qb0Hh3dYw' } });
    expect(await findRecorded(storage, input)).toEqual(expense);
    await expect(findRecorded(storage, { ...input, createdBy: u2 })).rejects.toMatchObject({
      code: 'requestReused',
    });
  });

  test('never shares its hash with another one of the same input', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, expenseOf(guildId));
    await recordExpense(storage, expenseOf(guildId));
    expect(await storage.raw.expenses.distinct('requestHash', { guildId })).toHaveLength(2);
  });

  test('is not found before it came, nor in another server', async () => {
    const input = expenseOf(newGuildId());
    expect(await findRecorded(storage, input)).toBeUndefined();
    await recordExpense(storage, input);
    expect(await findRecorded(storage, { ...input, guildId: newGuildId() })).toBeUndefined();
  });

  test('belongs to its server: another one may use the same id', async () => {
    const input = expenseOf(newGuildId());
    const elsewhere = { ...input, guildId: newGuildId() };
    await recordExpense(storage, input);
    expect(await recordExpense(storage, elsewhere)).toMatchObject({
      replayed: false,
      expense: { number: 1 },
    });
    expect((await listExpenses(storage, { guildId: input.guildId }, { limit: 10 })).total).toBe(1);
  });
});

describe('fifty writers at once', () => {
  test('from two processes get numbers without gaps, and the balances of all', async () => {
    const guildId = newGuildId();
    const other = await connectStorage(uri);
    try {
      const recorded = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          recordExpense(index % 2 ? storage : other, expenseOf(guildId)),
        ),
      );
      const numbers = recorded.map(({ expense }) => expense.number).sort((one, two) => one - two);
      expect(numbers).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    } finally {
      await other.close();
    }
    expect(await readDebts(guildId)).toEqual([u2, u3, u4].map((id) => `${id} owes 101 ${50 * 25_000}`));
    expect(await verifyBalances(storage, guildId)).toEqual({ expenses: 50, differences: [] });
  });

  test('a duplicate among them leaves no gap', async () => {
    const guildId = newGuildId();
    const twice = expenseOf(guildId);
    const inputs = Array.from({ length: 12 }, (_, index) => (index % 3 === 0 ? twice : expenseOf(guildId)));
    await Promise.all(inputs.map((input) => recordExpense(storage, input)));
    expect(await numbersOf(guildId)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
