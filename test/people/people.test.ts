import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { confirmPayment } from '../../src/ledger/change/confirm-payment.js';
import { disputeExpense } from '../../src/ledger/change/dispute-expense.js';
import { recordExpense } from '../../src/ledger/change/record-expense.js';
import { addPayment } from '../../src/ledger/change/record-payment.js';
import { runChange } from '../../src/ledger/change/run-change.js';
import { voidExpenses } from '../../src/ledger/change/void-expenses.js';
import {
  ensurePeople,
  fetchLeftMembers,
  markJoined,
  markLeft,
  fetchNames,
} from '../../src/people/ensure-people.js';
import { downloadProfile } from '../../src/people/download-profile.js';
import { editProfile, eraseProfile, findGuildIds, findProfile } from '../../src/people/profile.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { askedBy, expenseOf, newGuildId, now, openLedger, paymentOf } from '../ledger/ledger.js';
import { u1, u2, u4 } from '../ledger/ledger.js';

let storage: Storage;
let uri: string;
beforeAll(async () => {
  ({ storage, uri } = await openLedger());
});
afterAll(() => storage.close());

let people = 7_000;
const newPerson = (name = 'Asha') => ({ userId: String(++people), name });
let requests = 0;
const requestAt = (at: Date) => ({ requestId: `request-${++requests}`, now: at });
const empty = { name: '', email: '', mobile: '' };

describe('people who are met', () => {
  test('become users and members with the names that are shown', async () => {
    const guildId = newGuildId();
    const [asha, ravi] = [newPerson(), newPerson('Ravi')];
    await ensurePeople(storage, guildId, [asha, ravi], now);
    expect(await findProfile(storage, asha.userId)).toEqual({ name: 'Asha', createdAt: now, updatedAt: now });
    expect(await fetchNames(storage, guildId, [asha.userId, ravi.userId, '404'])).toEqual(
      new Map([
        [asha.userId, 'Asha'],
        [ravi.userId, 'Ravi'],
      ]),
    );
  });

  test('in a direct message become users of no server', async () => {
    const asha = newPerson();
    await ensurePeople(storage, undefined, [asha], now);
    expect(await findProfile(storage, asha.userId)).toBeDefined();
    expect(await findGuildIds(storage, asha.userId)).toEqual([]);
  });

  test('by ten at once, in two processes, are stored once', async () => {
    const guildId = newGuildId();
    const crowd = Array.from({ length: 50 }, () => newPerson());
    const other = await connectStorage(uri);
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        ensurePeople(index % 2 ? storage : other, guildId, crowd, now),
      ),
    );
    await other.close();
    expect(await storage.members.countDocuments({ guildId })).toBe(50);
  });

  test('under a new name keep their profile and change their name in the server', async () => {
    const guildId = newGuildId();
    const asha = newPerson();
    await ensurePeople(storage, guildId, [asha], now);
    await ensurePeople(storage, guildId, [{ ...asha, name: 'Asha R' }], now);
    expect(await fetchNames(storage, guildId, [asha.userId])).toEqual(new Map([[asha.userId, 'Asha R']]));
    expect(await findProfile(storage, asha.userId)).toMatchObject({ name: 'Asha' });
  });

  test('are known by their stored names after they left, until they are back', async () => {
    const guildId = newGuildId();
    const [asha, ravi] = [newPerson(), newPerson('Ravi')];
    await ensurePeople(storage, guildId, [asha, ravi], now);
    expect(await fetchLeftMembers(storage, guildId)).toEqual(new Map());
    await markLeft(storage, guildId, [asha.userId]);
    await markLeft(storage, guildId, [ravi.userId]);
    expect(await fetchLeftMembers(storage, guildId)).toEqual(
      new Map([
        [asha.userId, 'Asha'],
        [ravi.userId, 'Ravi'],
      ]),
    );
    await markJoined(storage, guildId, [asha.userId]);
    await ensurePeople(storage, guildId, [ravi], now);
    expect(await fetchLeftMembers(storage, guildId)).toEqual(new Map());
  });
});

