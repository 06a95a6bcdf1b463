import type { AmountReadings } from '../money/parse-amount.js';
import type { SplitKind } from './split.js';

/** A person's value. Percentages and weights are in millionths. */
export type PersonValue =
  | { readonly kind: 'amount'; readonly amountMinor: number }
  /** An amount that the total settles: it is finer than the minor unit, or may be thousands. */
  | { readonly kind: 'unsettled'; readonly readings: AmountReadings }
  | { readonly kind: 'percent'; readonly micros: number }
  | { readonly kind: 'weight'; readonly micros: number }
  | { readonly kind: 'rest' };

/** One or more people as typed, before they are looked up. */
export type PersonRef =
  | { readonly type: 'user'; readonly userId: string }
  | { readonly type: 'role'; readonly roleId: string }
  | { readonly type: 'me' }
  | { readonly type: 'everyone' }
  /** The people of an expense, `#11`. */
  | { readonly type: 'expense'; readonly number: number }
  /** A typed `@name` that did not become a mention. */
  | { readonly type: 'name'; readonly name: string };

export interface PersonEntry {
  readonly ref: PersonRef;
  /** Person and value as typed, for quoting. */
  readonly piece: string;
  readonly value?: PersonValue;
}

/** A parsed text of `for` or `paid_by`, before people are looked up. */
export interface PeopleText {
  readonly split: SplitKind;
  readonly entries: readonly PersonEntry[];
}
