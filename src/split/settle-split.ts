import type { Currency } from '../money/currency.js';
import {
  addDecimals,
  subtractDecimals,
  toDecimal,
  trimDecimal,
  unitsAt,
  type Decimal,
} from '../money/decimal.js';
import type { AmountReadings } from '../money/parse-amount.js';
import type { ShareValue, Split, TypedSplit, TypedValue } from './split.js';
import { checkSplit, sumMismatch, type SplitSubject } from './split-expense.js';

/** An amount that is to be split. */
export interface AmountToSplit {
  readonly amountMinor: number;
  /** As it was typed, if it was. */
  readonly exact?: Decimal;
}

/** A split that can be carried out. */
export interface SettledSplit {
  readonly split: Split;
  /** Some values had more decimals than the currency. */
  readonly rounded: boolean;
}

/** Exact values, all read in one way. */
type Reading = readonly (Decimal | 'rest')[];

/**
 * Settles what was typed by the total, and checks that it can be carried out. Exact values are compared with the
 * total before they are rounded. Where some may be thousands, the reading is taken that makes the total exactly.
 * @throws UserError the codes of `checkSplit`, `amountThousands`, `amountNotation`
 */
export function settleSplit(
  typed: TypedSplit,
  amount: AmountToSplit,
  currency: Currency,
  participantCount: number,
  subject: SplitSubject = 'shares',
): SettledSplit {
  const settled = areSettled(typed.values)
    ? { split: { kind: typed.kind, values: typed.values }, rounded: false }
    : settleExact(typed.values, amount, currency, subject);
  checkSplit(settled.split, amount.amountMinor, currency, participantCount, subject);
  return settled;
}

function areSettled(values: readonly TypedValue[]): values is readonly ShareValue[] {
  return values.every((value) => typeof value !== 'object');
}

function settleExact(
  values: readonly TypedValue[],
  amount: AmountToSplit,
  currency: Currency,
  subject: SplitSubject,
): SettledSplit {
  const reading = chooseReading(values, amount, currency);
  if (!reading.includes('rest') && !makesTotal(reading, amount, currency)) {
    throw sumMismatch(sumOf(reading), amount.amountMinor, currency, subject);
  }
  return {
    split: toSplit(reading, currency),
    rounded: reading.some((value) => value !== 'rest' && value.decimals > currency.digits),
  };
}

function chooseReading(values: readonly TypedValue[], amount: AmountToSplit, currency: Currency): Reading {
  const readings = values.map((value) => toReadings(value, currency));
  const [doubt] = readings.flatMap((value) => (value === 'rest' ? [] : (value.doubt ?? [])));
  const withPoints = readings.flatMap((value) => (value === 'rest' ? value : (value.exact ?? [])));
  if (doubt === undefined) return withPoints;
  const withThousands = readings.map((value) => {
    if (value === 'rest') return value;
    return value.doubt === undefined ? value.exact : value.thousands;
  });
  const fitting = [withPoints, withThousands].find(
    (reading) => reading.length === values.length && makesTotal(reading, amount, currency),
  );
  if (fitting === undefined) throw doubt;
  return fitting;
}

function toReadings(value: TypedValue, currency: Currency): AmountReadings | 'rest' {
  return typeof value === 'number' ? { exact: toDecimal(value, currency.digits) } : value;
}

/** Whether values without a `rest` make exactly the total, as it was typed or as it was rounded. */
function makesTotal(reading: Reading, { amountMinor, exact }: AmountToSplit, currency: Currency): boolean {
  if (reading.includes('rest')) return false;
  const sum = sumOf(reading);
  return [toDecimal(amountMinor, currency.digits), ...(exact ? [exact] : [])].some(
    (total) => subtractDecimals(sum, total).units === 0n,
  );
}

function sumOf(reading: Reading): Decimal {
  return addDecimals(reading.filter((value) => value !== 'rest'));
}

/** All values in the unit of the finest. */
function toSplit(reading: Reading, { digits }: Currency): Split {
  const trimmed = reading.map((value) => (value === 'rest' ? value : trimDecimal(value)));
  const decimals = Math.max(digits, ...trimmed.map((value) => (value === 'rest' ? 0 : value.decimals)));
  return {
    kind: 'exact',
    values: trimmed.map((value) => (value === 'rest' ? value : Number(unitsAt(value, decimals)))),
    ...(decimals > digits && { extraDigits: decimals - digits }),
  };
}
