import type { Server } from 'discord-playground';
import { verifyBalances } from '../../src/ledger/read/verify-balances.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import type { ChangeRecord } from '../../src/storage/collections/changes.js';
import type { ExpenseRecord } from '../../src/storage/collections/expenses.js';
import { toVersion } from '../../src/ledger/change/versions.js';
import { checkHistory } from '../history/check-history.js';
import type { Operation } from '../history/history.js';
import type { Step } from '../ledger/change/model.js';
import { readStored } from '../history/read-stored.js';
import { isInPlace, messagesOf, parseConfirmations, type Entry, type Load } from './load.js';
import { isRefusal, parseAcknowledged, parseNets, toOperation } from './read-answer.js';

/** Compares what was typed, what was answered and what is stored. */
export interface Findings {
  readonly typed: number;
  /** Confirmed with its number, in an answer or a notice. */
  readonly acknowledged: number;
  /** Of these, confirmed only by a notice. */
  readonly byNotice: number;
  /** Stored but not confirmed: the bot died, or its answer was lost. */
  readonly unheard: number;
  readonly refused: number;
  readonly found: number;
  /** How many commands and answers the history of the servers has. */
  readonly judged: number;
  /** The sentences of the refusals. */
  readonly reasons: readonly string[];
  /** The labels that notices confirm. */
  readonly noticed: readonly string[];
  /** One sentence each; there should be none. */
  readonly differences: readonly string[];
}

/** Compares all requests and answers of a load with the database. */
export async function audit(load: Load, mongodbUri: string): Promise<Findings> {
  const storage = await connectStorage(mongodbUri);
  try {
    const noticed = await fetchConfirmations(storage, load);
    const servers = await Promise.all(
      load.options.servers.map((server) => auditServer(load, server, storage, noticed)),
    );
    const add = (key: Exclude<keyof Findings, 'differences' | 'noticed' | 'reasons'>) =>
      servers.reduce((sum, one) => sum + one[key], 0);
    return {
      typed: add('typed'),
      acknowledged: add('acknowledged'),
      byNotice: add('byNotice'),
      unheard: add('unheard'),
      refused: add('refused'),
      found: add('found'),
      judged: add('judged'),
      reasons: servers.flatMap(({ reasons }) => reasons),
      noticed: [...noticed.keys()],
      differences: servers.flatMap(({ differences }) => differences),
    };
  } finally {
    await storage.close();
  }
}

export function describeFindings(findings: Findings): string {
  const { differences, reasons, noticed: _, ...counts } = findings;
  const figures = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  const why = [...new Set(reasons)].map((reason) => `“${reason}”`).join(' ');
  return `${figures.join(', ')}, ${differences.length} differences ${why}`;
}

/** The numbers that notices confirm, by label: those sent in direct messages, and those that still wait. */
async function fetchConfirmations(storage: Storage, load: Load): Promise<Map<string, number>> {
  const waiting = await storage.notices.find({}).lean();
  const authors = new Set(load.entries.map(({ author }) => author));
  const sent = [...authors].flatMap((author) => load.options.playground.dmsOf(author));
  const texts = [...waiting.map(({ payload }) => JSON.stringify(payload)), ...sent.map(({ text }) => text)];
  return parseConfirmations(texts.join('\n'));
}

async function auditServer(
  load: Load,
  server: Server,
  storage: Storage,
  noticed: ReadonlyMap<string, number>,
): Promise<Findings> {
  const guildId = server.id;
  const records = await storage.raw.expenses.find({ guildId }).sort({ number: 1 }).toArray();
  const changes = await storage.raw.changes.find({ guildId }).toArray();
  const stored = new Map<string, readonly number[]>([
    ...records.map(({ requestId, number }) => [requestId, [number]] as const),
    ...changes.map(({ requestId, expenses }) => [requestId, expenses.map(({ number }) => number)] as const),
  ]);
  const entries = load.entries.filter((entry) => entry.server === server);
  const heard = entries.filter(({ typed }) => typed !== undefined).map((entry) => hear(load, entry, noticed));
  const typed = new Map(entries.map((entry) => [entry.record.id, entry]));
  const operations = toOperations(load, entries, stored);
  const anomalies = checkHistory(operations, await readStored(storage, guildId));
  const differences = [
    ...heard.flatMap((one) => compareHeard(one, stored.get(one.entry.record.id), load)),
    ...records.flatMap((record) => compareExpense(toFirst(record, changes), typed.get(record.requestId))),
    ...(await checkBalances(storage, server, records)),
    ...checkTold(load, server, changes),
    ...anomalies.map(({ name, about }) => `${name}: ${about}`),
  ];
  const isConfirmed = ({ numbers }: Heard) => numbers.size > 0;
  const found = (entry: Entry) => stored.has(entry.record.id);
  const isUnsaved = (one: Heard) => one.isRefused && !found(one.entry);
  return {
    typed: heard.length,
    acknowledged: heard.filter(isConfirmed).length,
    byNotice: heard.filter((one) => isConfirmed(one) && !one.isAnswered).length,
    unheard: heard.filter((one) => !isConfirmed(one) && found(one.entry)).length,
    refused: heard.filter(isUnsaved).length,
    found: stored.size,
    judged: operations.length,
    reasons: heard.filter(isUnsaved).flatMap(({ entry }) => [...entry.texts.keys()]),
    noticed: [],
    differences: differences.map((difference) => `${server.name}: ${difference}`),
  };
}

