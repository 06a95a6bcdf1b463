import type { Described } from '../ledger/change/describe-entry.js';
import type { Step } from '../ledger/change/model.js';

/**
 * What somebody asked of a ledger, and what they heard. Called an operation, as in the field: it begins when it is
 * asked, ends when it is answered, and takes effect at one moment between the two, or not at all.
 */
export interface Operation {
  /** The id of its request. */
  readonly id: string;
  readonly asked: Step | Read;
  readonly askedAtMs: number;
  /** Undefined: nobody heard an answer. Then it may take effect at any time after it was asked. */
  readonly answeredAtMs?: number;
  readonly answer: HistoryAnswer;
}

/** A question that changes nothing. */
export type Read =
  /** What each pair owes each other. */
  { readonly kind: 'balances' } | { readonly kind: 'show'; readonly number: number };

/** Called ok, fail and info in the field: it was done, it was not done, nobody knows. */
export type HistoryAnswer =
  | { readonly kind: 'done'; readonly expenses: readonly ShownExpense[] }
  /** Without a code, or with another one than a model knows: nothing was done, for a reason beside the ledger. */
  | { readonly kind: 'refused'; readonly code?: string }
  | { readonly kind: 'showed'; readonly nets: ReadonlyMap<string, number> }
  | { readonly kind: 'unknown' };

/** What an answer, or the database, says of an expense or a payment. What it does not say is left out. */
export interface ShownExpense extends Partial<Described> {
  readonly number: number;
}

/** A ledger as it is stored in the end. */
export interface StoredLedger {
  /** The revision that the guild's document names. */
  readonly revision: number;
  /** Everything that was done, in any order. */
  readonly changes: readonly StoredChange[];
  readonly expenses: readonly ShownExpense[];
  readonly nets: ReadonlyMap<string, number>;
}

export interface StoredChange {
  readonly revision: number;
  /** Undefined for a change that nobody asked for: the anchor of a chain. */
  readonly requestId: string | undefined;
  readonly expenses: readonly ShownExpense[];
}

/** What is wrong with a history, by the names of the field where it has one. */
export type AnomalyName =
  /** It was acknowledged, and stands nowhere in the order. */
  | 'lost write'
  /** One request stands in the order twice. */
  | 'duplicate write'
  /** Nobody asked for what stands in the order. */
  | 'phantom write'
  /** It was refused, and stands in the order (Adya's G1a is the read of such a write). */
  | 'aborted write'
  /** Two expenses have one number, or two answers confirm it. */
  | 'duplicate number'
  /** A place of the order is empty, or taken twice. */
  | 'broken order'
  /** It stands where it could not be done: another write that it did not see is overwritten (Berenson's P4). */
  | 'lost update'
  /** It was answered, and what was asked only then stands before it (Elle's G0-realtime). */
  | 'answered before its commit'
  /** The answer shows, or rests on, a state that was over when it was asked, or that an earlier read saw replaced. */
  | 'stale read'
  /** The answer shows, or rests on, a state that came only after it. */
  | 'future read'
  /** The answer shows, or rests on, a state that there never was (a fractured read among them). */
  | 'garbage read'
  /** It was done, with another result than the answer says. */
  | 'wrong answer'
  /** What is stored is not what the order gives. */
  | 'wrong state';

export interface Anomaly {
  readonly name: AnomalyName;
  /** The requests that it is about, and what is wrong with them. */
  readonly about: string;
}
