import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recordExpense } from '../../../src/ledger/change/record-expense.js';
import { addPayment } from '../../../src/ledger/change/record-payment.js';
import { runChange } from '../../../src/ledger/change/run-change.js';
import type { LedgerFault } from '../../../src/ledger/read/ledger-fault.js';
import { streamGuildIds, verifyBalances } from '../../../src/ledger/read/verify-balances.js';
import type { ExpenseRecord } from '../../../src/storage/collections/expenses.js';
import type { Storage } from '../../../src/storage/connect.js';
import { expenseOf, newGuildId, now, openLedger, paymentOf, u1, u2, u3, u4 } from '../ledger.js';

let storage: Storage;
beforeAll(async () => {
  ({ storage } = await openLedger());
});
afterAll(() => storage.close());

const unchecked = { bypassDocumentValidation: true } as const;

interface AnyExpense {
  readonly amountMinor: number;
  readonly participantIds: readonly string[];
  readonly payerIds: readonly string[];
  readonly currency: string;
}

const anyAmounts = fc.array(
  fc.record<AnyExpense>({
    amountMinor: fc.integer({ min: 40, max: 1_000_000 }),
    participantIds: fc.shuffledSubarray([u1, u2, u3, u4], { minLength: 2 }),
    payerIds: fc.shuffledSubarray([u1, u2, u3, u4], { minLength: 1, maxLength: 3 }),
    currency: fc.constantFrom('INR', 'JPY'),
  }),
  { minLength: 3, maxLength: 5 },
);

/** A server with expenses of one payer and of several, and the last of them of two payers. */
async function makeLedger(amounts: readonly AnyExpense[]): Promise<string> {
  const guildId = newGuildId();
  const last = { amountMinor: 1_000, participantIds: [u3, u4], payerIds: [u1, u2], currency: 'INR' };
  for (const { payerIds, amountMinor, ...rest } of [...amounts, last]) {
    const part = Math.floor(amountMinor / payerIds.length);
    const payers = payerIds.map((userId, index) => ({
      userId,
      amountMinor: index === 0 ? amountMinor - part * (payerIds.length - 1) : part,
    }));
    await recordExpense(storage, expenseOf(guildId, { ...rest, amountMinor, payers }));
  }
  return guildId;
}

interface Target {
  readonly guildId: string;
  /** One of its expenses. */
  readonly record: ExpenseRecord;
  readonly last: number;
}

/** Damages one thing of a good ledger; returns what must be found, or the creditor of a balance that differs. */
type Damage = (target: Target) => Promise<Partial<LedgerFault> | 'balance'>;

const setExpense =
  (change: (record: ExpenseRecord) => object, fault: LedgerFault['fault']): Damage =>
  async ({ guildId, record: { number }, record }) => {
    await storage.raw.expenses.updateOne({ guildId, number }, change(record), unchecked);
    return { fault, number };
  };

