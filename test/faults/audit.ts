import type { Server } from 'discord-playground';
import { verifyBalances } from '../../src/ledger/read/verify-balances.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import type { ExpenseRecord } from '../../src/storage/collections/expenses.js';
import { messagesOf, parseConfirmations, type Entry, type Load } from './load.js';
import { debtsAt } from './typed-expense.js';

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
  /** The sentences of the refusals. */
  readonly reasons: readonly string[];
  /** The labels that notices confirm. */
  readonly noticed: readonly string[];
  /** One sentence each; there should be none. */
  readonly differences: readonly string[];
}

type Sums = Map<string, number>;

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
  const differences: string[] = [];
  const stored = await storage.raw.expenses.find({ guildId: server.id }).sort({ number: 1 }).toArray();
  const entries = load.entries.filter((entry) => entry.server === server && entry.expense !== undefined);
  const heard = entries.map((entry) => hear(load, entry, noticed));
  const byRequest = new Map(stored.map((record) => [record.requestId, record]));
  for (const one of heard) differences.push(...compareHeard(one, byRequest.get(one.entry.record.id)));
  differences.push(...(await checkNumbers(storage, server, stored)));
  differences.push(...(await checkBalances(storage, server, stored, entries)));
  const isConfirmed = ({ number }: Heard) => number !== undefined;
  const found = (entry: Entry) => byRequest.has(entry.record.id);
  const isUnsaved = (one: Heard) => one.isRefused && !found(one.entry);
  return {
    typed: entries.length,
    acknowledged: heard.filter(isConfirmed).length,
    byNotice: heard.filter((one) => isConfirmed(one) && !one.isAnswered).length,
    unheard: heard.filter((one) => !isConfirmed(one) && found(one.entry)).length,
    refused: heard.filter(isUnsaved).length,
    found: stored.length,
    reasons: heard.filter(isUnsaved).flatMap(({ entry }) => [...entry.texts]),
    noticed: [],
    differences: differences.map((difference) => `${server.name}: ${difference}`),
  };
}

/** The answers that a person got about one expense. */
interface Heard {
  readonly entry: Entry;
  readonly label: string;
  /** The number that was confirmed. */
  readonly number: number | undefined;
  /** Every number in any version of the answer, or in a notice. */
  readonly numbers: ReadonlySet<number>;
  readonly isAnswered: boolean;
  /** Told that nothing was saved. */
  readonly isRefused: boolean;
  /** In how many messages it is confirmed now. */
  readonly messages: number;
}

function hear(load: Load, entry: Entry, noticed: ReadonlyMap<string, number>): Heard {
  const label = entry.expense?.label ?? '';
  const now = messagesOf(load.options.playground, entry.record);
  const texts = [...entry.texts, ...now.map(({ text }) => text)];
  const answered = texts.flatMap((text) => parseConfirmations(text).get(label) ?? []);
  const byNotice = noticed.get(label);
  const numbers = new Set([...answered, ...(byNotice === undefined ? [] : [byNotice])]);
  return {
    entry,
    label,
    number: [...numbers][0],
    numbers,
    isAnswered: answered.length > 0,
    isRefused: texts.some((text) => text.includes('Nothing was saved')),
    messages: now.filter(({ text }) => parseConfirmations(text).has(label)).length,
  };
}

function compareHeard(heard: Heard, record: ExpenseRecord | undefined): string[] {
  const { label, numbers, number } = heard;
  const differences: string[] = [];
  if (numbers.size > 1) differences.push(`${label} was confirmed as ${[...numbers].join(' and ')}`);
  if (heard.messages > 1) differences.push(`${label} is confirmed in ${heard.messages} messages`);
  if (number !== undefined && record === undefined)
    differences.push(`${label}, confirmed as ${number}, is lost`);
  if (number !== undefined && record !== undefined && record.number !== number) {
    differences.push(`${label}, confirmed as ${number}, is stored as ${record.number}`);
  }
  // A refused repetition, e.g. for too many commands at once, says nothing about the first delivery.
  const isFirstTime = heard.entry.redeliveries === 0;
  if (heard.isRefused && isFirstTime && number === undefined && record !== undefined) {
    differences.push(`${label} was said not to be saved, and is stored as ${record.number}`);
  }
  return differences;
}

