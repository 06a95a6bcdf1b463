import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportLedger, type ExportLedgerOptions } from '../../src/export/export-ledger.js';
import { editExpense } from '../../src/ledger/change/edit-expense.js';
import { recordExpense } from '../../src/ledger/change/record-expense.js';
import { restoreExpense } from '../../src/ledger/change/restore-expense.js';
import { runChange } from '../../src/ledger/change/run-change.js';
import { voidExpenses } from '../../src/ledger/change/void-expenses.js';
import { fetchBalances } from '../../src/ledger/read/fetch-balances.js';
import { ensurePeople } from '../../src/people/ensure-people.js';
import { editProfile } from '../../src/people/profile.js';
import type { Storage } from '../../src/storage/connect.js';
import { changeOf, expenseOf, newGuildId, now, openLedger, u1, u2, u3 } from '../ledger/ledger.js';
import { readLedger, unzip } from './unzip.js';

let storage: Storage;
beforeAll(async () => {
  ({ storage } = await openLedger());
});
afterAll(() => storage.close());

const limits = { fileBytes: 10_485_760, answerBytes: 25_165_824, files: 10 };

function exportOf(guildId: string, fields: Partial<ExportLedgerOptions> = {}) {
  return exportLedger(storage, { guildId, limits, now, onProgress: () => undefined, ...fields });
}

