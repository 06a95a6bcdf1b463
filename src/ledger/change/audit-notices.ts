import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { countCharacters, textLimits } from '../../limits.js';
import type { SettingsChange } from '../../storage/collections/changes.js';
import type { GuildSettings } from '../../storage/collections/guilds.js';
import type { NoticeRecord } from '../../storage/collections/notices.js';
import type { Expense } from '../expense.js';
import type { Change, ChangedExpense, Outcome, Plan } from './change.js';
import { partiesOf, type Parties } from './rights.js';

/** A change of a ledger, as its audit channel and the people concerned are told it. It names people by their ids alone. */
export interface AuditEntry {
  readonly kind: Plan['kind'];
  readonly revision: number;
  readonly by: string;
  readonly at: Date;
  readonly reason?: string;
  /** The first of them, as they are afterwards. */
  readonly expenses: readonly AuditedExpense[];
  /** How many there are in all. */
  readonly count: number;
  readonly settings?: SettingsChange;
}

export interface AuditedExpense {
  readonly number: number;
  readonly description: string;
  readonly currency: string;
  readonly amountMinor: number;
  /** Of a payment: who paid whom. */
  readonly parties?: Parties;
  /** Of a void payment: the receiver said that the money did not come. */
  readonly isRefused?: true;
  /** What of it became another. */
  readonly changed?: readonly AuditedPart[];
}

const fieldsOf = {
  description: ['description'],
  total: ['amountMinor', 'currency'],
  payers: ['payers'],
  split: ['split', 'shares'],
  date: ['date'],
  category: ['category'],
} as const satisfies Readonly<Record<string, readonly (keyof Expense)[]>>;

/** A part of an expense that an edit can change. */
export type AuditedPart = keyof typeof fieldsOf;

const auditedParts = Object.keys(fieldsOf) as AuditedPart[];

/** A change that was carried out, as it is told. */
export interface DoneChange {
  readonly change: Change;
  readonly plan: Plan;
  readonly outcome: Outcome;
  readonly revision: number;
}

/** In characters, of what Discord takes in one message. */
const messageRoom = 3_600;
/** What a line takes besides the words of an expense, said of somebody who has left and has a long name. */
const bareLine = 320;
/** Two more people, whose names are cut. */
const partiesLine = 180;
/** A number among others. */
const shownNumber = 12;
/** All settings, old beside new. */
const shownSettings = 600;
/** Of the expenses of one change, so many are told. */
const expensesAtMost = 50;

/** What the changes of one transaction tell the audit channels of their server. */
export class AuditNotices {
  readonly #entries = new Map<string, AuditEntry[]>();

  /** @param tellers settings that may name a channel to be told */
  note(tellers: readonly GuildSettings[], done: DoneChange): void {
    const channelIds = new Set(tellers.flatMap(({ auditChannelId }) => auditChannelId ?? []));
    for (const channelId of channelIds) {
      this.#entries.set(channelId, [...(this.#entries.get(channelId) ?? []), describeDone(done)]);
    }
  }

  /**
   * To be written with the changes.
   * @param now when that is: they are sent in this order
   */
  toRecords(guildId: string, now: Date): NoticeRecord[] {
    return [...this.#entries].flatMap(([channelId, entries]) => {
      const messages = partEntries(entries);
      return messages.map((part, index) =>
        makeNotice({
          guildId,
          channelId,
          entries: part,
          // One after the other, and all of them due.
          now: new Date(now.getTime() + index + 1 - messages.length),
        }),
      );
    });
  }
}

/** As many in each message as surely have room in it. */
function partEntries(entries: readonly AuditEntry[]): AuditEntry[][] {
  const messages: AuditEntry[][] = [];
  let left = 0;
  for (const entry of entries) {
    const size = sizeOf(entry);
    if (size > left) {
      messages.push([]);
      left = messageRoom;
    }
    messages.at(-1)?.push(entry);
    left -= size;
  }
  return messages;
}

/** How many characters its line may take: each of a text that people wrote may need a backslash. */
function sizeOf({ expenses, reason = '', settings }: AuditEntry): number {
  const [only, ...others] = expenses;
  const words =
    countCharacters(reason) + (others.length === 0 ? countCharacters(only?.description ?? '') : 0);
  const named = only?.parties && others.length === 0 ? partiesLine : 0;
  return bareLine + named + 2 * words + shownNumber * others.length + (settings ? shownSettings : 0);
}

function makeNotice({
  entries,
  ...where
}: {
  readonly guildId: string;
  readonly channelId: string;
  readonly entries: readonly AuditEntry[];
  readonly now: Date;
}): NoticeRecord {
  const { guildId, channelId } = where;
  const nonce = nonceOf(guildId, channelId, entries[0]?.revision ?? 0);
  return makeAuditNotice({ ...where, nonce, payload: { entries } });
}

/** A notice to the audit channel of a server, as it is stored. */
export function makeAuditNotice({
  now,
  ...notice
}: {
  readonly guildId: string;
  readonly channelId: string;
  readonly nonce: string;
  readonly payload: NoticeRecord['payload'];
  readonly now: Date;
}): NoticeRecord {
  return { kind: 'audit', ...notice, state: 'pending', attempts: 0, nextAttemptAt: now, createdAt: now };
}

/** The nonce of a message about a change: the same for the same parts. */
export function nonceOf(...parts: readonly (string | number)[]): string {
  return createHash('sha256')
    .update(JSON.stringify(['audit', ...parts]))
    .digest('base64url')
    .slice(0, textLimits.nonce);
}

/** A change as it is told. @param expenses those that it is told of */
export function describeDone(
  { change, plan, outcome, revision }: DoneChange,
  expenses: readonly ChangedExpense[] = outcome.expenses,
): AuditEntry {
  const { request, now: at } = change;
  const { kind, settings } = outcome;
  const reason = 'reason' in plan ? plan.reason : undefined;
  return {
    kind,
    revision,
    by: request.createdBy,
    at,
    ...(reason !== undefined && { reason }),
    expenses: expenses.slice(0, expensesAtMost).map(describeExpense),
    count: expenses.length,
    ...(settings && { settings }),
  };
}

function describeExpense({ before, after }: ChangedExpense): AuditedExpense {
  const { kind, number, description, currency, amountMinor, payers, shares, isRefused } = after;
  const participantIds = shares.map(({ userId }) => userId);
  const changed = auditedParts.filter((part) =>
    fieldsOf[part].some((field) => !isDeepStrictEqual(before?.[field], after[field])),
  );
  return {
    number,
    description,
    currency,
    amountMinor,
    ...(kind === 'settlement' && { parties: partiesOf({ payers, participantIds }) }),
    ...(isRefused && { isRefused }),
    ...(before && { changed }),
  };
}