describe('a profile', () => {
  test('takes name, email and a mobile number of India, and forgets what is emptied', async () => {
    const asha = newPerson();
    const later = new Date('2026-11-25T10:00:00Z');
    await editProfile(
      storage,
      asha,
      { name: ' Asha  Rao ', email: 'asha@example.com', mobile: '098765 43210' },
      requestAt(now),
    );
    expect(await findProfile(storage, asha.userId)).toEqual({
      name: 'Asha Rao',
      email: 'asha@example.com',
      mobile: '+919876543210',
      createdAt: now,
      updatedAt: now,
    });
    await editProfile(storage, asha, empty, requestAt(later));
    expect(await findProfile(storage, asha.userId)).toEqual({
      name: 'Asha',
      createdAt: now,
      updatedAt: later,
    });
  });

  test('takes a number of another country', async () => {
    const asha = newPerson();
    await editProfile(storage, asha, { ...empty, mobile: '+44 7400 123456' }, requestAt(now));
    expect(await findProfile(storage, asha.userId)).toMatchObject({ mobile: '+447400123456' });
  });

  test.each([
    ['emailInvalid', { email: 'asha' }],
    ['emailInvalid', { email: `${'a'.repeat(250)}@example.com` }],
    ['mobileInvalid', { mobile: '12345' }],
    ['mobileInvalid', { mobile: 'call me' }],
    ['mobileInvalid', { mobile: `+91 98765 43210${' '.repeat(20)}1` }],
    ['nameTooLong', { name: 'x'.repeat(101) }],
    ['nameTooLong', { name: '🙂'.repeat(101) }],
  ])('refuses what is none (%s) and changes nothing', async (code, change) => {
    const asha = newPerson();
    await expect(editProfile(storage, asha, { ...empty, ...change }, requestAt(now))).rejects.toMatchObject({
      code,
    });
    expect(await findProfile(storage, asha.userId)).toBeUndefined();
  });

  test('takes a name of a hundred emoji', async () => {
    const asha = newPerson();
    await editProfile(storage, asha, { ...empty, name: '🙂'.repeat(100) }, requestAt(now));
    expect(await findProfile(storage, asha.userId)).toMatchObject({ name: '🙂'.repeat(100) });
  });

  test('saved twice at once by someone new is one', async () => {
    const asha = newPerson();
    const form = { ...empty, email: 'asha@example.com' };
    await Promise.all([1, 2, 3, 4].map(() => editProfile(storage, asha, form, requestAt(now))));
    expect(await findProfile(storage, asha.userId)).toMatchObject({ email: 'asha@example.com' });
  });
});

describe('a person who is erased', () => {
  test('leaves bare ids and amounts, and is a new user when they come back', async () => {
    const guildId = newGuildId();
    const asha = newPerson();
    await ensurePeople(storage, guildId, [asha], now);
    await editProfile(storage, asha, { ...empty, email: 'asha@example.com' }, requestAt(now));
    await storage.notices.create({
      kind: 'paid',
      userId: asha.userId,
      payload: {},
      nonce: asha.userId,
      state: 'pending',
      attempts: 0,
      nextAttemptAt: now,
      createdAt: now,
    });
    await recordExpense(storage, expenseOf(guildId, { participantIds: [asha.userId] }));
    await markLeft(storage, guildId, [asha.userId]);
    await eraseProfile(storage, asha.userId, requestAt(now));
    expect(await findProfile(storage, asha.userId)).toBeUndefined();
    expect(await storage.notices.countDocuments({ userId: asha.userId })).toBe(0);
    expect(await fetchLeftMembers(storage, guildId)).toEqual(new Map([[asha.userId, asha.userId]]));
    expect(await findGuildIds(storage, asha.userId)).toEqual([guildId]);
    expect(await storage.expenses.countDocuments({ guildId, participantIds: asha.userId })).toBe(1);
    await ensurePeople(storage, guildId, [asha], now);
    expect(await findProfile(storage, asha.userId)).toEqual({ name: 'Asha', createdAt: now, updatedAt: now });
  });
});

describe('what others are still to be told of a change, when its person is erased', () => {
  test('stays, for it has their bare id; what they were to be told goes', async () => {
    const guildId = newGuildId();
    const [asha, ravi] = [newPerson('Zzyxquo'), newPerson('Ravi')];
    await ensurePeople(storage, guildId, [asha, ravi], now);
    const [payerId, receiverId] = [asha.userId, ravi.userId];
    await runChange(storage, addPayment(paymentOf(guildId, { payerId, receiverId })));
    await runChange(storage, confirmPayment({ ...askedBy(receiverId, guildId), number: 1 }));
    const shared = expenseOf(guildId, { payers: [{ userId: receiverId, amountMinor: 100_000 }] });
    await recordExpense(storage, { ...shared, participantIds: [payerId], createdBy: receiverId });
    const reason = 'I was not there';
    await runChange(storage, disputeExpense({ ...askedBy(payerId, guildId), number: 2, reason }));
    await eraseProfile(storage, payerId, requestAt(now));
    const left = await storage.raw.notices.find({ guildId }).toArray();
    expect(left).toMatchObject([
      { userId: receiverId, payload: { change: { kind: 'dispute', by: payerId, reason } } },
    ]);
    expect(JSON.stringify(left)).not.toMatch(/zzyxquo/i);
  });
});