const damages: Readonly<Record<string, Damage>> = {
  'an expense is gone': async ({ guildId, record: { number } }) => {
    await storage.raw.expenses.deleteOne({ guildId, number });
    return { fault: 'numbersMissing', from: number, to: number };
  },
  'the last expense is gone': async ({ guildId, last }) => {
    await storage.raw.expenses.deleteOne({ guildId, number: last });
    return { fault: 'numbersMissing', from: last, to: last };
  },
  'all expenses are gone': async ({ guildId, last }) => {
    await storage.raw.expenses.deleteMany({ guildId });
    return { fault: 'numbersMissing', from: 1, to: last };
  },
  'the server’s document is gone': async ({ guildId }) => {
    await storage.raw.guilds.deleteOne({ _id: guildId });
    return { fault: 'guildMissing' };
  },
  'the last number is too low': async ({ guildId, last }) => {
    await storage.raw.guilds.updateOne({ _id: guildId }, { $set: { lastNumber: last - 1 } });
    return { fault: 'numberBeyondLast', number: last, lastNumber: last - 1 };
  },
  'the last number is too high': async ({ guildId, last }) => {
    await storage.raw.guilds.updateOne({ _id: guildId }, { $set: { lastNumber: last + 2 } });
    return { fault: 'numbersMissing', from: last + 1, to: last + 2 };
  },
  'a number is another': async ({ guildId, record: { number }, last }) => {
    await storage.raw.expenses.updateOne({ guildId, number }, { $set: { number: last + 7 } });
    return { fault: 'numberBeyondLast', number: last + 7 };
  },
  'a row of balances is gone': async ({ guildId }) => {
    await storage.raw.balances.deleteOne({ guildId });
    return 'balance';
  },
  'a balance is another': async ({ guildId }) => {
    await storage.raw.balances.updateOne({ guildId }, { $inc: { 'owedBy.104': -1 } });
    return 'balance';
  },
  'a balance is no amount': async ({ guildId }) => {
    await storage.raw.balances.updateOne({ guildId }, { $set: { 'owedBy.104': 2 ** 53 } }, unchecked);
    return { fault: 'balanceUnreadable' };
  },
  'a row of balances holds none': async ({ guildId }) => {
    await storage.raw.balances.updateOne({ guildId }, { $unset: { owedBy: 1 } }, unchecked);
    return { fault: 'balanceUnreadable' };
  },
  'an expense is void, and still in the balances': async ({ guildId, last }) => {
    await storage.raw.expenses.updateOne({ guildId, number: last }, { $set: { voidedAt: new Date() } });
    return 'balance';
  },
  'an expense is of another currency': async ({ guildId, last }) => {
    await storage.raw.expenses.updateOne({ guildId, number: last }, { $set: { currency: 'EUR' } });
    return 'balance';
  },
  'a total is another': async ({ guildId }) => {
    await storage.raw.guilds.updateOne({ _id: guildId }, { $inc: { 'totals.INR.live.amountMinor': 1 } });
    return { fault: 'totalDiffers', currency: 'INR', isVoid: false };
  },
  'the total counts a live expense as void': async ({ guildId }) => {
    const change = { 'totals.INR.live.count': -1, 'totals.INR.void.count': 1 };
    await storage.raw.guilds.updateOne({ _id: guildId }, { $inc: change });
    return { fault: 'totalDiffers', currency: 'INR', isVoid: true, storedCount: 1, computedCount: 0 };
  },
  'a share is another': setExpense(() => ({ $inc: { 'shares.0': 1 } }), 'sharesDiffer'),
  'a share is gone': setExpense(() => ({ $pop: { shares: 1 } }), 'sharesUnpaired'),
  'a participant is gone': setExpense(() => ({ $pop: { participantIds: 1 } }), 'sharesUnpaired'),
  'an amount is another': setExpense(() => ({ $inc: { amountMinor: -1 } }), 'sharesDiffer'),
  'a payment is another': setExpense(() => ({ $inc: { 'payers.0.amountMinor': 1 } }), 'paymentsDiffer'),
  'a payer is none': setExpense(() => ({ $set: { payers: [null] } }), 'expenseUnreadable'),
  'payers are missing': setExpense(() => ({ $unset: { payers: 1 } }), 'expenseUnreadable'),
  'an amount is a part of a minor unit': setExpense(
    () => ({ $inc: { amountMinor: 0.5 } }),
    'expenseUnreadable',
  ),
  'an amount is text': setExpense(() => ({ $set: { amountMinor: '5' } }), 'expenseUnreadable'),
  'an expense is in no currency': setExpense(() => ({ $set: { currency: 'ZZZ' } }), 'expenseUnreadable'),
  'a share is not between its limits': setExpense(
    () => ({ $set: { 'shares.0': 1e300 } }),
    'expenseUnreadable',
  ),
  'a participant stands there twice': setExpense(
    ({ participantIds }) => ({ $set: { 'participantIds.1': participantIds[0] } }),
    'expenseUnreadable',
  ),
  'somebody owes themselves': async ({ guildId, last }) => {
    await storage.raw.expenses.updateOne(
      { guildId, number: last },
      { $push: { debts: { debtorId: u1, creditorId: u1, amountMinor: 5 } } },
    );
    return { fault: 'expenseUnreadable', number: last };
  },
  'the description is gone': setExpense(() => ({ $unset: { description: 1 } }), 'expenseUnreadable'),
  'the day is gone': setExpense(() => ({ $unset: { date: 1 } }), 'expenseUnreadable'),
  'the split is gone': setExpense(() => ({ $unset: { split: 1 } }), 'expenseUnreadable'),
  'the author is gone': setExpense(() => ({ $unset: { createdBy: 1 } }), 'expenseUnreadable'),
  'the time it was added is text': setExpense(() => ({ $set: { createdAt: '2026' } }), 'expenseUnreadable'),
  'the debts of several payers are gone': async ({ guildId, last }) => {
    await storage.raw.expenses.updateOne({ guildId, number: last }, { $unset: { debts: 1 } });
    return { fault: 'debtsDiffer', number: last };
  },
  'a debt of several payers is another': async ({ guildId, last }) => {
    await storage.raw.expenses.updateOne({ guildId, number: last }, { $inc: { 'debts.0.amountMinor': -1 } });
    return { fault: 'debtsDiffer', number: last };
  },
};

