import { recordExpense, type Recorded } from '../src/ledger/change/record-expense.js';
import { findDuplicate } from '../src/ledger/read/find-duplicate.js';
import type { Storage } from '../src/storage/connect.js';
import { closeStorage, expenseOf, newGuildId, openStorage, peopleIds } from './ledger.js';
import { describeTimes, inform, median, report, timeMs } from './measure.js';

// The cost of recording an expense, compared with one insert of the same document without number, balances and
// transaction: same driver, same server, in turns.

const rounds = 5;

const storage = await openStorage();
try {
  const four = await compareWithInsert(storage, 4, 120);
  const thousand = await compareWithInsert(storage, 1000, 40);
  report({
    name: 'Record an expense of 4 people, against inserting its document',
    ratio: four.ratio,
    target: 3.5,
    stretch: 2.7,
    detail: `${describeTimes(four.recordMs)}; insert ${describeTimes(four.insertMs)}`,
  });
  report({
    name: 'Record an expense of 1000 people, against inserting its document',
    ratio: thousand.ratio,
    target: 9,
    stretch: 4,
    detail: `${describeTimes(thousand.recordMs)}; insert ${describeTimes(thousand.insertMs)}`,
  });
  const ratio = median(thousand.recordMs) / median(four.recordMs);
  inform('Record an expense of 1000 people, against one of 4', `${ratio.toFixed(1)} times`);
  inform('Look whether an expense of 4 people was typed twice', describeTimes(four.lookMs));
  inform('Look whether an expense of 1000 people was typed twice', describeTimes(thousand.lookMs));
} finally {
  await closeStorage(storage);
}

interface Comparison {
  readonly recordMs: readonly number[];
  readonly insertMs: readonly number[];
  /** Of looking afterwards whether it was typed twice, where all that came before look like it. */
  readonly lookMs: readonly number[];
  /** Of the p50, the median of the rounds. */
  readonly ratio: number;
}

async function compareWithInsert(storage: Storage, people: number, repeats: number): Promise<Comparison> {
  const guildId = newGuildId();
  const userIds = peopleIds(people);
  const inserts = await copiesOfExpense(storage, guildId, userIds);
  const ratios: number[] = [];
  const all = { recordMs: [] as number[], insertMs: [] as number[], lookMs: [] as number[] };
  // The first round warms up and does not count.
  for (let round = 0; round <= rounds; round++) {
    const recordMs: number[] = [];
    const insertMs: number[] = [];
    const lookMs: number[] = [];
    for (let i = 0; i < repeats; i++) {
      const expense = expenseOf(guildId, userIds);
      insertMs.push(await timeMs(inserts()));
      let recorded: Recorded | undefined;
      recordMs.push(await timeMs(async () => (recorded = await recordExpense(storage, expense))));
      const { expense: saved } = recorded ?? {};
      if (saved) lookMs.push(await timeMs(() => findDuplicate(storage, saved)));
    }
    if (round === 0) continue;
    ratios.push(median(recordMs) / median(insertMs));
    all.recordMs.push(...recordMs);
    all.insertMs.push(...insertMs);
    all.lookMs.push(...lookMs);
  }
  return { ...all, ratio: median(ratios) };
}

/** Copies of the document that recording such an expense stores, each with its own id. */
async function copiesOfExpense(
  storage: Storage,
  guildId: string,
  userIds: readonly string[],
): Promise<() => () => Promise<unknown>> {
  const { expense } = await recordExpense(storage, expenseOf(guildId, userIds));
  const stored = await storage.raw.expenses.findOne({ guildId, number: expense.number });
  if (!stored) throw new Error('The expense that was recorded is not there');
  const { _id, ...document } = stored;
  const client = storage.connection.getClient();
  const copies = client.db(storage.connection.name).collection('plainInserts', {
    writeConcern: { w: 'majority' },
  });
  return () => {
    const copy = { ...document };
    return () => copies.insertOne(copy);
  };
}
