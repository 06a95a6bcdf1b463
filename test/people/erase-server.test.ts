import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { changeSettings } from '../../src/ledger/change/change-settings.js';
import { recordExpense } from '../../src/ledger/change/record-expense.js';
import { runChange } from '../../src/ledger/change/run-change.js';
import { verifyBalances } from '../../src/ledger/read/verify-balances.js';
import { beginErasure, findErasableServers } from '../../src/people/begin-erasure.js';
import { ensurePeople } from '../../src/people/ensure-people.js';
import { eraseServer } from '../../src/people/erase-server.js';
import { editProfile } from '../../src/people/profile.js';
import { belongings } from '../../src/storage/collections/belongings.js';
import { markRemoved, markReturned } from '../../src/storage/collections/guilds.js';
import { schemas } from '../../src/storage/collections/schemas.js';
import type { Storage } from '../../src/storage/connect.js';
import { changeOf, expenseOf, newGuildId, now, openLedgerTwice } from '../ledger/ledger.js';

const day = 24 * 3_600_000;
const removedAt = now;
const later = (ms: number) => new Date(removedAt.getTime() + ms);
const after30Days = later(30 * day);

let storage: Storage;
/** Another process. */
let other: Storage;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ storage, other, close } = await openLedgerTwice());
});
afterAll(() => close());

let people = 0;

/** A server with so many members, who have an expense each, a change and notices. */
async function makeServer(memberCount = 3): Promise<{ guildId: string; userIds: string[] }> {
  const guildId = newGuildId();
  const userIds = Array.from({ length: memberCount }, () => String(70_000 + ++people));
  await ensurePeople(storage, guildId, userIds.map(named), now);
  await runChange(storage, changeSettings({ ...changeOf(guildId), wanted: { auditChannelId: '7' } }));
  for (const userId of userIds) {
    await recordExpense(storage, {
      ...expenseOf(guildId, { participantIds: userIds }),
      payers: [{ userId, amountMinor: 100_000 }],
      createdBy: userId,
    });
  }
  return { guildId, userIds };
}

function named(userId: string) {
  return { userId, name: `Name of ${userId}` };
}

/** How many documents of a server each collection has. */
async function countLeft(guildId: string): Promise<Record<string, number>> {
  const database = storage.connection.getClient().db(storage.connection.name);
  const counts: Record<string, number> = {};
  for (const { name } of await database.listCollections().toArray()) {
    const count = await database
      .collection(name)
      .countDocuments({ $or: [{ guildId }, { _id: guildId as never }] });
    if (count > 0) counts[name] = count;
  }
  return counts;
}

const erase = (guildId: string, beforeBatch = () => Promise.resolve()) =>
  eraseServer(storage, { guildId, now: after30Days, beforeBatch });

async function remove(guildId: string): Promise<void> {
  await markRemoved(storage, guildId, removedAt);
  expect(await beginErasure(storage, guildId, after30Days)).toBe(true);
}

const userIdsLeft = async (userIds: readonly string[]) =>
  (await storage.users.find({ _id: { $in: [...userIds] } }).lean()).map(({ _id }) => _id).sort();

describe('what is erased', () => {
  test('is said of every collection that has something of servers', () => {
    const ofServers = Object.entries(schemas).filter(([, schema]) => 'guildId' in schema.paths);
    expect(ofServers.map(([name]) => name).sort()).toEqual([...belongings].sort());
  });

  test('is all that is stored of a server, and nothing of another', async () => {
    const [removed, stays] = [await makeServer(), await makeServer()];
    const before = await countLeft(stays.guildId);
    expect(await countLeft(removed.guildId)).toEqual({
      guilds: 1,
      members: 3,
      expenses: 3,
      changes: 1,
      balances: 3,
      notices: 4,
    });
    await remove(removed.guildId);
    expect(await erase(removed.guildId)).toEqual({
      users: 3,
      members: 3,
      notices: 4,
      balances: 3,
      changes: 1,
      expenses: 3,
    });
    // That it was erased.
    expect(await countLeft(removed.guildId)).toEqual({ erasedServers: 1 });
    expect(await storage.erasedServers.findById(removed.guildId).lean()).toMatchObject({
      erasedAt: after30Days,
      expenses: 3,
    });
    expect(await countLeft(stays.guildId)).toEqual(before);
    expect((await verifyBalances(storage, stays.guildId)).differences).toEqual([]);
    expect(await userIdsLeft([...removed.userIds, ...stays.userIds])).toEqual(stays.userIds);
  });

  test('is a person too whose last server it was, but nobody who saved a profile or is elsewhere', async () => {
    const { guildId, userIds } = await makeServer(5);
    const [stranger, elsewhere = '', withEmail = '', withName = '', wasElsewhere = ''] = userIds;
    await ensurePeople(storage, newGuildId(), [named(elsewhere)], now);
    const left = newGuildId();
    await ensurePeople(storage, left, [named(wasElsewhere)], now);
    await storage.members.updateOne({ guildId: left }, { hasLeft: true });
    const request = { requestId: `profile-${guildId}`, now: later(1) };
    const form = { name: '', email: 'asha@example.com', mobile: '' };
    await editProfile(storage, named(withEmail), form, request);
    const named2 = { name: 'Asha', email: '', mobile: '' };
    await editProfile(storage, named(withName), named2, { ...request, requestId: `name-${guildId}` });
    await remove(guildId);
    expect(await erase(guildId)).toMatchObject({ users: 1, members: 5 });
    expect(await userIdsLeft(userIds)).toEqual(userIds.filter((userId) => userId !== stranger));
  });

  test('is stored anew in another process that remembered the person', async () => {
    const { guildId, userIds } = await makeServer(1);
    const [userId = ''] = userIds;
    await ensurePeople(other, undefined, [named(userId)], now);
    await remove(guildId);
    await erase(guildId);
    // As long as a process may rely on its last look.
    await other.erasures.settle();
    await ensurePeople(other, undefined, [named(userId)], now);
    expect(await userIdsLeft(userIds)).toEqual(userIds);
  });
});

