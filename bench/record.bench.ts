import { recordExpense } from '../src/ledger/change/record-expense.js';
import type { Storage } from '../src/storage/connect.js';
import { closeStorage, expenseOf, newGuildId, openStorage, peopleIds } from './ledger.js';
import { describeTimes, inform, median, percentile, report, timeMs } from './measure.js';

// The cost of recording an expense, compared with one insert of the same document without number, balances and
// transaction: same driver, same server, in turns.

const rounds = 5;
const writers = 8;

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
} finally {
  await closeStorage(storage);
}
await measureWriters();

interface Comparison {
  readonly recordMs: readonly number[];
  readonly insertMs: readonly number[];
  /** Of the p50, the median of the rounds. */
  readonly ratio: number;
}

async function compareWithInsert(storage: Storage, people: number, repeats: number): Promise<Comparison> {
  const guildId = newGuildId();
  const userIds = peopleIds(people);
  const inserts = await copiesOfExpense(storage, guildId, userIds);
  const ratios: number[] = [];
  const all = { recordMs: [] as number[], insertMs: [] as number[] };
  // The first round warms up and does not count.
  for (let round = 0; round <= rounds; round++) {
    const recordMs: number[] = [];
    const insertMs: number[] = [];
    for (let i = 0; i < repeats; i++) {
      const expense = expenseOf(guildId, userIds);
      insertMs.push(await timeMs(inserts()));
      recordMs.push(await timeMs(() => recordExpense(storage, expense)));
    }
    if (round === 0) continue;
    ratios.push(median(recordMs) / median(insertMs));
    all.recordMs.push(...recordMs);
    all.insertMs.push(...insertMs);
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

/** Eight people of one server save at once: no transaction fails, and nobody waits long. */
async function measureWriters(): Promise<void> {
  const storage = await openStorage('monitorCommands=true');
  try {
    const guildId = newGuildId();
    const userIds = peopleIds(4);
    const aloneMs: number[] = [];
    for (let i = 0; i < 500; i++) {
      const expense = expenseOf(guildId, userIds);
      const tookMs = await timeMs(() => recordExpense(storage, expense));
      if (i >= 100) aloneMs.push(tookMs);
    }
    let attempts = 0;
    storage.connection.getClient().on('commandStarted', ({ commandName }) => {
      if (commandName === 'commitTransaction' || commandName === 'abortTransaction') attempts += 1;
    });
    const togetherMs = await recordTogether(storage, guildId, userIds, 100);
    const times = describeTimes(togetherMs);
    report({
      name: `${writers} writers in one server, transactions tried for each expense`,
      ratio: attempts / togetherMs.length,
      target: 1,
      detail: `${attempts} for ${togetherMs.length} expenses`,
    });
    report({
      name: `${writers} writers in one server, p99 against one expense alone`,
      ratio: percentile(togetherMs, 99) / median(aloneMs),
      target: 10,
      detail: `${times}; alone ${describeTimes(aloneMs)}`,
    });
    // For comparison: a perfect queue of eight takes as long as eight in a row.
    inform(`${writers} expenses in a row by one writer`, describeTimes(sumsOf(aloneMs, writers)));
  } finally {
    await closeStorage(storage);
  }
}

/** The sums of each `length` neighbouring times. */
function sumsOf(timesMs: readonly number[], length: number): number[] {
  return timesMs
    .slice(length - 1)
    .map((_, from) => timesMs.slice(from, from + length).reduce((sum, timeMs) => sum + timeMs, 0));
}

async function recordTogether(
  storage: Storage,
  guildId: string,
  userIds: readonly string[],
  repeats: number,
): Promise<number[]> {
  const timesMs: number[] = [];
  const write = async () => {
    for (let i = 0; i < repeats; i++) {
      const expense = expenseOf(guildId, userIds);
      timesMs.push(await timeMs(() => recordExpense(storage, expense)));
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
  return timesMs;
}