const minorOf = (amount: string | undefined) => Math.round(Number(amount) * 100);
/** As a reader takes away what keeps a spreadsheet from executing it. */
const typed = (text: string | undefined) => text?.replace(/^'/, '');

/** Five expenses: 2 is edited, 3 void, 4 void and restored; the fourth has two payers. */
async function makeLedger(): Promise<string> {
  const guildId = newGuildId();
  const people = [u1, u2, u3].map((userId) => ({
    userId,
    name: userId === u2 ? '=HYPERLINK("x")' : `u${userId}`,
  }));
  await ensurePeople(storage, guildId, people, now);
  await recordExpense(storage, expenseOf(guildId, { description: '=1+1', category: '+Food' }));
  await recordExpense(storage, expenseOf(guildId, { currency: 'USD', amountMinor: 1_001 }));
  await recordExpense(storage, expenseOf(guildId, { description: 'Tea, "hot"\nand cold' }));
  const payers = [
    { userId: u1, amountMinor: 30_000 },
    { userId: u2, amountMinor: 70_000 },
  ];
  await recordExpense(storage, expenseOf(guildId, { payers }));
  await recordExpense(storage, expenseOf(guildId, { createdBy: u2 }));
  const content = expenseOf(guildId, { currency: 'USD', amountMinor: 2_002, description: '@gas' });
  await runChange(storage, editExpense({ ...changeOf(guildId), number: 2, version: 1, content }));
  await runChange(storage, voidExpenses({ ...changeOf(guildId), numbers: [3, 4], reason: '-twice' }));
  await runChange(storage, restoreExpense({ ...changeOf(guildId), number: 4 }));
  return guildId;
}

describe('a ledger that is exported', () => {
  test('is in the ZIP row by row, as another reader finds it', async () => {
    const guildId = await makeLedger();
    await recordExpense(storage, expenseOf(newGuildId(), { description: 'of another server' }));
    const { zips, rows } = await exportOf(guildId);
    expect(zips).toHaveLength(1);
    const ledger = await readLedger(zips);
    expect(ledger.names).toEqual(['expenses', 'balances', 'members', 'changes']);
    const { expenses, balances, members, changes } = ledger;
    const found = [expenses, balances, members, changes].map((table) => table.length);
    expect(found).toEqual([rows.expenses, rows.balances, rows.members, rows.changes]);

    const stored = await storage.raw.expenses.find({ guildId }).sort({ number: 1 }).toArray();
    expect(
      expenses.map((row) => ({
        number: Number(row['number']),
        description: typed(row['description']),
        category: typed(row['category']),
        currency: row['currency'],
        amountMinor: minorOf(row['amount']),
        participantIds: row['participants']?.split(' '),
        shares: row['shares']?.split(' ').map(minorOf),
        payers: row['payers']?.split(' ').map((payer) => {
          const [userId, amount] = payer.split(':');
          return { userId, amountMinor: minorOf(amount) };
        }),
        date: row['date'],
        createdBy: row['createdBy'],
        createdAt: row['createdAt'],
        version: Number(row['version']),
        isVoid: row['voidedAt'] !== '',
      })),
    ).toEqual(
      stored.map((expense) => ({
        number: expense.number,
        description: expense.description,
        category: expense.category ?? '',
        currency: expense.currency,
        amountMinor: expense.amountMinor,
        participantIds: expense.participantIds,
        shares: expense.shares,
        payers: expense.payers,
        date: expense.date,
        createdBy: expense.createdBy,
        createdAt: expense.createdAt.toISOString(),
        version: expense.version,
        isVoid: expense.voidedAt !== undefined,
      })),
    );
    const { debts } = await fetchBalances(storage, guildId);
    const byCurrency = debts.toSorted((one, other) => one.currency.localeCompare(other.currency));
    expect(
      balances.map((row) => [row['debtorId'], row['creditorId'], row['currency'], minorOf(row['amount'])]),
    ).toEqual(
      byCurrency.map(({ debtorId, creditorId, currency, amountMinor }) => [
        debtorId,
        creditorId,
        currency,
        amountMinor,
      ]),
    );
    expect(members).toEqual([
      { userId: u1, name: `u${u1}`, hasLeft: '' },
      { userId: u2, name: `'=HYPERLINK("x")`, hasLeft: '' },
      { userId: u3, name: `u${u3}`, hasLeft: '' },
    ]);
    expect(
      changes.map(({ revision, kind, number, version, reason }) => [revision, kind, number, version, reason]),
    ).toEqual([
      ['1', 'add', '1', '1', ''],
      ['2', 'add', '2', '1', ''],
      ['3', 'add', '3', '1', ''],
      ['4', 'add', '4', '1', ''],
      ['5', 'add', '5', '1', ''],
      ['6', 'edit', '2', '2', ''],
      ['7', 'void', '3', '2', "'-twice"],
      ['7', 'void', '4', '2', "'-twice"],
      ['8', 'restore', '4', '3', ''],
    ]);
    // What a spreadsheet would execute is led by a sign.
    expect([expenses[0], expenses[1]].map((row) => [row?.['description'], row?.['category']])).toEqual([
      ["'=1+1", "'+Food"],
      ["'@gas", ''],
    ]);
  });

  test('holds nobody’s email or mobile', async () => {
    const guildId = await makeLedger();
    const profile = { name: 'u1', email: 'secret@example.com', mobile: '+919876500000' };
    await editProfile(storage, { userId: u1, name: 'u1' }, profile, { requestId: `edit ${guildId}`, now });
    const [zip = new Uint8Array()] = (await exportOf(guildId)).zips;
    const text = [...(await unzip(zip)).values()].join();
    expect(text).toContain(u1);
    expect(text).not.toMatch(/secret@example|9876500000/);
  });

  test('may be that of a server without one', async () => {
    const { zips, rows } = await exportOf(newGuildId());
    expect(rows).toEqual({ expenses: 0, balances: 0, members: 0, changes: 0 });
    const [zip = new Uint8Array()] = zips;
    const texts = [...(await unzip(zip)).values()];
    expect(texts.map((text) => text.split('\r\n').length)).toEqual([2, 2, 2, 2]);
  });

  test('is as of one moment, whatever is written while it is read', async () => {
    const guildId = newGuildId();
    for (let count = 0; count < 150; count++) await recordExpense(storage, expenseOf(guildId));
    const writing: Promise<unknown>[] = [];
    const onProgress = () => {
      if (writing.length > 0) return;
      const voiding = { ...changeOf(guildId), numbers: [1, 2, 3] };
      writing.push(recordExpense(storage, expenseOf(guildId)), runChange(storage, voidExpenses(voiding)));
    };
    const { zips, rows } = await exportOf(guildId, { onProgress });
    await Promise.all(writing);
    expect(writing).toHaveLength(2);
    expect(rows).toEqual({ expenses: 150, balances: 3, members: 0, changes: 150 });
    const { balances } = await readLedger(zips);
    expect(balances.map(({ amount }) => amount)).toEqual(Array(3).fill('37500.00'));
    expect((await exportOf(guildId)).rows).toMatchObject({ expenses: 151, changes: 154 });
  });

  test('is in several ZIPs where one would be too large, each whole, and none larger than it may be', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, expenseOf(guildId));
    const first = await storage.raw.expenses.findOne({ guildId }, { projection: { _id: 0 } });
    // What chance makes cannot be compressed.
    const copies = Array.from({ length: 5_000 }, (_, index) => ({
      ...first,
      number: index + 2,
      requestId: `copy ${index}`,
      description: randomBytes(75).toString('base64'),
    }));
    await storage.raw.expenses.insertMany(copies as never);
    await storage.raw.guilds.updateOne({ _id: guildId }, { $set: { lastNumber: 5_001 } });
    const small = { fileBytes: 700_000, answerBytes: 5_000_000, files: 10 };
    const { zips } = await exportOf(guildId, { limits: small });
    expect(zips.length).toBeGreaterThan(2);
    expect(Math.max(...zips.map(({ length }) => length))).toBeLessThan(small.fileBytes);
    const { expenses, changes } = await readLedger(zips);
    expect(expenses.map(({ number }) => Number(number))).toEqual(
      Array.from({ length: 5_001 }, (_, index) => index + 1),
    );
    expect(expenses[5_000]?.['description']).toBe(copies[4_999]?.description);
    expect(changes).toHaveLength(5_001);

    for (const tooLittle of [{ answerBytes: 800_000 }, { files: 2 }, { fileBytes: 500_000 }]) {
      await expect(exportOf(guildId, { limits: { ...small, ...tooLittle } })).rejects.toMatchObject({
        code: 'ledgerTooLarge',
      });
    }
  });

  test.each<readonly [string, (guildId: string) => Promise<unknown>]>([
    [
      'an amount that is none',
      (guildId) => storage.raw.expenses.updateOne({ guildId, number: 1 }, { $set: { amountMinor: 1e300 } }),
    ],
    [
      'a balance that is none',
      (guildId) =>
        storage.raw.balances.updateOne({ guildId, currency: 'INR' }, { $set: { owedBy: null } } as never, {
          bypassDocumentValidation: true,
        }),
    ],
    [
      'a change without a day',
      (guildId) => storage.raw.changes.updateOne({ guildId }, { $set: { at: 'x' } } as never),
    ],
    ['a server’s document that is gone', (guildId) => storage.raw.guilds.deleteOne({ _id: guildId })],
  ])('with %s is refused whole', async (_what, damage) => {
    const guildId = await makeLedger();
    await damage(guildId);
    await expect(exportOf(guildId)).rejects.toMatchObject({ code: 'ledgerUnreadable' });
  });
});
