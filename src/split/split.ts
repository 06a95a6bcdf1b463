import type { AmountReadings } from '../money/parse-amount.js';

export type SplitKind = 'equal' | 'exact' | 'percent' | 'shares';

/**
 * The value of a person. exact: minor units; percent: millionths of a percent (1 % is 1_000_000);
 * shares: millionths of a weight; `rest`: an equal part of what is left.
 */
export type ShareValue = number | 'rest';

/** How an expense is split, as it was typed. */
export interface Split {
  readonly kind: SplitKind;
  /** Empty for equal, else parallel to the participants. */
  readonly values: readonly ShareValue[];
  /**
   * Decimals of exact values beyond those of the currency; absent if none. With 1, `33.333` of INR is 33_333: the
   * values then count tenths of a minor unit.
   */
  readonly extraDigits?: number;
}

/** A value that was typed. Of an amount that is finer than the minor unit, or may be thousands: its readings. */
export type TypedValue = ShareValue | AmountReadings;

/** A split before its total is known: only the total tells what some exact values mean. */
export interface TypedSplit {
  readonly kind: SplitKind;
  readonly values: readonly TypedValue[];
}
