import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { changeSettings } from '../../../src/ledger/change/change-settings.js';
import { editExpense } from '../../../src/ledger/change/edit-expense.js';
import { recordExpense } from '../../../src/ledger/change/record-expense.js';
import { runChange } from '../../../src/ledger/change/run-change.js';
import { voidExpenses } from '../../../src/ledger/change/void-expenses.js';
import { isFault } from '../../../src/ledger/read/ledger-fault.js';
import { fetchServerHistory } from '../../../src/ledger/read/fetch-history.js';
import { verifyBalances } from '../../../src/ledger/read/verify-balances.js';
import type { ChangedSettings } from '../../../src/storage/collections/changes.js';
import { fetchGuildSettings } from '../../../src/storage/collections/guilds.js';
import { connectStorage, type Storage } from '../../../src/storage/connect.js';
import { changeOf, expenseOf, newGuildId, openLedger, u2, u4 } from '../ledger.js';

let storage: Storage;
let other: Storage;
beforeAll(async () => {
  const opened = await openLedger();
  storage = opened.storage;
  other = await connectStorage(opened.uri);
});
afterAll(() => Promise.all([storage.close(), other.close()]));

function change(guildId: string, wanted: ChangedSettings, at = storage) {
  return runChange(at, changeSettings({ ...changeOf(guildId), wanted }));
}

async function findFaults(guildId: string) {
  return (await verifyBalances(storage, guildId)).differences.filter(isFault);
}

describe('a change of settings', () => {
  test('is stored with what stood there before, in the order of all changes, and seen at once', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, expenseOf(guildId));
    expect((await fetchGuildSettings(storage, guildId)).currency).toBe('INR');
    const outcome = await change(guildId, { currency: 'USD', pings: true });
    const settings = { before: { currency: 'INR' }, after: { currency: 'USD' } };
    expect(outcome).toEqual({ kind: 'settings', expenses: [], settings, replayed: false });
    expect((await fetchGuildSettings(storage, guildId)).currency).toBe('USD');
    await recordExpense(storage, expenseOf(guildId));
    expect(await storage.raw.changes.findOne({ guildId })).toMatchObject({
      revision: 2,
      kind: 'settings',
      expenses: [],
      settings,
    });
    expect(await storage.raw.guilds.findOne({ _id: guildId })).toMatchObject({
      revision: 3,
      lastNumber: 2,
      settings: { currency: 'USD', timeZone: 'Asia/Kolkata' },
    });
    expect(await findFaults(guildId)).toEqual([]);
    const { entries } = await fetchServerHistory(storage, guildId, { limit: 5 });
    expect(entries.map(({ kind }) => kind)).toEqual(['add', 'settings', 'add']);
    expect(entries[1]?.settings).toEqual(settings);
  });

  test('is the first change of a server', async () => {
    const guildId = newGuildId();
    await change(guildId, { timeZone: 'Europe/Berlin' });
    expect((await fetchGuildSettings(storage, guildId)).timeZone).toBe('Europe/Berlin');
    expect(await findFaults(guildId)).toEqual([]);
  });

  test('to what is there already is refused, and writes nothing', async () => {
    const guildId = newGuildId();
    await change(guildId, { currency: 'USD' });
    await expect(change(guildId, { currency: 'USD', pings: true })).rejects.toMatchObject({
      code: 'settingsSame',
    });
    await expect(change(guildId, { auditChannelId: null })).rejects.toMatchObject({ code: 'settingsSame' });
    expect(await storage.raw.guilds.findOne({ _id: guildId })).toMatchObject({ revision: 1 });
    expect(await storage.raw.changes.countDocuments({ guildId })).toBe(1);
  });

  test('that comes again is answered as the first time, whatever was changed since', async () => {
    const guildId = newGuildId();
    const request = { ...changeOf(guildId), wanted: { currency: 'USD' } };
    const first = await runChange(storage, changeSettings(request));
    expect(await runChange(storage, changeSettings(request))).toEqual({ ...first, replayed: true });
    await change(guildId, { currency: 'EUR' });
    const again = await Promise.all([1, 2, 3].map(() => runChange(storage, changeSettings(request))));
    for (const outcome of again) expect(outcome).toEqual({ ...first, replayed: true });
    expect((await fetchGuildSettings(storage, guildId)).currency).toBe('EUR');
    await expect(
      runChange(storage, changeSettings({ ...request, input: { currency: 'GBP' } })),
    ).rejects.toMatchObject({ code: 'requestReused' });
  });

  test('of several at once leaves each its own difference, and the last one stands', async () => {
    const guildId = newGuildId();
    const currencies = ['USD', 'EUR', 'GBP', 'JPY', 'KWD', 'CHF'];
    await Promise.all(currencies.map((currency) => change(guildId, { currency })));
    const changes = await storage.raw.changes.find({ guildId }).sort({ revision: 1 }).toArray();
    const afters = changes.map(({ settings }) => settings?.after.currency);
    expect(changes.map(({ settings }) => settings?.before.currency)).toEqual(['INR', ...afters.slice(0, -1)]);
    expect((await fetchGuildSettings(storage, guildId)).currency).toBe(afters.at(-1));
    expect(await findFaults(guildId)).toEqual([]);
  });

  test('by another process holds for the next change of this one, at once', async () => {
    const guildId = newGuildId();
    const content = expenseOf(guildId);
    await recordExpense(storage, content);
    const byStranger = () => ({
      ...changeOf(guildId),
      permit: { userId: u4, isManager: false },
      numbers: [1],
    });
    await fetchGuildSettings(storage, guildId);
    await expect(runChange(storage, voidExpenses(byStranger()))).rejects.toMatchObject({ code: 'notYours' });
    await change(guildId, { whoMayChange: 'participants' }, other);
    await runChange(storage, voidExpenses(byStranger()));
    await change(guildId, { whoMayChange: 'owners' }, other);
    const edit = editExpense({ ...byStranger(), number: 1, version: 2, content });
    await expect(runChange(storage, edit)).rejects.toMatchObject({ code: 'notYours' });
  });

  test('and changes of expenses that wait for each other are judged in their order', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, expenseOf(guildId));
    const permit = { userId: u2, isManager: false };
    const voiding = () => voidExpenses({ ...changeOf(guildId), permit, numbers: [1] });
    const ends = await Promise.allSettled([
      runChange(storage, voiding()),
      change(guildId, { whoMayChange: 'everyone' }),
      runChange(storage, voiding()),
      change(guildId, { whoMayChange: 'owners' }),
    ]);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
  });
});