describe('a person who was erased in one process and is named in another', () => {
  const withOther = async (work: (other: Storage) => Promise<void>) => {
    const other = await connectStorage(uri);
    try {
      await work(other);
    } finally {
      await other.close();
    }
  };

  test('is a user again, whichever process remembers them', () =>
    withOther(async (other) => {
      const [guildId, direct] = [newGuildId(), undefined];
      const asha = newPerson();
      for (const process of [storage, other, storage, other]) {
        for (const place of [guildId, direct]) await ensurePeople(process, place, [asha], now);
        await ensurePeople(other === process ? storage : other, guildId, [asha], now);
        await eraseProfile(process, asha.userId, requestAt(now));
        expect(await findProfile(other, asha.userId)).toBeUndefined();
        await ensurePeople(other === process ? storage : other, guildId, [asha], now);
        expect(await findProfile(process, asha.userId)).toMatchObject({ name: 'Asha' });
        expect(await fetchNames(process, guildId, [asha.userId])).toEqual(new Map([[asha.userId, 'Asha']]));
      }
    }));

  test('is named or erased, never half of both, when it happens at once', () =>
    withOther(async (other) => {
      const guildId = newGuildId();
      for (let round = 0; round < 5; round++) {
        const asha = newPerson();
        await ensurePeople(other, guildId, [asha], now);
        await Promise.all([
          eraseProfile(storage, asha.userId, requestAt(now)),
          ensurePeople(other, guildId, [asha], now),
          ensurePeople(storage, guildId, [asha], now),
        ]);
        await ensurePeople(other, guildId, [asha], now);
        await ensurePeople(storage, guildId, [asha], now);
        expect(await findProfile(other, asha.userId)).toMatchObject({ name: 'Asha' });
      }
    }));
});

describe('a command that was typed before its person asked to be erased', () => {
  const later = new Date(now.getTime() + 1);

  test.each([
    ['in this process', (storage: Storage) => Promise.resolve(storage)],
    ['in another', () => connectStorage(uri)],
  ] as const)('stores them no more when it ends after the erasure, %s', async (_where, open) => {
    const other = await open(storage);
    const guildId = newGuildId();
    const [asha, ravi] = [newPerson(), newPerson()];
    await eraseProfile(storage, asha.userId, requestAt(later));
    await ensurePeople(other, guildId, [asha, ravi], now);
    expect(await findProfile(storage, asha.userId)).toBeUndefined();
    expect(await fetchNames(storage, guildId, [asha.userId])).toEqual(new Map());
    expect(await findProfile(storage, ravi.userId)).toBeDefined();
    await ensurePeople(other, guildId, [asha], later);
    expect(await findProfile(storage, asha.userId)).toMatchObject({ name: 'Asha' });
    if (other !== storage) await other.close();
  });

  test('leaves nobody behind, whenever it meets the erasure', async () => {
    const other = await connectStorage(uri);
    const guildId = newGuildId();
    for (let pauseMs = 0; pauseMs < 20; pauseMs += 2) {
      const asha = newPerson();
      const erasing = eraseProfile(storage, asha.userId, requestAt(later));
      await sleep(pauseMs);
      await Promise.all([erasing, ensurePeople(other, guildId, [asha], now)]);
      expect(await findProfile(storage, asha.userId)).toBeUndefined();
      expect(await fetchNames(storage, guildId, [asha.userId])).toEqual(new Map());
    }
    await other.close();
  });
});

interface Download {
  readonly userId: string;
  readonly profile: { readonly email?: string };
  readonly servers: readonly {
    readonly guildId: string;
    readonly isComplete: boolean;
    readonly balances: readonly object[];
    readonly expenses: readonly {
      readonly number: number;
      readonly paid?: string;
      readonly share?: string;
    }[];
  }[];
}

