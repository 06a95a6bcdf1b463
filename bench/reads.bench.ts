import { setTimeout as sleep } from 'node:timers/promises';
import { addDays } from '../src/calendar/parse-day.js';
import { recordExpense } from '../src/ledger/change/record-expense.js';
import type { ExpenseFilter } from '../src/ledger/read/expense-query.js';
import { fetchStatement, type StatementFilter } from '../src/ledger/read/fetch-statement.js';
import { findExpenses } from '../src/ledger/read/find-expenses.js';
import { listExpenses, type ExpensePage, type PageCursor } from '../src/ledger/read/list-expenses.js';
import { verifyBalances } from '../src/ledger/read/verify-balances.js';
import { downloadProfile } from '../src/people/download-profile.js';
import { toCategoryKey } from '../src/storage/collections/category-key.js';
import { closeStorage, expenseOf, fillLedger, openStorage, peopleIds } from './ledger.js';
import { describeTimes, inform, inMs, median, percentile, report, timeMs } from './measure.js';

// What people look at must take no longer in a server of a million expenses than in one of ten thousand. Both add as
// many expenses a day, so their first month is the same. Verify and a download read all that there is, so they are
// compared per expense.

const few = 10_000;
const many = Number(process.env['HISAAB_BENCH_EXPENSES'] ?? 1_000_000);
const target = 1.5;
const samples = 30;
/** As many as the commands show. */
const pageLength = 10;
const firstDay = '2017-01-01';
const expensesPerDay = 300;

const userIds = peopleIds(40);
const [memberId = '', neighbourId = '', , , strangerId = ''] = userIds;
const groups = userIds.map((_, index) => [0, 1, 2, 3].map((next) => userIds[(index + next) % 40] ?? ''));
const categories = Array.from({ length: 40 }, (_, index) => `Category ${index}`);

/** A read of the ledger of a server. Samples are counted from 1, for reads that must differ. */
type Look = (guildId: string, sample: number) => Promise<unknown>;

let slowest = { name: '', ms: 0 };
const storage = await openStorage();
try {
  const guildIds = [await fill(few), await fill(many)] as const;
  await compareLists(guildIds);
  await compareStatements(guildIds);
  report({
    name: `The slowest look at ${many} expenses, against a second`,
    ratio: slowest.ms / 1_000,
    target: 1,
    detail: `${slowest.name}, ${inMs(slowest.ms)}`,
  });
  await compareWhole('Verify a ledger', guildIds, verify);
  await compareWhole('Download what is held of a person', guildIds, download);
} finally {
  await closeStorage(storage);
}

type GuildIds = readonly [few: string, many: string];

function fill(expenses: number): Promise<string> {
  return fillLedger(storage, groups, expenses, (number) => {
    const category = categories[number % categories.length] ?? '';
    const date = addDays(firstDay, Math.floor((number - 1) / expensesPerDay));
    return { date, category, categoryKey: toCategoryKey(category) };
  });
}

async function compareLists(guildIds: GuildIds): Promise<void> {
  const list =
    (filter: Partial<ExpenseFilter>, page: PageCursor = {}) =>
    (guildId: string): Promise<ExpensePage> =>
      listExpenses(storage, { guildId, ...filter }, { ...page, limit: pageLength });
  const afterWrite: Look = (guildId) => recordExpense(storage, expenseOf(guildId, groups[0] ?? []));
  await compare('First page after a write', guildIds, list({}), afterWrite);
  await compare('Page two', guildIds, list({}, { before: few - pageLength }));
  const parts: readonly [name: string, filterOf: (sample: number) => Partial<ExpenseFilter>][] = [
    ['a member', (sample) => ({ memberId: userIds[sample] ?? '' })],
    ['a category', (sample) => ({ category: categories[sample] ?? '' })],
    ['the first month', (sample) => ({ from: addDays(firstDay, -sample), to: addDays(firstDay, 30) })],
  ];
  for (const [name, filterOf] of parts) {
    await compare(`First look at ${name}`, guildIds, (guildId, sample) => list(filterOf(sample))(guildId));
    const again = list(filterOf(1));
    for (const guildId of guildIds) while ((await again(guildId)).countedTo) await sleep(100);
    await compare(`First page of ${name} after a write`, guildIds, again, afterWrite);
  }
  await compare('Words that nobody wrote', guildIds, (guildId, sample) =>
    list({ text: `zebra ${sample}` })(guildId),
  );
  await compare('Autocomplete of words that nobody wrote', guildIds, (guildId, sample) =>
    findExpenses(storage, guildId, `zebra ${sample}`, 25),
  );
}

