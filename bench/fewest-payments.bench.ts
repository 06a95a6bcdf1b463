import { setImmediate } from 'node:timers/promises';
import { fetchFewestPayments } from '../src/ledger/read/fetch-fewest-payments.js';
import { addMinor, type MinorSum } from '../src/money/minor-sum.js';
import type { PersonNet } from '../src/split/debts-of-expense.js';
import { fewestPayments } from '../src/split/fewest-payments.js';
import { routePayment } from '../src/split/route-payment.js';
import type { BalanceRecord } from '../src/storage/collections/balances.js';
import { closeStorage, newGuildId, openStorage, peopleIds } from './ledger.js';
import { inMs, median, percentile, report, timeMs } from './measure.js';

// The fewest payments of a thousand people must be found in 50 ms, and the bot must not be at work for longer than that
// at once while their balances are read and added up, however many pairs owe each other. What counts is the time of the
// processor or that on the clock, whichever is less: the one has the threads that compile and collect in it, the other
// has what else is at work on the machine.

const limitMs = 50;
const rounds = 15;
const readRounds = 5;

const storage = await openStorage();
try {
  compute('16 people of different nets, the most that are grouped exactly', randomNets(16));
  compute('1000 people of different nets', randomNets(1_000));
  compute('1000 people of different nets beyond the safe integers', randomNets(1_000, 2n ** 40n));
  compute('1000 people of few nets', repeatedNets(1_000));
  route('a payment among 1000 people who all owe each other', everyPair(peopleIds(1_000)));
  route('a payment among 200 people who all owe each other', everyPair(peopleIds(200)));
  await read('1000 people in a chain of debts', [chain(peopleIds(1_000), 'INR')]);
  await read('1000 people who all owe each other', [everyPair(peopleIds(1_000))]);
  const currencies = [
    'INR',
    'USD',
    'EUR',
    'GBP',
    'JPY',
    'AED',
    'AUD',
    'CAD',
    'CHF',
    'CNY',
    'KWD',
    'NPR',
    'SGD',
    'THB',
    'ZAR',
  ];
  await read(
    '16 people in 15 currencies',
    currencies.map((currency) => everyPair(peopleIds(16), currency)),
  );
  await read(
    '1000 people in 15 currencies',
    currencies.map((currency) => chain(peopleIds(1_000), currency)),
  );
} finally {
  await closeStorage(storage);
}

/** Whole numbers from 0 up to a bound, the same in each run. */
function* randomNumbers(bound: number): Generator<number, never> {
  for (let state = 1; ; state = (state * 48_271) % 2_147_483_647) yield state % bound;
}

/** @param unit makes them large */
function randomNets(count: number, unit = 1n): PersonNet[] {
  const numbers = randomNumbers(100_000_000);
  const nets = Array.from({ length: count - 1 }, () => BigInt(numbers.next().value - 50_000_000) * unit);
  nets.push(-nets.reduce((sum, net) => sum + net, 0n));
  return peopleIds(count).map((userId, index) => ({ userId, netMinor: addMinor(0, nets[index] ?? 0n) }));
}

function repeatedNets(count: number): PersonNet[] {
  const nets = Array.from(
    { length: count },
    (_, index) => (index % 2 === 0 ? -1 : 1) * 100 * ((index % 7) + 1),
  );
  const sum = nets.slice(1).reduce((one, other) => one + other, 0);
  return peopleIds(count).map((userId, index) => ({
    userId,
    netMinor: index === 0 ? -sum : (nets[index] ?? 0),
  }));
}

type Row = Omit<BalanceRecord, 'guildId'>;

/** Each owes the next one. */
function chain(userIds: readonly string[], currency: string): Row[] {
  const numbers = randomNumbers(1_000_000);
  return userIds.slice(1).map((creditorId, index) => ({
    currency,
    creditorId,
    owedBy: { [userIds[index] ?? '']: numbers.next().value + 1 },
  }));
}

/** Each owes each of the others. */
function everyPair(userIds: readonly string[], currency = 'INR'): Row[] {
  const numbers = randomNumbers(1_000_000);
  return userIds.map((creditorId) => ({
    currency,
    creditorId,
    owedBy: Object.fromEntries(
      userIds.filter((userId) => userId !== creditorId).map((userId) => [userId, numbers.next().value + 1]),
    ),
  }));
}