describe('the chain', () => {
  async function makeSettings(): Promise<string> {
    const guildId = newGuildId();
    await change(guildId, { currency: 'USD' });
    await recordExpense(storage, expenseOf(guildId));
    await change(guildId, { whoMayChange: 'everyone', auditChannelId: '77' });
    await change(guildId, { auditChannelId: null });
    return guildId;
  }

  test.each([
    [
      'a setting that no change made',
      (guildId: string) =>
        storage.raw.guilds.updateOne({ _id: guildId }, { $set: { 'settings.whoMayChange': 'owners' } }),
      { fault: 'settingDiffers', setting: 'whoMayChange' },
    ],
    [
      'an audit channel that no change set',
      (guildId: string) =>
        storage.raw.guilds.updateOne({ _id: guildId }, { $set: { 'settings.auditChannelId': '78' } }),
      { fault: 'settingDiffers', setting: 'auditChannelId' },
    ],
    [
      'a change that set something else',
      (guildId: string) =>
        storage.raw.changes.updateOne(
          { guildId, revision: 1 },
          { $set: { 'settings.after.currency': 'EUR' } },
        ),
      { fault: 'chainBroken', revision: 1 },
    ],
    [
      'a change that is gone',
      (guildId: string) => storage.raw.changes.deleteOne({ guildId, revision: 3 }),
      { fault: 'changesMissing', from: 3, to: 3 },
    ],
  ])('shows %s', async (_name, damage, found) => {
    const guildId = await makeSettings();
    expect(await findFaults(guildId)).toEqual([]);
    await damage(guildId);
    expect(await findFaults(guildId)).toContainEqual(found);
  });
});