/** 1: the second pays the first, who has confirmed it; 2: the same by way of the third; 3: an expense. */
async function makePayments(): Promise<string> {
  const guildId = newGuildId();
  const route = [
    { debtorId: u1, creditorId: u3, amountMinor: 25_000 },
    { debtorId: u3, creditorId: u2, amountMinor: 25_000 },
  ];
  const noted = { createdBy: u1, permit: { userId: u1, isManager: false } };
  await runChange(storage, addPayment(paymentOf(guildId, noted)));
  await runChange(storage, addPayment(paymentOf(guildId, { route })));
  await recordExpense(storage, expenseOf(guildId));
  return guildId;
}

const dispute = { by: u2, at: now, reason: 'Not me' };
const wrongPayments: readonly [what: string, number: number, change: object, fault: LedgerFault['fault']][] =
  [
    [
      'another one paid a part of a payment',
      2,
      { $inc: { 'payers.0.amountMinor': -1, 'payers.1.amountMinor': 1 } },
      'expenseUnreadable',
    ],
    ['another one got a part', 2, { $inc: { 'shares.0': -1, 'shares.1': 1 } }, 'expenseUnreadable'],
    ['a payment goes to oneself', 1, { $set: { 'participantIds.0': u2 } }, 'expenseUnreadable'],
    ['who is passed got nothing alone', 2, { $set: { 'participantIds.1': u4 } }, 'expenseUnreadable'],
    ['more was paid', 1, { $inc: { 'payers.0.amountMinor': 1 } }, 'paymentsDiffer'],
    ['more was got', 1, { $inc: { 'shares.0': 1 } }, 'sharesDiffer'],
    ['a route comes to less', 2, { $inc: { 'debts.0.amountMinor': -1 } }, 'debtsDiffer'],
    ['a route ends elsewhere', 2, { $set: { 'debts.1.creditorId': u4 } }, 'debtsDiffer'],
    ['a route is gone', 2, { $unset: { debts: 1 } }, 'debtsDiffer'],
    ['a confirmation is no time', 1, { $set: { confirmedAt: 'then' } }, 'expenseUnreadable'],
    ['an expense is confirmed', 3, { $set: { confirmedAt: now } }, 'expenseUnreadable'],
    ['a live payment is refused', 1, { $set: { isRefused: true } }, 'expenseUnreadable'],
    ['an expense is refused', 3, { $set: { isRefused: true, voidedAt: now } }, 'expenseUnreadable'],
    ['disputes are no list', 3, { $set: { disputes: 'many' } }, 'expenseUnreadable'],
    ['disputes are none', 3, { $set: { disputes: [] } }, 'expenseUnreadable'],
    ['a dispute is nothing', 3, { $set: { disputes: [null] } }, 'expenseUnreadable'],
    ['a dispute has no reason', 3, { $set: { disputes: [{ ...dispute, reason: '' }] } }, 'expenseUnreadable'],
    ['a dispute is of nobody', 3, { $set: { disputes: [{ ...dispute, by: 7 }] } }, 'expenseUnreadable'],
    ['a dispute has no time', 3, { $set: { disputes: [{ ...dispute, at: 7 }] } }, 'expenseUnreadable'],
    ['somebody disputes twice', 3, { $set: { disputes: [dispute, dispute] } }, 'expenseUnreadable'],
  ];