/** The answers that a person got about one change. */
interface Heard {
  readonly entry: Entry;
  /** The numbers that were confirmed, in any version of the answer, or in a notice: each time those of one answer. */
  readonly numbers: ReadonlySet<string>;
  readonly isAnswered: boolean;
  /** Told that nothing was saved. */
  readonly isRefused: boolean;
  /** By the first answer. A later delivery may have done it all the same: a refusal is not remembered. */
  readonly isFirstRefused: boolean;
  /** In how many messages it is confirmed now. */
  readonly messages: number;
}

function hear(load: Load, entry: Entry, noticed: ReadonlyMap<string, number>): Heard {
  // A message that others change too says what they asked for in the end.
  const now = isInPlace(entry.record) ? [] : messagesOf(load.options.playground, entry.record);
  const texts = [...entry.texts.keys(), ...now.map(({ text }) => text)];
  const answered = texts.flatMap((text) => {
    const acknowledged = parseAcknowledged(entry, text);
    return acknowledged ? [describeNumbers(acknowledged.map(({ number }) => number))] : [];
  });
  const byNotice = noticed.get(entry.typed?.label ?? '');
  return {
    entry,
    numbers: new Set([...answered, ...(byNotice === undefined ? [] : [describeNumbers([byNotice])])]),
    isAnswered: answered.length > 0,
    isRefused: answered.length === 0 && texts.some((text) => isRefusal(entry, text)),
    isFirstRefused: now[0] !== undefined && isRefusal(entry, now[0].text),
    messages: now.filter(({ text }) => parseAcknowledged(entry, text)).length,
  };
}

function describeNumbers(numbers: readonly number[]): string {
  return numbers.map((number) => `#${number}`).join(', ');
}

/** @param stored the numbers of the expenses that it has changed */
function compareHeard(heard: Heard, stored: readonly number[] | undefined, load: Load): string[] {
  const { entry, numbers, messages, isRefused, isFirstRefused } = heard;
  const name = `${entry.typed?.command} ${entry.typed?.label ?? entry.record.id}`;
  const is = stored && describeNumbers(stored);
  const differences: string[] = [];
  if (numbers.size > 1) differences.push(`${name} was confirmed as ${[...numbers].join(' and ')}`);
  // Where its first delivery was refused, for the person alone, each later one confirms it by a message for everyone.
  const messagesAtMost = isFirstRefused ? countDeliveries(entry, load) : 1;
  if (messages > messagesAtMost) differences.push(`${name} is confirmed in ${messages} messages`);
  for (const number of numbers) {
    if (is === undefined) differences.push(`${name}, confirmed as ${number}, is lost`);
    else if (is !== number) differences.push(`${name}, confirmed as ${number}, is stored as ${is}`);
  }
  // A refused repetition, e.g. for too many commands at once, says nothing about the first delivery.
  if (isRefused && entry.redeliveries === 0 && numbers.size === 0 && is !== undefined) {
    differences.push(`${name} was said not to be saved, and is stored as ${is}`);
  }
  return differences;
}