/** Numbers must go from 1 without gaps or duplicates. */
async function checkNumbers(
  storage: Storage,
  server: Server,
  stored: readonly ExpenseRecord[],
): Promise<string[]> {
  const differences = stored.flatMap(({ number }, index) =>
    number === index + 1 ? [] : [`at place ${index + 1} stands #${number}`],
  );
  const guild = await storage.raw.guilds.findOne({ _id: server.id });
  const { lastNumber = 0, revision = 0 } = guild ?? {};
  if (lastNumber !== stored.length) differences.push(`the last number is ${lastNumber} of ${stored.length}`);
  if (revision !== stored.length) differences.push(`the revision is ${revision}, not ${stored.length}`);
  return differences;
}

async function checkBalances(
  storage: Storage,
  server: Server,
  stored: readonly ExpenseRecord[],
  entries: readonly Entry[],
): Promise<string[]> {
  const typed = new Map(entries.map((entry) => [entry.record.id, entry]));
  const differences: string[] = [];
  const sums: Sums = new Map();
  for (const record of stored) {
    const entry = typed.get(record.requestId);
    differences.push(...compareExpense(record, entry));
    if (entry?.expense === undefined) continue;
    for (const { debtorId, creditorId, amountMinor } of debtsAt(entry.expense, record.number)) {
      const pair = `${debtorId} to ${creditorId}`;
      sums.set(pair, (sums.get(pair) ?? 0) + amountMinor);
    }
  }
  differences.push(...compareSums(sums, await fetchBalances(storage, server)));
  const verified = await verifyBalances(storage, server.id);
  if (verified.expenses !== stored.length) {
    differences.push(`verify counts ${verified.expenses} of ${stored.length} expenses`);
  }
  for (const found of verified.differences) differences.push(`verify finds ${JSON.stringify(found)}`);
  return differences;
}

async function fetchBalances(storage: Storage, server: Server): Promise<Sums> {
  const rows = await storage.raw.balances.find({ guildId: server.id }).toArray();
  return new Map(
    rows.flatMap(({ creditorId, owedBy }) =>
      Object.entries(owedBy).map(([debtorId, minor]) => [`${debtorId} to ${creditorId}`, minor] as const),
    ),
  );
}

function compareSums(reckoned: Sums, stored: Sums): string[] {
  return [...new Set([...reckoned.keys(), ...stored.keys()])]
    .filter((pair) => (reckoned.get(pair) ?? 0) !== (stored.get(pair) ?? 0))
    .map((pair) => `${pair}: stored ${stored.get(pair) ?? 0}, should be ${reckoned.get(pair) ?? 0}`);
}

/** Compares a stored expense with what was typed. */
function compareExpense(record: ExpenseRecord, entry: Entry | undefined): string[] {
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

/**
 * Compares the debts that a bot shows in a server with the stored ones.
 * @returns the pairs that differ
 */
export async function compareShown(server: Server, mongodbUri: string): Promise<string[]> {
  const storage = await connectStorage(mongodbUri);
  try {
    const nets: Sums = new Map();
    for (const [pair, minor] of await fetchBalances(storage, server)) {
      const [debtorId = '', creditorId = ''] = pair.split(' to ');
      const [key, signed] = debtorId < creditorId ? [pair, minor] : [`${creditorId} to ${debtorId}`, -minor];
      nets.set(key, (nets.get(key) ?? 0) + signed);
    }
    const [person] = server.members();
    if (person === undefined) throw new Error('The server is empty');
    const { text } = await server.as(person).slash('balances');
    const shown = [...text.matchAll(/^<@(\d+)> owes <@(\d+)> ₹([\d,.]+)$/gm)].map(
      ([, debtorId = '', creditorId = '', amount = '']) => {
        const minor = Number(amount.replaceAll(/[,.]/g, ''));
        return debtorId < creditorId
          ? ([`${debtorId} to ${creditorId}`, minor] as const)
          : ([`${creditorId} to ${debtorId}`, -minor] as const);
      },
    );
    return compareSums(nets, new Map(shown));
  } finally {
    await storage.close();
  }
}