async function compareStatements(guildIds: GuildIds): Promise<void> {
  const statement = (filter: StatementFilter) => (guildId: string) =>
    fetchStatement(storage, guildId, filter, { limit: pageLength });
  await compare('Statement of a pair', guildIds, statement({ memberId, withId: neighbourId }));
  await compare(
    'Statement of a pair that shares nothing',
    guildIds,
    statement({ memberId, withId: strangerId }),
  );
}

/** Compares the time of a look, and prints the longest too. */
async function compare(
  name: string,
  guildIds: GuildIds,
  look: Look,
  prepare: Look = () => Promise.resolve(),
): Promise<void> {
  const timesMs: readonly [few: number[], many: number[]] = [[], []];
  // The first sample warms up and does not count.
  for (let sample = 0; sample <= samples; sample++) {
    for (const index of [0, 1] as const) {
      await prepare(guildIds[index], sample);
      const tookMs = await timeMs(() => look(guildIds[index], sample));
      if (sample > 0) timesMs[index].push(tookMs);
    }
  }
  const [fewMs, manyMs] = timesMs;
  const longestMs = percentile(manyMs, 100);
  if (longestMs > slowest.ms) slowest = { name, ms: longestMs };
  report({
    name: `${name}, at ${many} expenses against ${few}`,
    ratio: median(manyMs) / median(fewMs),
    target,
    detail: `${describeTimes(manyMs)}; at ${few} ${describeTimes(fewMs)}`,
  });
}

/** Returns how many expenses it read. */
async function verify(guildId: string): Promise<number> {
  const { expenses, differences } = await verifyBalances(storage, guildId);
  if (differences.length > 0) throw new Error('The ledger of the benchmark is not right');
  return expenses;
}

/** Returns how many expenses it wrote. */
async function download(guildId: string): Promise<number> {
  let expenses = 0;
  await storage.raw.members.insertOne({ guildId, userId: memberId, metAt: new Date() });
  // Room for all of them. The first piece is the server itself.
  for await (const _piece of (await downloadProfile(storage, memberId, Infinity)).pieces) expenses++;
  await storage.raw.members.deleteMany({});
  return expenses - 1;
}

/** Compares the time for each expense, and prints the memory. */
async function compareWhole(
  name: string,
  guildIds: GuildIds,
  read: (guildId: string) => Promise<number>,
): Promise<void> {
  const measured = [];
  for (const guildId of guildIds) {
    // The first one warms up.
    if (guildId === guildIds[0]) await read(guildId);
    measured.push(await measureWhole(guildId, read));
  }
  const [atFew, atMany] = measured;
  if (!atFew || !atMany) return;
  report({
    name: `${name}, for each expense, at ${many} against ${few}`,
    ratio: atMany.eachMs / atFew.eachMs,
    target,
    detail: `${inMs(atMany.eachMs * few)} for ${few}; at ${few} ${inMs(atFew.eachMs * few)}`,
  });
  inform(`${name}, memory at most`, `${atMany.peakMb} MB; at ${few} ${atFew.peakMb} MB`);
}

async function measureWhole(
  guildId: string,
  read: (guildId: string) => Promise<number>,
): Promise<{ eachMs: number; peakMb: number }> {
  let expenses = 0;
  let peakBytes = 0;
  const watch = setInterval(() => (peakBytes = Math.max(peakBytes, process.memoryUsage.rss())), 20);
  const tookMs = await timeMs(async () => (expenses = await read(guildId)));
  clearInterval(watch);
  return { eachMs: tookMs / expenses, peakMb: Math.round(peakBytes / 1024 / 1024) };
}