describe('an erasure', () => {
  test('begins thirty days after the removal, and not an hour before', async () => {
    const { guildId } = await makeServer(1);
    expect(await beginErasure(storage, guildId, after30Days)).toBe(false);
    await markRemoved(storage, guildId, removedAt);
    const early = later(30 * day - 3_600_000);
    expect(await findErasableServers(storage, early)).not.toContain(guildId);
    expect(await beginErasure(storage, guildId, early)).toBe(false);
    expect(await findErasableServers(storage, after30Days)).toContain(guildId);
    expect(await beginErasure(storage, guildId, after30Days)).toBe(true);
  });

  test('does not begin where the bot came back, which takes the mark out', async () => {
    const { guildId } = await makeServer(1);
    await markRemoved(storage, guildId, removedAt);
    expect(await markReturned(storage, guildId)).toBe('kept');
    expect(await beginErasure(storage, guildId, after30Days)).toBe(false);
    // A second removal counts from its own day.
    await markRemoved(storage, guildId, later(29 * day));
    expect(await beginErasure(storage, guildId, after30Days)).toBe(false);
    expect(await beginErasure(storage, guildId, later(59 * day))).toBe(true);
  });

  test('does not begin where a command came before the note that the bot is back', async () => {
    const { guildId, userIds } = await makeServer(1);
    await markRemoved(storage, guildId, removedAt);
    await ensurePeople(other, guildId, userIds.map(named), after30Days);
    expect(await beginErasure(storage, guildId, after30Days)).toBe(false);
  });

  test('that has begun is done to the end, however often it is cut short, and nobody can write meanwhile', async () => {
    const { guildId, userIds } = await makeServer(3);
    await remove(guildId);
    storage.caches.guildDocuments.clear();
    let died = 0;
    const isDone = () => {
      let batches = 0;
      const dieAtSecond = () => (++batches === 2 ? Promise.reject(new Error('killed')) : Promise.resolve());
      return erase(guildId, dieAtSecond).then(
        () => true,
        () => false,
      );
    };
    while (!(await isDone())) {
      died++;
      expect(await markReturned(other, guildId)).toBe('erasing');
      expect(await findErasableServers(storage, after30Days)).toContain(guildId);
      const expense = expenseOf(guildId);
      await expect(recordExpense(other, expense)).rejects.toMatchObject({ code: 'serverErasing' });
      const storing = ensurePeople(other, guildId, [named(`${userIds[0] ?? ''}0`)], now);
      await expect(storing).rejects.toMatchObject({ code: 'serverErasing' });
    }
    expect(died).toBeGreaterThanOrEqual(belongings.length);
    expect(await countLeft(guildId)).toEqual({ erasedServers: 1 });
  });

  test('leaves a server that comes back with a ledger that begins anew, in every process', async () => {
    const { guildId, userIds } = await makeServer(2);
    // Both processes remember how far it had come.
    await recordExpense(other, expenseOf(guildId));
    await storage.guilds.updateOne({ _id: guildId }, { removedAt, erasingSince: after30Days });
    await erase(guildId);
    for (const [index, process] of [other, storage, other].entries()) {
      await ensurePeople(process, guildId, userIds.map(named), after30Days);
      const { expense } = await recordExpense(process, expenseOf(guildId, { createdBy: userIds[0] ?? '' }));
      expect(expense.number).toBe(index + 1);
    }
    expect(await verifyBalances(storage, guildId)).toEqual({ expenses: 3, differences: [] });
    expect(await storage.guilds.findById(guildId).lean()).toMatchObject({ revision: 3, lastNumber: 3 });
  });
});