describe('verify', () => {
  test.each(Object.entries(damages))('finds that %s, whatever the ledger', async (_what, damage) => {
    await fc.assert(
      fc.asyncProperty(anyAmounts, fc.nat(), async (amounts, pick) => {
        const guildId = await makeLedger(amounts);
        const last = amounts.length + 1;
        expect(await verifyBalances(storage, guildId)).toEqual({ expenses: last, differences: [] });
        const record = await storage.raw.expenses.findOne({ guildId, number: 1 + (pick % last) });
        if (!record) throw new Error('There is no such expense');
        const expected = await damage({ guildId, record, last });
        const { differences } = await verifyBalances(storage, guildId);
        expect(differences).toContainEqual(
          expected === 'balance'
            ? expect.objectContaining({
                creditorId: expect.anything() as unknown,
                storedMinor: expect.anything() as unknown,
              })
            : expect.objectContaining(expected),
        );
      }),
      { numRuns: 3 },
    );
  });

  test.each(wrongPayments)('finds that %s', async (_what, number, change, fault) => {
    const guildId = await makePayments();
    expect(await verifyBalances(storage, guildId)).toEqual({ expenses: 3, differences: [] });
    await storage.raw.expenses.updateOne({ guildId, number }, change, unchecked);
    expect((await verifyBalances(storage, guildId)).differences).toContainEqual(
      expect.objectContaining({ fault, number }),
    );
  });

  test('knows a server by its expenses or its balances alone, each once', async () => {
    const [whole, withoutGuild, withoutExpenses] = [newGuildId(), newGuildId(), newGuildId()];
    for (const guildId of [whole, withoutGuild, withoutExpenses]) {
      await recordExpense(storage, expenseOf(guildId));
    }
    await storage.raw.guilds.deleteOne({ _id: withoutGuild });
    await storage.raw.balances.deleteMany({ guildId: withoutGuild });
    await storage.raw.guilds.deleteOne({ _id: withoutExpenses });
    await storage.raw.expenses.deleteMany({ guildId: withoutExpenses });
    const ids: string[] = [];
    for await (const id of streamGuildIds(storage)) ids.push(id);
    expect(ids).toEqual(expect.arrayContaining([whole, withoutGuild, withoutExpenses]));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('asked by several at once reads the ledger once, and anew after a change', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, expenseOf(guildId));
    const verify = () => verifyBalances(storage, guildId);
    const [one, other] = await Promise.all([verify(), verify()]);
    expect(other).toBe(one);
    await recordExpense(storage, expenseOf(guildId));
    expect((await verify()).expenses).toBe(2);
  });

  test('finds nothing in a server without a ledger', async () => {
    expect(await verifyBalances(storage, newGuildId())).toEqual({ expenses: 0, differences: [] });
  });

  test('finds a number that two expenses have, where no index forbids it', async () => {
    const other = (await openLedger()).storage;
    const guildId = newGuildId();
    await recordExpense(other, expenseOf(guildId));
    await other.raw.expenses.dropIndex('guildId_1_number_1');
    const record = await other.raw.expenses.findOne({ guildId }, { projection: { _id: 0 } });
    await other.raw.expenses.insertOne({ ...record, requestId: 'again' } as never);
    const { differences } = await verifyBalances(other, guildId);
    expect(differences).toContainEqual({ fault: 'numberTwice', number: 1 });
    await other.close();
  });

  test('names the first thousand of more, and counts the rest', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, expenseOf(guildId));
    const record = await storage.raw.expenses.findOne({ guildId }, { projection: { _id: 0 } });
    const copies = Array.from({ length: 1_500 }, (_, index) => ({
      ...record,
      number: 2 + index,
      requestId: `copy-${index}`,
      shares: [1],
    }));
    await storage.raw.expenses.insertMany(copies as never);
    const { differences, more } = await verifyBalances(storage, guildId);
    expect(differences).toHaveLength(1_000);
    // 1,500 shares without people, and a last number that is too low.
    expect(more).toBe(501);
  });
});