/** What people are told of changes by direct messages. */
const told: readonly (readonly [kind: ChangeRecord['kind'], sentence: RegExp])[] = [
  ['confirm', /your payment arrived: \*\*#(\d+)\*\*/],
  ['void', /did not arrive: \*\*#(\d+)\*\*/],
  ['restore', /put your payment back into the balances: \*\*#(\d+)\*\*/],
  ['dispute', /disputes \*\*#(\d+)\*\*/],
  ['edit', /your dispute is ended: \*\*#(\d+)\*\*/],
];

/** Nobody is told of a change twice, or of one that was not made. */
function checkTold(load: Load, server: Server, changes: readonly ChangeRecord[]): string[] {
  const people = new Set(load.entries.map(({ author }) => author));
  const made = countBy(
    changes.flatMap(({ kind, expenses }) => expenses.map(({ number }) => `${kind} #${number}`)),
  );
  return [...people].flatMap((person) => {
    const texts = load.options.playground
      .dmsOf(person)
      .map(({ text }) => text)
      .filter((text) => text.includes(`In ${server.name}.`));
    const heard = told.flatMap(([kind, sentence]) =>
      texts.flatMap((text) => {
        const number = sentence.exec(text)?.[1];
        return number === undefined ? [] : [`${kind} #${number}`];
      }),
    );
    return [...countBy(heard)]
      .filter(([what, times]) => times > (made.get(what) ?? 0))
      .map(([what, times]) => `${person.name} was told ${times} times of ${what}, of ${made.get(what) ?? 0}`);
  });
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

async function checkBalances(
  storage: Storage,
  server: Server,
  stored: readonly ExpenseRecord[],
): Promise<string[]> {
  const differences: string[] = [];
  const { expenses, differences: found } = await verifyBalances(storage, server.id);
  const live = stored.filter(({ voidedAt }) => voidedAt === undefined).length;
  if (expenses !== live) differences.push(`verify counts ${expenses} of ${live} expenses`);
  for (const difference of found) differences.push(`verify finds ${JSON.stringify(difference)}`);
  return differences;
}

/** How often an interaction reached a bot. */
function countDeliveries({ redeliveries }: Entry, { options: { deliveries = 1, bots = 1 } }: Load): number {
  return (deliveries + redeliveries) * bots;
}

/** What was asked and answered in a server. */
function toOperations(
  load: Load,
  entries: readonly Entry[],
  stored: ReadonlyMap<string, unknown>,
): Operation[] {
  return entries.flatMap((entry) => {
    const isRepeated = countDeliveries(entry, load) > 1;
    return toOperation(entry, { isStored: stored.has(entry.record.id), isRepeated }) ?? [];
  });
}

/** An expense as it was added. */
function toFirst(record: ExpenseRecord, changes: readonly ChangeRecord[]): ExpenseRecord {
  return toVersion(
    record,
    1,
    changes.flatMap(({ expenses }) => expenses),
  );
}

/** Compares a stored expense with what was typed. */
function compareExpense(record: ExpenseRecord, entry: Entry | undefined): string[] {
  const step = entry?.typed?.step;
  if (step?.kind === 'settle') return comparePayment(record, step);
  if (entry?.expense === undefined) return [`#${record.number} was typed by nobody here`];
  const { expense, author } = entry;
  const wanted = {
    label: expense.label,
    amountMinor: expense.amountMinor,
    payers: expense.payers,
    participantIds: expense.participantIds,
    shares: expense.sharesAt(record.number),
    createdBy: author.id,
  };
  const is = {
    label: record.description,
    amountMinor: record.amountMinor,
    payers: record.payers.map(({ userId, amountMinor }) => ({ userId, amountMinor })),
    participantIds: record.participantIds,
    shares: record.shares,
    createdBy: record.createdBy,
  };
  const [a, b] = [JSON.stringify(is), JSON.stringify(wanted)];
  return a === b ? [] : [`#${record.number} is ${a}, should be ${b}`];
}

/** Compares a stored payment, as it was recorded, with what was typed. */
function comparePayment(record: ExpenseRecord, { by, payment }: Extract<Step, { kind: 'settle' }>): string[] {
  const { description, payerId, receiverId, amountMinor } = payment;
  const wanted = {
    ...{ kind: 'settlement', description, amountMinor, createdBy: by },
    payers: [{ userId: payerId, amountMinor }],
    participantIds: [receiverId],
    shares: [amountMinor],
    isConfirmed: by !== payerId,
  };
  const is = {
    ...{ kind: record.kind, description: record.description, amountMinor: record.amountMinor },
    createdBy: record.createdBy,
    payers: record.payers.map((payer) => ({ userId: payer.userId, amountMinor: payer.amountMinor })),
    participantIds: record.participantIds,
    shares: record.shares,
    isConfirmed: record.confirmedAt !== undefined,
  };
  const [a, b] = [JSON.stringify(is), JSON.stringify(wanted)];
  return a === b ? [] : [`#${record.number} is ${a}, should be ${b}`];
}

/**
 * Compares the debts that a bot shows in a server with the stored ones.
 * @returns the pairs that differ
 */
export async function compareShown(server: Server, mongodbUri: string): Promise<string[]> {
  const storage = await connectStorage(mongodbUri);
  try {
    const { nets } = await readStored(storage, server.id);
    const [person] = server.members();
    if (person === undefined) throw new Error('The server is empty');
    const shown = parseNets((await server.as(person).slash('balances')).text);
    return [...new Set([...nets.keys(), ...shown.keys()])]
      .filter((pair) => nets.get(pair) !== shown.get(pair))
      .map((pair) => `${pair}: shows ${shown.get(pair) ?? 0}, stored ${nets.get(pair) ?? 0}`);
  } finally {
    await storage.close();
  }
}
