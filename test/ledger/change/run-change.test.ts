import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { OutcomeUnknown, StorageUnavailable } from '../../../src/errors/storage-failure.js';
import { editExpense } from '../../../src/ledger/change/edit-expense.js';
import { addExpense, recordExpense } from '../../../src/ledger/change/record-expense.js';
import { restoreExpense } from '../../../src/ledger/change/restore-expense.js';
import { runChange } from '../../../src/ledger/change/run-change.js';
import { voidExpenses } from '../../../src/ledger/change/void-expenses.js';
import { fetchExpense } from '../../../src/ledger/read/fetch-expense.js';
import { verifyBalances } from '../../../src/ledger/read/verify-balances.js';
import { fetchGuildSettings } from '../../../src/storage/collections/guilds.js';
import { connectStorage, type Storage } from '../../../src/storage/connect.js';
import { withinAnswerTime } from '../../../src/storage/within-answer-time.js';
import { databaseUri } from '../../harness/database.js';
import { openLine, type Line } from '../../harness/line.js';
import { changeOf, expenseOf, newGuildId, u1, u2 } from '../ledger.js';
import { withTransactions } from '../with-transactions.js';

let line: Line;
let storage: Storage;
let uri: string;
beforeAll(async () => {
  uri = await databaseUri('changes');
  line = await openLine(uri);
  storage = await connectStorage(line.uri);
});
afterAll(async () => {
  await storage.close();
  line.close();
});

/** How work failed, and whether that was within 2.5 s, by the clock of timers: a busy machine delays both alike. */
async function timed<T>(work: Promise<T>): Promise<{ error: unknown; isInTime: boolean }> {
  let isInTime = true;
  const timer = setTimeout(() => (isInTime = false), 2_500);
  const error = await work.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  clearTimeout(timer);
  return { error, isInTime };
}

async function countExpenses(guildId: string): Promise<number> {
  return storage.raw.expenses.countDocuments({ guildId });
}

/** What each of several changes came to: the code of its error, or whether it was replayed. */
async function endsOf(changes: readonly Promise<{ readonly replayed: boolean }>[]): Promise<unknown[]> {
  const ended = await Promise.allSettled(changes);
  return ended.map((end) =>
    end.status === 'fulfilled' ? end.value.replayed : (end.reason as { code?: unknown }).code,
  );
}

describe('changes of one server at the same time', () => {
  test('are each done once, under numbers without gaps, and the chain holds', async () => {
    const guildId = newGuildId();
    const saved = await Promise.all(
      Array.from({ length: 40 }, () => recordExpense(storage, expenseOf(guildId))),
    );
    expect(saved.map(({ expense }) => expense.number)).toEqual(saved.map((_, index) => index + 1));
    expect((await verifyBalances(storage, guildId)).differences).toEqual([]);
    const guild = await storage.raw.guilds.findOne({ _id: guildId });
    expect(guild).toMatchObject({ revision: 40, lastNumber: 40, chain: { revision: 40, lastNumber: 40 } });
  });

  test('fall out alone where they cannot be done', async () => {
    const guildId = newGuildId();
    const first = expenseOf(guildId);
    await recordExpense(storage, first);
    const ends = await endsOf([
      recordExpense(storage, expenseOf(guildId)),
      recordExpense(storage, first),
      runChange(storage, voidExpenses({ ...changeOf(guildId), numbers: [99] })),
      recordExpense(storage, { ...first, input: { amount: 'another' } }),
      runChange(storage, voidExpenses({ ...changeOf(guildId), numbers: [1] })),
      runChange(storage, voidExpenses({ ...changeOf(guildId), numbers: [1] })),
      recordExpense(storage, expenseOf(guildId)),
    ]);
    expect(ends).toEqual([false, true, 'expenseNotFound', 'requestReused', false, 'alreadyVoid', false]);
    expect(await countExpenses(guildId)).toBe(3);
    expect((await verifyBalances(storage, guildId)).differences).toEqual([]);
  });

  test('that cannot be done are told apart from repetitions by one question for all of them', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, expenseOf(guildId));
    const voiding = voidExpenses({ ...changeOf(guildId), numbers: [1] });
    await runChange(storage, voiding);
    let questions = 0;
    const expenses = new Proxy(storage.raw.expenses, {
      get(target, name) {
        if (name === 'findOne') questions++;
        return Reflect.get(target, name, target) as unknown;
      },
    });
    const counting = { ...storage, raw: { ...storage.raw, expenses } };
    const voids = Array.from({ length: 20 }, () => voidExpenses({ ...changeOf(guildId), numbers: [1] }));
    const ends = await endsOf([...voids, voiding].map((change) => runChange(counting, change)));
    expect(ends).toEqual([...voids.map(() => 'alreadyVoid'), true]);
    // The first one is written alone; of the others only the repetition is looked at more closely.
    expect(questions).toBeLessThan(5);
  });

  test('with repetitions among them are written in one transaction', async () => {
    const guildId = newGuildId();
    const known = Array.from({ length: 5 }, () => expenseOf(guildId));
    for (const expense of known) await recordExpense(storage, expense);
    let transactions = 0;
    const counting = withTransactions(storage, (work, options) => {
      transactions++;
      return storage.connection.transaction(work, options);
    });
    const expenses = known.flatMap((expense) => [expenseOf(guildId), expense]);
    const ends = await endsOf([expenseOf(guildId), ...expenses].map((one) => recordExpense(counting, one)));
    expect(ends).toEqual([false, ...known.flatMap(() => [false, true])]);
    // The first one is written alone, the others together.
    expect(transactions).toBe(2);
  });

  test('that are one request delivered many times are one', async () => {
    const guildId = newGuildId();
    const expense = expenseOf(guildId);
    const other = await connectStorage(uri);
    const ends = await endsOf(
      Array.from({ length: 20 }, (_, index) => recordExpense(index % 2 ? storage : other, expense)),
    );
    expect(ends.filter((replayed) => replayed === false)).toHaveLength(1);
    expect(await countExpenses(guildId)).toBe(1);
    await other.close();
  });

  test('of two processes come to one order', async () => {
    const guildId = newGuildId();
    const other = await connectStorage(uri);
    await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        recordExpense(index % 2 ? storage : other, expenseOf(guildId)),
      ),
    );
    const { expenses, differences } = await verifyBalances(storage, guildId);
    expect([expenses, differences]).toEqual([30, []]);
    await other.close();
  });
});

