import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recordExpense } from '../../../src/ledger/change/record-expense.js';
import { fetchBalances } from '../../../src/ledger/read/fetch-balances.js';
import { fetchStatement } from '../../../src/ledger/read/fetch-statement.js';
import { listExpenses } from '../../../src/ledger/read/list-expenses.js';
import { connectStorage, type Storage } from '../../../src/storage/connect.js';
import { voiceOf } from '../../../src/texts/voice.js';
import { UserError } from '../../../src/errors/user-error.js';
import { expenseOf, newGuildId, openLedger, u1, u2, u3, voidExpense } from '../ledger.js';

const largest = Number.MAX_SAFE_INTEGER;
/** One crore of a currency with four decimals. */
const crore = 100_000_000_000;
const many = Array.from({ length: 60 }, (_, index) => String(5_000 + index));

let storage: Storage;
let uri: string;
/** A server of the same protocol that heeds no validator: this one without it. */
let lax: Storage;
beforeAll(async () => {
  ({ storage, uri } = await openLedger());
  const other = await openLedger();
  await other.storage.connection.db?.command({ collMod: 'balances', validator: {} });
  lax = { ...other.storage, validates: false };
});
afterAll(() => Promise.all([storage.close(), lax.close()]));

async function setCell(at: Storage, guildId: string, creditorId: string, debtorId: string, minor: number) {
  const row = { guildId, currency: 'CLF', creditorId };
  await at.raw.balances.updateOne(row, { $set: { [`owedBy.${debtorId}`]: minor } }, { upsert: true });
}

async function fetchCells(at: Storage, guildId: string, creditorId: string) {
  return (await at.raw.balances.findOne({ guildId, currency: 'CLF', creditorId }))?.owedBy;
}

/** The payer is owed so much by each of the participants. */
function lendingOf(guildId: string, payer: string, participantIds: readonly string[], eachMinor: number) {
  const amountMinor = eachMinor * participantIds.length;
  const payers = [{ userId: payer, amountMinor }];
  return expenseOf(guildId, { currency: 'CLF', amountMinor, payers, participantIds });
}

/** Takes back what debtors owe, where the last one's cell stands already at a value. */
async function takeBack(at: Storage, guildId: string, debtorIds: readonly string[], from: LastCell) {
  const { expense } = await recordExpense(at, lendingOf(guildId, u1, debtorIds, from.takenMinor));
  await setCell(at, guildId, u1, debtorIds.at(-1) ?? '', from.cellMinor);
  await voidExpense(at, guildId, expense.number);
}

interface LastCell {
  readonly cellMinor: number;
  readonly takenMinor: number;
}

const tooLarge = (creditorId: string) => ({
  code: 'balanceTooLarge',
  data: { creditorId, currency: 'CLF' },
});

test('this server and the embedded one heed the validator, so one write checks itself', () => {
  expect(storage.validates).toBe(true);
});

describe.each([
  ['by the database', () => storage],
  ['where the database checks nothing', () => lax],
])('a balance at the limit of exact numbers, checked %s,', (_how, open) => {
  test('takes what still fits, refuses a minor unit more, and nothing of that is saved', async () => {
    const [at, guildId] = [open(), newGuildId()];
    await setCell(at, guildId, u1, u2, largest - crore);
    await recordExpense(at, lendingOf(guildId, u1, [u2], crore));
    expect(await fetchCells(at, guildId, u1)).toEqual({ [u2]: largest });
    const refused = recordExpense(at, lendingOf(guildId, u1, [u2], 1));
    await expect(refused).rejects.toMatchObject(tooLarge(u1));
    await expect(refused).rejects.toBeInstanceOf(UserError);
    expect(await fetchCells(at, guildId, u1)).toEqual({ [u2]: largest });
    expect(await at.raw.expenses.countDocuments({ guildId })).toBe(1);
    expect(await at.raw.guilds.findOne({ _id: guildId })).toMatchObject({ lastNumber: 1, revision: 1 });
    // The number of the refused one is free again.
    const { expense } = await recordExpense(at, lendingOf(guildId, u1, [u3], 1));
    expect(expense.number).toBe(2);
  });

  test('refuses an expense of many for one of them alone', async () => {
    const [at, guildId] = [open(), newGuildId()];
    await setCell(at, guildId, u1, '5059', largest - 9);
    const input = lendingOf(guildId, u1, many, 10);
    await expect(recordExpense(at, input)).rejects.toMatchObject(tooLarge(u1));
    expect(await fetchCells(at, guildId, u1)).toEqual({ 5059: largest - 9 });
    await recordExpense(at, lendingOf(guildId, u1, many, 9));
    expect(await fetchCells(at, guildId, u1)).toMatchObject({ 5000: 9, 5059: largest });
  });

  test('refuses an expense of several payers for the row of the last of them', async () => {
    const [at, guildId] = [open(), newGuildId()];
    await setCell(at, guildId, u2, u3, largest);
    const payers = [u1, u2].map((userId) => ({ userId, amountMinor: 50 }));
    const input = { ...lendingOf(guildId, u1, [u3], 100), payers };
    await expect(recordExpense(at, input)).rejects.toMatchObject(tooLarge(u2));
    expect(await fetchCells(at, guildId, u1)).toBeUndefined();
  });

  test.each([
    ['one', [u2]],
    ['many', many],
  ])('goes no further below nothing for %s either', async (_count, debtorIds) => {
    const [at, guildId] = [open(), newGuildId()];
    const last = debtorIds.at(-1) ?? '';
    await takeBack(at, guildId, debtorIds, { cellMinor: -largest + 5, takenMinor: 5 });
    expect((await fetchCells(at, guildId, u1))?.[last]).toBe(-largest);
    const oneMore = { cellMinor: -largest, takenMinor: 1 };
    await expect(takeBack(at, guildId, debtorIds, oneMore)).rejects.toMatchObject(tooLarge(u1));
    expect((await fetchCells(at, guildId, u1))?.[last]).toBe(-largest);
  });
});