interface Times {
  readonly clockMs: number;
  readonly workMs: number;
}

function startTimes(): () => Times {
  const startedAtMs = performance.now();
  const startedAt = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(startedAt);
    const clockMs = performance.now() - startedAtMs;
    return { clockMs, workMs: Math.min(clockMs, (user + system) / 1_000) };
  };
}

function timeSync(work: () => unknown): Times {
  const end = startTimes();
  work();
  return end();
}

/** The longest turn of the event loop while something is at work. */
async function findLongestTurn(work: () => Promise<unknown>): Promise<Times> {
  const longest = { clockMs: 0, workMs: 0 };
  const working = { isDone: false };
  const watching = (async () => {
    while (!working.isDone) {
      const end = startTimes();
      await setImmediate();
      const turn = end();
      longest.clockMs = Math.max(longest.clockMs, turn.clockMs);
      longest.workMs = Math.max(longest.workMs, turn.workMs);
    }
  })();
  await work().finally(() => (working.isDone = true));
  await watching;
  return longest;
}

/** The time at work against the limit, the longest of several. */
function reportAgainstLimit(name: string, times: readonly Times[], detail: string): void {
  const [work, clock] = [times.map(({ workMs }) => workMs), times.map(({ clockMs }) => clockMs)];
  report({
    name: `${name}, the longest of ${times.length} against ${limitMs} ms`,
    ratio: percentile(work, 100) / limitMs,
    target: 1,
    detail: `at work ${inMs(percentile(work, 100))}, p50 ${inMs(median(work))}; clock ${inMs(percentile(clock, 100))}, p50 ${inMs(median(clock))}; ${detail}`,
  });
}

/** The calculation alone. */
function compute(name: string, nets: readonly PersonNet[]): void {
  const times = Array.from({ length: rounds }, () => timeSync(() => fewestPayments(nets)));
  const sortMs = median(Array.from({ length: rounds }, () => timeSync(() => sortAndAdd(nets)).clockMs));
  const { payments, mostExcess } = fewestPayments(nets);
  reportAgainstLimit(
    `Plan for ${name}`,
    times,
    `${payments.length} payments (excess at most: ${mostExcess}); to sort and add the nets ${inMs(sortMs)}`,
  );
}

/** What any way to settle must do at least. */
function sortAndAdd(nets: readonly PersonNet[]): MinorSum {
  const sorted = nets.toSorted((one, other) => (one.netMinor < other.netMinor ? -1 : 1));
  return sorted.reduce<MinorSum>((sum, { netMinor }) => addMinor(sum, netMinor), 0);
}

function route(name: string, rows: readonly Row[]): void {
  const debts = rows.flatMap(({ creditorId, owedBy }) =>
    Object.entries(owedBy)
      .filter(([debtorId]) => debtorId < creditorId)
      .map(([debtorId, amountMinor]) => ({ debtorId, creditorId, amountMinor })),
  );
  const [payerId = '', receiverId = ''] = [rows[0]?.creditorId, rows.at(-1)?.creditorId];
  const payment = { debts, payerId, receiverId, amountMinor: 50_000_000, limit: 1_000 };
  const times = Array.from({ length: rounds }, () => timeSync(() => routePayment(payment)));
  reportAgainstLimit(`Route ${name}`, times, `${debts.length} debts`);
}

/** The whole read from the database, and how long it holds the event loop at once. */
async function read(name: string, byCurrency: readonly (readonly Row[])[]): Promise<void> {
  const guildId = newGuildId();
  for (const rows of byCurrency) {
    for (let at = 0; at < rows.length; at += 100) {
      await storage.raw.balances.insertMany(rows.slice(at, at + 100).map((row) => ({ guildId, ...row })));
    }
  }
  const tookMs: number[] = [];
  const turns: Times[] = [];
  // The first one warms up.
  for (let round = 0; round <= readRounds; round++) {
    turns.push(
      await findLongestTurn(async () => {
        tookMs.push(await timeMs(() => fetchFewestPayments(storage, guildId)));
      }),
    );
  }
  const { payments, debtCount } = await fetchFewestPayments(storage, guildId);
  reportAgainstLimit(
    `Turn of the event loop, ${name}`,
    turns.slice(1),
    `the whole read p50 ${inMs(median(tookMs.slice(1)))}; ${debtCount} debts end with ${payments.length} payments`,
  );
}
