import type { Currency } from '../money/currency.js';
import type { AmountReadings } from '../money/parse-amount.js';
import type { SplitKind } from './split.js';
import { maxParticipants } from './split-expense.js';

/** A person's value. Percentages and weights are in millionths. */
export type PersonValue =
  | { readonly kind: 'amount'; readonly amountMinor: number }
  /** An amount that the total settles: it is finer than the minor unit, or may be thousands. */
  | { readonly kind: 'unsettled'; readonly readings: AmountReadings }
  | { readonly kind: 'percent'; readonly micros: number }
  | { readonly kind: 'weight'; readonly micros: number }
  | { readonly kind: 'rest' };

export interface UserRef {
  readonly type: 'user';
  readonly userId: string;
}

export interface RoleRef {
  readonly type: 'role';
  readonly roleId: string;
}

/** One or more people as typed, before they are looked up. */
export type PersonRef =
  | UserRef
  | RoleRef
  | { readonly type: 'me' }
  | { readonly type: 'everyone' }
  /** The people of an expense, `#11`. */
  | { readonly type: 'expense'; readonly number: number };

export interface PersonEntry {
  readonly ref: PersonRef;
  /** Person and value as typed, for quoting. */
  readonly piece: string;
  readonly value?: PersonValue;
}

/** A piece of a typed text. `start` and `end` are positions in it, in UTF-16 units. */
interface Stretch {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A person, a value, or something that is neither. */
export interface Word extends Stretch {
  readonly type: 'word';
  /** Set for a typed name once it was looked up. */
  readonly ref?: PersonRef;
}

/**
 * A typed `@name` that did not become a mention, with all that may belong to it. Where the name ends and a value or
 * the next person begins is known only once names were looked up: somebody may be called "Class 2024".
 */
export interface TypedName extends Stretch {
  readonly type: 'name';
}

export type PeopleToken = Word | TypedName;

/** A member or a role that a typed name may mean. */
export interface NameOwner {
  readonly ref: UserRef | RoleRef;
  /** As `foldName` makes them. */
  readonly names: readonly string[];
}

/** A text of `for` or `paid_by`, parsed as far as that is possible before names are looked up. */
export interface PeopleText {
  readonly text: string;
  readonly tokens: readonly PeopleToken[];
  readonly currency: Currency;
  /** As named by its own option. */
  readonly split: SplitKind | undefined;
}

/** A typed name, from its `@` on, or `me`, and who it turned out to be: a mention can stand in its place. */
export interface NamedStretch {
  /** In UTF-16 units of the text. */
  readonly start: number;
  readonly end: number;
  readonly ref: UserRef | RoleRef | { readonly type: 'me' };
}

/** A text of `for` or `paid_by` whose names are known. */
export interface PeopleEntries {
  readonly split: SplitKind;
  readonly entries: readonly PersonEntry[];
  /** In the order typed. */
  readonly named: readonly NamedStretch[];
}

/** How many of each one text may name. With more, one command could ask Discord or the database for minutes. */
export const peopleLimits = { user: maxParticipants, role: 25, expense: 10, name: 25 } as const;