describe('near the limit', () => {
  test('two processes together take what fits and not one more', async () => {
    const guildId = newGuildId();
    await setCell(storage, guildId, u1, u2, largest - 3 * crore);
    const other = await connectStorage(uri);
    const tries = Array.from({ length: 8 }, (_, index) =>
      recordExpense(index % 2 === 0 ? storage : other, lendingOf(guildId, u1, [u2], crore)),
    );
    const ended = await Promise.allSettled(tries);
    await other.close();
    const refused = ended.filter((one) => one.status === 'rejected').map(({ reason }) => reason as unknown);
    expect(refused).toHaveLength(5);
    for (const reason of refused) expect(reason).toMatchObject(tooLarge(u1));
    expect(await fetchCells(storage, guildId, u1)).toEqual({ [u2]: largest });
    expect(await storage.raw.guilds.findOne({ _id: guildId })).toMatchObject({ lastNumber: 3 });
  });

  test('no cell of the database can be made unsafe, a part of a unit or text by hand', async () => {
    const guildId = newGuildId();
    for (const cell of [largest + 1, -largest - 1, 0.5, '5', null, 1e300]) {
      await expect(setCell(storage, guildId, u1, u2, cell as number)).rejects.toMatchObject({ code: 121 });
    }
    expect(await fetchCells(storage, guildId, u1)).toBeUndefined();
  });

  test('balances that are sums of cells are shown to the last digit', async () => {
    const guildId = newGuildId();
    await setCell(storage, guildId, u1, u2, largest);
    await setCell(storage, guildId, u2, u1, -largest);
    await setCell(storage, guildId, u1, u3, largest - 1);
    const { debts, nets } = await fetchBalances(storage, guildId, { memberId: u1 });
    expect(debts.map(({ amountMinor }) => amountMinor)).toEqual([18_014_398_509_481_982n, largest - 1]);
    expect(nets).toEqual([{ currency: 'CLF', netMinor: 27_021_597_764_222_972n }]);
    const voice = voiceOf('en').among(new Map());
    expect(debts.map((debt) => voice.debt(debt, debt.currency))[0]).toBe(
      '<@102> owes <@101> CLF\u00a01,801,439,850,948.1982',
    );
  });

  test('the totals of a list and of a statement are exact beyond it', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, lendingOf(guildId, u1, [u2], 1));
    const first = await storage.raw.expenses.findOne({ guildId, number: 1 }, { projection: { _id: 0 } });
    for (const number of [2, 3, 4]) {
      const sums = {
        amountMinor: largest,
        shares: [largest],
        payers: [{ userId: u1, amountMinor: largest }],
      };
      await storage.raw.expenses.insertOne({
        ...first,
        ...sums,
        number,
        requestId: `large-${number}`,
      } as never);
    }
    await storage.raw.guilds.updateOne({ _id: guildId }, { $inc: { lastNumber: 3, revision: 3 } });
    const { totals } = await listExpenses(storage, { guildId, memberId: u2 }, { limit: 5 });
    const exact = 27_021_597_764_222_974n;
    expect(totals).toEqual([{ currency: 'CLF', amountMinor: exact, shareMinor: exact }]);
    for (const [creditorId, debtorId, minor] of [
      [u1, u2, largest],
      [u2, u1, -largest],
    ] as const) {
      await storage.raw.balances.updateOne(
        { guildId, currency: 'CLF', creditorId },
        { $set: { [`owedBy.${debtorId}`]: minor } },
        { upsert: true },
      );
    }
    const filter = { memberId: u1, withId: u2, currency: 'CLF' };
    const newest = await fetchStatement(storage, guildId, filter, { limit: 1 });
    const older = newest.older && { ...newest.older, memberGetsMinor: 3n * BigInt(largest) + 1n };
    expect(newest.lines[0]?.running?.amountMinor).toBe(2n * BigInt(largest));
    const page = await fetchStatement(storage, guildId, filter, { limit: 3, ...(older && { at: older }) });
    expect(page.lines.map(({ running }) => running?.amountMinor)).toEqual([
      BigInt(largest) + 1n,
      2n * BigInt(largest) + 1n,
      3n * BigInt(largest) + 1n,
    ]);
  });

  test('the refusal says how much is too much, and what to do', () => {
    const error = new UserError('balanceTooLarge', { creditorId: u1, currency: 'INR' });
    expect(voiceOf('en').error(error)).toMatch(
      /<@101>.*₹9,00,71,99,25,47,409\.91.*Nothing was saved.*currency/,
    );
  });
});