describe('a change that comes again', () => {
  test('is answered as the first time, whatever has changed since', async () => {
    const guildId = newGuildId();
    const expense = expenseOf(guildId);
    await recordExpense(storage, expense);
    const edit = { ...changeOf(guildId), number: 1, version: 1, content: { ...expense, description: 'Gas' } };
    const voiding = { ...changeOf(guildId), numbers: [1] };
    const restoring = { ...changeOf(guildId), number: 1 };
    const changes = [
      addExpense(expense),
      editExpense(edit),
      voidExpenses(voiding),
      restoreExpense(restoring),
    ];
    const first = [];
    for (const change of changes) first.push(await runChange(storage, change));
    for (const [index, change] of changes.entries()) {
      const { expenses } = first[index] ?? { expenses: [] };
      expect(await runChange(storage, change)).toMatchObject({ replayed: true, expenses });
    }
    expect((await fetchExpense(storage, guildId, 1)).version).toBe(4);
    expect((await verifyBalances(storage, guildId)).differences).toEqual([]);
  });
});

describe('edits of one version', () => {
  test('succeed once, and the others are told', async () => {
    const guildId = newGuildId();
    const expense = expenseOf(guildId);
    await recordExpense(storage, expense);
    const edits = Array.from({ length: 10 }, (_, index) =>
      runChange(
        storage,
        editExpense({
          ...changeOf(guildId),
          number: 1,
          version: 1,
          content: { ...expense, description: `Gas ${index}` },
        }),
      ),
    );
    const ends = await endsOf(edits);
    expect(ends.filter((end) => end === false)).toHaveLength(1);
    expect(ends.filter((end) => end === 'changedMeanwhile')).toHaveLength(9);
  });

  test('are refused to who may not', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, expenseOf(guildId));
    const stranger = { userId: u2, isManager: false };
    const voiding = { ...changeOf(guildId), createdBy: u2, permit: stranger, numbers: [1] };
    await expect(runChange(storage, voidExpenses(voiding))).rejects.toMatchObject({ code: 'notYours' });
    const author = { ...stranger, userId: u1 };
    const theirs = { ...changeOf(guildId), permit: author, numbers: [1] };
    expect((await runChange(storage, voidExpenses(theirs))).replayed).toBe(false);
  });
});