describe('a download', () => {
  /** All of it as one text. */
  async function download(userId: string): Promise<string> {
    return (await downloadInto(userId, 1_000_000)).text;
  }

  async function downloadInto(userId: string, roomBytes: number) {
    const { empty, tail, pieces, cutGuildIds } = await downloadProfile(storage, userId, roomBytes);
    let text = '';
    for await (const piece of pieces) text += text === '' ? piece.opening : piece.text;
    return { text: text === '' ? empty : text + tail(true), cutGuildIds };
  }

  /** A person in servers with so many expenses each. */
  async function liveIn(counts: readonly number[]): Promise<{ userId: string; guildIds: string[] }> {
    const person = newPerson();
    const guildIds = counts.map(() => newGuildId());
    for (const [index, guildId] of guildIds.entries()) {
      await ensurePeople(storage, guildId, [person], now);
      for (let expense = 0; expense < (counts[index] ?? 0); expense++) {
        await recordExpense(storage, expenseOf(guildId, { participantIds: [u1, person.userId] }));
      }
    }
    return { userId: person.userId, guildIds };
  }

  test.each([
    ['one large server among small ones', [40, 2, 1], [0]],
    ['a large server after small ones', [1, 2, 40], [2]],
    ['two large servers', [40, 1, 40], [0, 2]],
    ['an empty one among large ones', [40, 0, 40], [0, 2]],
    ['servers that all fit', [3, 2, 1], []],
  ])('has something of every server: %s', async (_what, counts, cut) => {
    const { userId, guildIds } = await liveIn(counts);
    const roomBytes = 10_000;
    const { text, cutGuildIds } = await downloadInto(userId, roomBytes);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(roomBytes);
    const { servers } = JSON.parse(text) as Download;
    const found = guildIds.map((guildId) => servers.find((server) => server.guildId === guildId));
    expect([...cutGuildIds].sort()).toEqual(cut.map((index) => guildIds[index]).sort());
    for (const [index, server] of found.entries()) {
      const isCut = (cut as readonly number[]).includes(index);
      expect(server?.isComplete).toBe(!isCut);
      if (!isCut) expect(server?.expenses).toHaveLength(counts[index] ?? 0);
      else expect(server?.expenses.length).toBeGreaterThan(4);
      // The newest come first.
      if (isCut) expect(server?.expenses[0]?.number).toBe(counts[index]);
    }
    const [some = 0, more = some] = cut.map((index) => found[index]?.expenses.length ?? 0);
    expect(Math.abs(some - more)).toBeLessThan(4);
  });

  test('has the profile, the servers, their balances and expenses, and nothing of the others but ids', async () => {
    const [here, there] = [newGuildId(), newGuildId()];
    const asha = newPerson();
    await ensurePeople(storage, here, [asha, { userId: u1, name: 'Ravi' }], now);
    await ensurePeople(storage, there, [asha], now);
    await editProfile(storage, asha, { ...empty, email: 'asha@example.com' }, requestAt(now));
    await editProfile(
      storage,
      { userId: u1, name: 'Ravi' },
      { ...empty, email: 'ravi@example.com' },
      requestAt(now),
    );
    await recordExpense(storage, expenseOf(here, { participantIds: [u1, asha.userId] }));
    await recordExpense(storage, expenseOf(here, { participantIds: [u2, u4] }));
    const text = await download(asha.userId);
    const held = JSON.parse(text) as Download;
    expect(held).toMatchObject({ userId: asha.userId, profile: { email: 'asha@example.com' } });
    expect(held.servers.map(({ guildId }) => guildId)).toEqual([there, here]);
    expect(held.servers[1]).toMatchObject({
      isComplete: true,
      balances: [{ debtorId: asha.userId, creditorId: u1, currency: 'INR', amount: '500.00' }],
      expenses: [{ number: 1, share: '500.00', amount: '1000.00' }],
    });
    expect(held.servers[1]?.expenses[0]?.paid).toBeUndefined();
    expect(text).not.toMatch(/ravi/i);
  });

  test('has what a person paid back and got, whether it came, and what they dispute', async () => {
    const guildId = newGuildId();
    const [asha, ravi] = [newPerson(), newPerson('Ravi')];
    await ensurePeople(storage, guildId, [asha, ravi], now);
    const [payerId, receiverId] = [asha.userId, ravi.userId];
    const pay = () => runChange(storage, addPayment(paymentOf(guildId, { payerId, receiverId })));
    for (const _payment of [1, 2]) await pay();
    const by = (userId: string, number: number) => ({ ...askedBy(userId, guildId), number });
    await runChange(storage, confirmPayment(by(receiverId, 1)));
    const refusal = { ...askedBy(receiverId, guildId), numbers: [2], reason: 'Nothing came' };
    await runChange(storage, voidExpenses(refusal));
    for (const userId of [payerId, receiverId]) {
      await runChange(storage, disputeExpense({ ...by(userId, 1), reason: `Said by ${userId}` }));
    }
    const [refused, confirmed] = (JSON.parse(await download(payerId)) as Download).servers[0]?.expenses ?? [];
    expect(confirmed).toMatchObject({
      kind: 'settlement',
      paid: '250.00',
      confirmedAt: now.toISOString(),
      disputes: [{ by: payerId, at: now.toISOString(), reason: `Said by ${payerId}` }, { by: receiverId }],
    });
    expect(refused).toMatchObject({ paid: '250.00', refused: true });
    const theirs = await download(receiverId);
    expect((JSON.parse(theirs) as Download).servers[0]?.expenses[1]).toMatchObject({
      received: '250.00',
      disputes: [{ by: payerId }, { by: receiverId, reason: `Said by ${receiverId}` }],
    });
    expect(theirs).not.toContain(`Said by ${payerId}`);
  });

  test('of someone who is not known is empty', async () => {
    expect(JSON.parse(await download('404'))).toEqual({
      userId: '404',
      profile: {},
      servers: [],
    });
  });
});
