import { editExpense } from '../src/ledger/change/edit-expense.js';
import { recordExpense, type NewExpense } from '../src/ledger/change/record-expense.js';
import { runChange } from '../src/ledger/change/run-change.js';
import { voidExpenses } from '../src/ledger/change/void-expenses.js';
import { closeStorage, expenseOf, newGuildId, openStorage, peopleIds } from './ledger.js';
import { describeTimes, inform, inMs, median, percentile, report, timeMs } from './measure.js';

// Changes of one server: many writers at once against one, and what an edit and a void cost against recording.

const rounds = 3;

const storage = await openStorage();
try {
  for (const [writers, gain, waits] of [
    [8, 2.5, 7],
    [32, 5, 20],
  ] as const) {
    await measureWriters(writers, gain, waits);
  }
  for (const [people, repeats, target] of [
    [4, 100, 1.5],
    [1000, 20, 2],
  ] as const) {
    await measureChanges(people, repeats, target);
  }
} finally {
  await closeStorage(storage);
}

/** @param gain how many times as many expenses they save in the same time as one writer, at least */
async function measureWriters(writers: number, gain: number, waits: number): Promise<void> {
  const together: number[] = [];
  const repeated: number[] = [];
  const aloneMs: number[] = [];
  const togetherMs: number[] = [];
  // The first round warms up and does not count.
  for (let round = 0; round <= rounds; round++) {
    const alone = await save(1, 200);
    const many = await save(writers, 100);
    const withRepeats = await save(writers, 100, 100);
    if (round === 0) continue;
    together.push(many.eachMs / alone.eachMs);
    repeated.push(withRepeats.eachMs / many.eachMs);
    aloneMs.push(...alone.timesMs);
    togetherMs.push(...many.timesMs);
  }
  report({
    name: `${writers} writers in one server, the time for each expense against one writer's`,
    ratio: median(together),
    target: 1 / gain,
    detail: `${(1 / median(together)).toFixed(1)} times as many in the same time`,
  });
  report({
    name: `${writers} writers in one server, p99 against one expense's p50`,
    ratio: percentile(togetherMs, 99) / median(aloneMs),
    target: waits,
    detail: `${describeTimes(togetherMs)}; alone ${describeTimes(aloneMs)}`,
  });
  report({
    name: `${writers} writers in one server, the time for each with one request in a hundred repeated`,
    ratio: median(repeated),
    target: 1.25,
    detail: 'against none',
  });
}

/**
 * Saves expenses by several writers at once, each one after the other.
 * @param repeatEach after so many a request is repeated
 */
async function save(
  writers: number,
  repeats: number,
  repeatEach = Infinity,
): Promise<{ readonly eachMs: number; readonly timesMs: readonly number[] }> {
  const guildId = newGuildId();
  const userIds = peopleIds(4);
  const timesMs: number[] = [];
  let saved = 0;
  const write = async () => {
    let last: NewExpense | undefined;
    for (let i = 0; i < repeats; i++) {
      saved++;
      const expense = last !== undefined && saved % repeatEach === 0 ? last : expenseOf(guildId, userIds);
      timesMs.push(await timeMs(() => recordExpense(storage, expense)));
      last = expense;
    }
  };
  const tookMs = await timeMs(() => Promise.all(Array.from({ length: writers }, write)));
  return { eachMs: tookMs / (writers * repeats), timesMs };
}

async function measureChanges(people: number, repeats: number, target: number): Promise<void> {
  const guildId = newGuildId();
  const userIds = peopleIds(people);
  const permit = { userId: userIds[0] ?? '', isManager: true };
  const times = { record: [] as number[], edit: [] as number[], void: [] as number[] };
  for (let i = 0; i < 2 * repeats; i++) {
    const expense = expenseOf(guildId, userIds);
    const amountMinor = expense.amountMinor + 100 * people;
    const content = { ...expense, amountMinor, payers: [{ userId: userIds[0] ?? '', amountMinor }] };
    const changeOf = (kind: string) => ({ ...expense, requestId: `${kind}-${i}`, permit, now: new Date() });
    let number = 0;
    const recordMs = await timeMs(async () => {
      ({ number } = (await recordExpense(storage, expense)).expense);
    });
    const editMs = await timeMs(() =>
      runChange(storage, editExpense({ ...changeOf('edit'), number, version: 1, content })),
    );
    const voidMs = await timeMs(() =>
      runChange(storage, voidExpenses({ ...changeOf('void'), numbers: [number] })),
    );
    // The first half warms up and does not count.
    if (i < repeats) continue;
    times.record.push(recordMs);
    times.edit.push(editMs);
    times.void.push(voidMs);
  }
  for (const kind of ['edit', 'void'] as const) {
    report({
      name: `${kind === 'edit' ? 'Edit' : 'Void'} an expense of ${people} people, against recording it`,
      ratio: median(times[kind]) / median(times.record),
      target,
      detail: describeTimes(times[kind]),
    });
  }
  inform(`Record an expense of ${people} people`, inMs(median(times.record)));
}
