import { findLeadingSign, findTrailingSign } from '../money/currency-signs.js';
import type { Currency } from '../money/currency.js';
import { trimDecimal, unitsAt } from '../money/decimal.js';
import { readAmount } from '../money/parse-amount.js';
import { parseDecimal } from '../money/parse-decimal.js';
import { UserError } from '../errors/user-error.js';
import { microsPerUnit, wholeInMicros } from './format-share-value.js';
import type { PersonValue } from './people.js';
import type { SplitKind } from './split.js';

/** The form of a value. `bare` is a plain number: its meaning depends on the split. */
export type ValueLook = 'bare' | 'money' | 'percent' | 'weight' | 'rest';

const maxDecimals = 6;
/** One crore in units of its eighth decimal is still a safe integer. */
const maxExactDecimals = 8;
const maxValueLength = 20;
/** The largest weight: a thousand of them, in millionths, still add up to a safe integer. */
const maxWeight = 1_000_000;

/** The form of a word as a value; undefined if it cannot be one. */
export function lookAtValue(word: string): ValueLook | undefined {
  if (/^(?:rest|बाकी)$/iu.test(word)) return 'rest';
  if (word.endsWith('%')) return 'percent';
  // A sign alone, `&` or `:`, is no value, nor is a name in brackets or quotes.
  if (!/\p{N}/u.test(word)) return undefined;
  if (/^[x×]\s*[\p{N}.+-]/iu.test(word)) return 'weight';
  if (/\p{N}/u.test(findLeadingSign(word)?.rest.slice(0, 2) ?? '')) return 'money';
  if (/^\p{L}/u.test(word)) return undefined;
  return findTrailingSign(word) === undefined && !word.endsWith('/-') ? 'bare' : 'money';
}

/**
 * Parses a value for a split that fits its form.
 * @throws UserError the codes of `readAmount`, `amountTooFine`, `percent…` or `weight…`
 */
export function parseValue(word: string, look: ValueLook, split: SplitKind, currency: Currency): PersonValue {
  if (look === 'rest') return { kind: 'rest' };
  if (split === 'percent') return { kind: 'percent', micros: parsePercent(word) };
  if (split === 'shares') return { kind: 'weight', micros: parseWeight(word) };
  return parseExact(word, currency);
}

function parseExact(word: string, currency: Currency): PersonValue {
  const readings = readAmount(word, currency);
  const { exact, doubt } = readings;
  if (exact !== undefined && trimDecimal(exact).decimals > maxExactDecimals) {
    throw new UserError('amountTooFine', { typed: word, decimals: maxExactDecimals });
  }
  if (doubt !== undefined || exact.decimals > currency.digits) return { kind: 'unsettled', readings };
  return { kind: 'amount', amountMinor: Number(unitsAt(exact, currency.digits)) };
}

/** Parses `40%` or, in a split by percent, `40`, to millionths of a percent. */
function parsePercent(word: string): number {
  const micros = parseMicros(word.replace(/\s*%$/, ''));
  const typed = word;
  if (micros === 'notNumber') throw new UserError('percentNotNumber', { typed });
  if (micros === 'tooFine') throw new UserError('percentTooFine', { typed, decimals: maxDecimals });
  if (micros > BigInt(wholeInMicros)) throw new UserError('percentTooLarge', { typed });
  return Number(micros);
}

/** Parses `x1.5` or, in a split by weights, `1.5`, to millionths of a weight. */
function parseWeight(word: string): number {
  const micros = parseMicros(word.replace(/^[x×]\s*/iu, ''));
  const typed = word;
  if (micros === 'notNumber') throw new UserError('weightNotNumber', { typed });
  if (micros === 'tooFine') throw new UserError('weightTooFine', { typed, decimals: maxDecimals });
  if (micros === 0n) throw new UserError('weightZero', { typed });
  if (micros > BigInt(maxWeight * microsPerUnit)) {
    throw new UserError('weightTooLarge', { typed, limitMicros: maxWeight * microsPerUnit });
  }
  return Number(micros);
}

function parseMicros(text: string): bigint | 'notNumber' | 'tooFine' {
  // A comma could stand before thousands or before decimals.
  const decimal = text.length > maxValueLength || text.includes(',') ? 'notNumber' : parseDecimal(text);
  if (typeof decimal === 'string') return 'notNumber';
  return decimal.decimals > maxDecimals ? 'tooFine' : unitsAt(decimal, maxDecimals);
}
