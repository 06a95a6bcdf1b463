import { isDeepStrictEqual } from 'node:util';
import type {
  ChangedSettings,
  ChangeRecord,
  ExpenseChange,
  SettingsChange,
} from '../../storage/collections/changes.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import {
  readSettings,
  type ChainHead,
  type FoundHead,
  type GuildSettings,
} from '../../storage/collections/guilds.js';
import type { Storage } from '../../storage/connect.js';
import type { Session } from '../../storage/transaction/with-snapshot.js';
import { AnchorDigest, firstLink, linkChange, linkExpense } from '../change/chain.js';
import { toVersion } from '../change/versions.js';
import type { LedgerFault } from './ledger-fault.js';

/** How many expenses, and how many changes, are held at once. */
const stride = 500;

/** What is read, and as of when. */
interface Source {
  readonly storage: Storage;
  readonly guildId: string;
  readonly session: Session;
}

/**
 * Walks the chain of a ledger from its first link to its newest, and says where it is not as it was made: an expense or
 * a change that is another one now, that is gone, or that was put in. Only a stretch of it is held at once.
 * @param head as the server's document tells it
 */
export async function* verifyChain(source: Source, head: FoundHead): AsyncGenerator<LedgerFault> {
  if (!head.chain) return;
  const walk = new ChainWalk(source.guildId);
  const expenses = new Stream(streamOrigins(source, head.chain.lastNumber));
  for await (const change of streamChanges(source, head.chain.revision)) {
    for await (const expense of expenses.takeWhile((next) => isBefore(next, change)))
      yield* walk.add(expense);
    yield* walk.change(change);
  }
  for await (const expense of expenses.takeWhile(() => true)) yield* walk.add(expense);
  yield* walk.finish(head.chain, readSettings(head));
}

/** Whether an expense stands before a change in the chain; one without a link belongs to the anchor that covers it. */
function isBefore({ origin }: Origin, { revision, anchor }: ChangeRecord): boolean {
  return origin.revision === undefined
    ? anchor !== undefined && origin.number <= anchor.toNumber
    : origin.revision < revision;
}

/** The first version of an expense, and what its later versions do not agree on. */
interface Origin {
  readonly origin: ExpenseRecord;
  readonly faults: readonly LedgerFault[];
}

class ChainWalk {
  #link: string;
  #revision = 0;
  #unlinked = new AnchorDigest();
  /** What the changes so far have made of the settings; those that none has changed are missing. */
  #settings: ChangedSettings = {};

  constructor(guildId: string) {
    this.#link = firstLink(guildId);
  }

  *add({ origin, faults }: Origin): Generator<LedgerFault> {
    yield* faults;
    const { revision, hash, number } = origin;
    if (revision === undefined || hash === undefined) {
      this.#unlinked.add(origin);
      return;
    }
    yield* this.#goTo(revision);
    if (linkExpense(this.#link, revision, origin) !== hash) yield { fault: 'chainBroken', revision, number };
    this.#link = hash;
  }

  *change(change: ChangeRecord): Generator<LedgerFault> {
    const { revision, hash, anchor, expenses, settings } = change;
    // What an anchor covers raised the revision too, without a link.
    if (anchor) this.#revision = revision;
    else yield* this.#goTo(revision);
    const number = anchor?.fromNumber ?? expenses[0]?.number;
    if (anchor && this.#unlinked.finish() !== anchor.digest) {
      const { fromNumber, toNumber } = anchor;
      yield { fault: 'anchorBroken', fromNumber, toNumber };
    }
    this.#unlinked = new AnchorDigest();
    if (linkChange(this.#link, change) !== hash)
      yield { fault: 'chainBroken', revision, ...(number !== undefined && { number }) };
    this.#link = hash;
    if (settings) yield* this.#changeSettings(settings);
  }

  *#changeSettings({ before, after }: SettingsChange): Generator<LedgerFault> {
    yield* this.#compareSettings(before);
    this.#settings = { ...this.#settings, ...after };
  }

  /** With what the changes have made of them. */
  *#compareSettings(found: ChangedSettings): Generator<LedgerFault> {
    for (const setting of Object.keys(this.#settings) as (keyof GuildSettings)[]) {
      const isOther = setting in found && (found[setting] ?? null) !== this.#settings[setting];
      if (isOther) yield { fault: 'settingDiffers', setting };
    }
  }

  *#goTo(revision: number): Generator<LedgerFault> {
    const from = this.#revision + 1;
    if (revision > from) yield { fault: 'changesMissing', from, to: revision - 1 };
    this.#revision = revision;
  }

  *finish({ revision, hash }: ChainHead, settings: GuildSettings): Generator<LedgerFault> {
    yield* this.#compareSettings({ auditChannelId: null, ...settings });
    yield* this.#goTo(revision + 1);
    if (this.#link !== hash) yield { fault: 'chainHeadDiffers', revision };
  }
}

/** In the order of their numbers, which is that of their places in the chain. */
async function* streamOrigins(
  { storage, guildId, session }: Source,
  lastNumber: number,
): AsyncGenerator<Origin> {
  for (let from = 1; from <= lastNumber; from += stride) {
    const number = { $gte: from, $lt: Math.min(from + stride, lastNumber + 1) };
    const expenses = await storage.raw.expenses.find({ guildId, number }, { session }).toArray();
    const changes = expenses.some(({ version }) => version > 1)
      ? await storage.raw.changes.find({ guildId, 'expenses.number': number }, { session }).toArray()
      : [];
    const later = changes.flatMap((change) => change.expenses);
    for (const expense of expenses.sort((one, other) => one.number - other.number)) {
      yield goBack(
        expense,
        later.filter((change) => change.number === expense.number),
      );
    }
  }
}

/** Goes from the newest version of an expense to its first one. */
function goBack(expense: ExpenseRecord, changes: readonly ExpenseChange[]): Origin {
  const { number } = expense;
  const faults: LedgerFault[] = [];
  for (let version = expense.version; version > 1; version--) {
    const change = changes.find((one) => one.version === version);
    const then = toVersion(expense, version, changes);
    const isAsMade =
      change !== undefined &&
      Object.entries(change.after).every(([field, value]) =>
        isDeepStrictEqual(then[field as keyof ExpenseRecord] ?? null, value),
      );
    if (!isAsMade) faults.push({ fault: 'versionDiffers', number, version });
  }
  return { origin: toVersion(expense, 1, changes), faults };
}

async function* streamChanges(
  { storage, guildId, session }: Source,
  lastRevision: number,
): AsyncGenerator<ChangeRecord> {
  for (let after = 0; after < lastRevision;) {
    const changes = await storage.raw.changes
      .find({ guildId, revision: { $gt: after, $lte: lastRevision } }, { session })
      .sort({ revision: 1 })
      .limit(stride)
      .toArray();
    yield* changes;
    const last = changes.at(-1);
    if (!last) return;
    after = last.revision;
  }
}

/** Items one after the other, of which the next can be looked at before it is taken. */
class Stream<T> {
  #next: IteratorResult<T> | undefined;

  constructor(private readonly items: AsyncIterator<T>) {}

  async *takeWhile(isWanted: (item: T) => boolean): AsyncGenerator<T> {
    for (;;) {
      this.#next ??= await this.items.next();
      if (this.#next.done || !isWanted(this.#next.value)) return;
      const { value } = this.#next;
      this.#next = undefined;
      yield value;
    }
  }
}
