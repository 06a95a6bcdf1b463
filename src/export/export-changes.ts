import { inChainOrder, Stream, type Link } from '../ledger/read/chain-order.js';
import type { ChangeRecord } from '../storage/collections/changes.js';
import type { ExpenseRecord } from '../storage/collections/expenses.js';
import type { GuildRecord } from '../storage/collections/guilds.js';
import type { Storage } from '../storage/connect.js';
import { streamSnapshot } from '../storage/stream-snapshot.js';
import type { Row } from './csv.js';
import { describeRecords, toText } from './describe-records.js';
import { nameExpense } from './export-expenses.js';
import type { LeftOutIds } from './left-out.js';

/** Ids, numbers and instants alone: nothing that anybody typed. */
export const changeColumns = ['guildId', 'revision', 'kind', 'by', 'at', 'number', 'version'] as const;
export type ChangeColumn = (typeof changeColumns)[number];

/** The fields of a change that make its rows, and its place. */
export const changeProjection = {
  _id: 0,
  guildId: 1,
  revision: 1,
  kind: 1,
  by: 1,
  at: 1,
  'expenses.number': 1,
  'expenses.version': 1,
  anchor: 1,
} as const;

const batchLength = 1_000;

/**
 * Who did what when, by server, and there in the order of the chain: a row for each expense that was added or changed,
 * and one for a change of no expense. Three snapshots are read side by side. The first tells how far each ledger had
 * come, and of the others no more is taken: who added an expense when, and what a change was, is never another one
 * later. So the file is as of one moment.
 */
export async function* streamChangeRows(
  storage: Storage,
  leftOut: LeftOutIds,
): AsyncGenerator<Row<ChangeColumn>[]> {
  const { guilds, expenses, changes } = storage.raw;
  const heads = new Stream(flatten(streamSnapshot(storage, guilds, headOptions)));
  await heads.peek();
  const history: History = {
    heads,
    added: new Stream(flatten(streamSnapshot(storage, expenses, addedOptions))),
    changes: new Stream(flatten(streamSnapshot(storage, changes, changeOptions))),
  };
  try {
    yield* inBatches(streamRows(storage, history, leftOut));
  } finally {
    for (const stream of [heads, history.added, history.changes]) await stream.end();
  }
}

const headOptions = { projection: { revision: 1, lastNumber: 1 }, sort: { _id: 1 } } as const;
const addedOptions = {
  projection: { _id: 0, guildId: 1, number: 1, createdBy: 1, createdAt: 1, revision: 1 },
  sort: { guildId: 1, number: 1 },
} as const;
const changeOptions = { projection: changeProjection, sort: { guildId: 1, revision: 1 } } as const;

/** What rows are made of, each by server. */
interface History {
  readonly heads: Stream<GuildRecord>;
  readonly added: Stream<ExpenseRecord>;
  readonly changes: Stream<ChangeRecord>;
}

async function* streamRows(
  storage: Storage,
  { heads, added, changes }: History,
  leftOut: LeftOutIds,
): AsyncGenerator<Row<ChangeColumn>> {
  for (;;) {
    const next = [await added.peek(), await changes.peek()].flatMap((one) => one?.guildId ?? []);
    const guildId = next.sort()[0];
    if (guildId === undefined) return;
    for await (const _earlier of heads.takeWhile(({ _id }) => _id < guildId)) continue;
    const head = await heads.peek();
    const isCovered = coverOf(head?._id === guildId ? head : await findHead(storage, guildId));
    const ofThis = (record: { readonly guildId: string }) => record.guildId === guildId;
    for await (const link of inChainOrder(added.takeWhile(ofThis), changes.takeWhile(ofThis))) {
      if (!leftOut.has(guildId) && isCovered(link)) yield* describeLink(link);
    }
  }
}

type HistoryLink = Link<ExpenseRecord, ChangeRecord>;

type Head = Pick<GuildRecord, 'revision' | 'lastNumber'>;

/** The head of a ledger that had none at the moment of the file: it is new since, or its document is gone. */
async function findHead({ raw }: Storage, guildId: string): Promise<Head> {
  const isNew = (await raw.guilds.findOne({ _id: guildId }, { projection: { _id: 1 } })) !== null;
  return isNew ? { revision: 0, lastNumber: 0 } : { revision: Infinity, lastNumber: Infinity };
}

/** Whether something had happened already when a ledger had come as far as its head. */
function coverOf({ revision, lastNumber }: Head): (link: HistoryLink) => boolean {
  return (link) => ('added' in link ? link.added.number <= lastNumber : link.change.revision <= revision);
}

/**
 * The rows of a link of a chain.
 * @throws UnreadableRecord
 */
export function* describeLink(link: HistoryLink): Generator<Row<ChangeColumn>> {
  if ('added' in link) yield* describeRecords([link.added], describeAdding, nameExpense);
  else for (const rows of describeRecords([link.change], describeChange, nameChange)) yield* rows;
}

export function nameChange({ revision, guildId }: ChangeRecord): string {
  return `change ${revision} of server ${guildId}`;
}

/**
 * The row of an expense that was added; without a revision where changes were not numbered yet.
 * @throws Error for a record that no version of Hisaab wrote
 */
export function describeAdding(expense: ExpenseRecord): Row<ChangeColumn> {
  const { guildId, number, revision, createdBy, createdAt } = expense;
  const by = toText(createdBy);
  return { guildId, revision, kind: 'add', by, at: createdAt.toISOString(), number, version: 1 };
}

/**
 * A row for each expense that was changed, or one without a number.
 * @throws as `describeAdding`
 */
export function describeChange(change: ChangeRecord): Row<ChangeColumn>[] {
  const { guildId, revision, kind, by, at, expenses } = change;
  const who = { guildId, revision, kind: toText(kind), by: toText(by), at: at.toISOString() };
  if (expenses.length === 0) return [{ ...who, number: undefined, version: undefined }];
  return expenses.map(({ number, version }) => ({ ...who, number, version }));
}

async function* flatten<T>(batches: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
  for await (const batch of batches) yield* batch;
}

async function* inBatches<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < batchLength) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}
