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
}