describe('a database that is gone', () => {
  afterEach(() => {
    line.recover();
  });

  test('is said within 2.5 seconds, to all who wait, and nothing was saved', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, expenseOf(guildId));
    line.cut();
    const waiting = Array.from({ length: 10 }, () => timed(recordExpense(storage, expenseOf(guildId))));
    for (const { error, isInTime } of await Promise.all(waiting)) {
      expect(error).toBeInstanceOf(StorageUnavailable);
      expect(isInTime).toBe(true);
    }
    const read = await timed(withinAnswerTime(storage.raw.guilds.findOne({ _id: guildId })));
    expect(read.error).toBeInstanceOf(StorageUnavailable);
    expect(read.isInTime).toBe(true);
    const settings = await timed(fetchGuildSettings(storage, guildId));
    expect(settings.error).toBeInstanceOf(StorageUnavailable);
    line.recover();
    expect((await recordExpense(storage, expenseOf(guildId))).expense.number).toBe(2);
  });

  test('is said at once to the whole group, and to all who wait behind it', async () => {
    const guildId = newGuildId();
    const gone = new StorageUnavailable('The database is gone');
    let begun = 0;
    const failing = withTransactions(storage, (work, options) => {
      begun++;
      if (begun === 1) return storage.connection.transaction(work, options);
      // The last ones come while the group is being written.
      if (begun === 2) waiting.push(...[1, 2].map(() => recordExpense(failing, expenseOf(guildId))));
      return Promise.reject(gone);
    });
    const waiting = [1, 2, 3].map(() => recordExpense(failing, expenseOf(guildId)));
    const [first, ...group] = waiting;
    expect((await first)?.expense.number).toBe(1);
    for (const one of group) await expect(one).rejects.toBe(gone);
    for (const one of waiting.slice(3)) await expect(one).rejects.toMatchObject({ cause: gone });
    expect(begun).toBe(2);
    expect(await countExpenses(guildId)).toBe(1);
  });

  test('that falls silent before the commit has saved nothing', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, expenseOf(guildId));
    line.fallSilentAt('bulkWrite');
    const { error, isInTime } = await timed(recordExpense(storage, expenseOf(guildId)));
    expect(error).toBeInstanceOf(StorageUnavailable);
    expect(isInTime).toBe(true);
    line.recover();
    expect(await countExpenses(guildId)).toBe(1);
  });

  test('that falls silent while an earlier answer is looked up never says that nothing was saved', async () => {
    const guildId = newGuildId();
    const expense = expenseOf(guildId);
    await recordExpense(storage, expense);
    // Only reads of what was done before name a level.
    line.fallSilentAt('level');
    const { error, isInTime } = await timed(recordExpense(storage, expense));
    line.recover();
    expect(error).toBeInstanceOf(OutcomeUnknown);
    expect(isInTime).toBe(true);
  });

  test('that is too slow for one of a group writes the others, and not who was told that nothing was saved', async () => {
    const guildId = newGuildId();
    let goOn = (): void => undefined;
    const hold = new Promise<void>((resolve) => (goOn = resolve));
    let begun = 0;
    const slow = withTransactions(storage, (work, options) => {
      const isGroup = ++begun === 2;
      return storage.connection.transaction(async (session) => {
        if (isGroup) await hold;
        return work(session);
      }, options);
    });
    const first = recordExpense(slow, expenseOf(guildId));
    const impatient = recordExpense(slow, expenseOf(guildId, { description: 'Tea' }));
    // An expense of more people may take longer.
    const many = Array.from({ length: 400 }, (_, index) => String(5000 + index));
    const patient = recordExpense(slow, expenseOf(guildId, { participantIds: many }));
    await expect(impatient).rejects.toBeInstanceOf(StorageUnavailable);
    goOn();
    expect((await first).expense.number).toBe(1);
    expect((await patient).expense.number).toBe(2);
    expect(await storage.raw.expenses.countDocuments({ guildId, description: 'Tea' })).toBe(0);
    expect((await verifyBalances(storage, guildId)).differences).toEqual([]);
  });

  test('that falls silent during the commit leaves the outcome unknown, of the whole group', async () => {
    const guildId = newGuildId();
    await recordExpense(storage, expenseOf(guildId));
    line.fallSilentAt('commitTransaction');
    const expenses = Array.from({ length: 3 }, () => expenseOf(guildId));
    const ends = await Promise.all(expenses.map((expense) => timed(recordExpense(storage, expense))));
    line.recover();
    expect(ends.every(({ isInTime }) => isInTime)).toBe(true);
    expect(ends[0]?.error).toBeInstanceOf(OutcomeUnknown);
    // Nobody could know that this time it was saved. Who waited behind the group was told that nothing was.
    const saved = await storage.raw.expenses.find({ guildId }).toArray();
    const isSaved = ({ requestId }: { requestId: string }) =>
      saved.some((stored) => stored.requestId === requestId);
    expect(ends.map(({ error }) => error instanceof OutcomeUnknown)).toEqual(expenses.map(isSaved));
  });
});
