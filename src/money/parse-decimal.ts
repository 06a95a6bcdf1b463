import type { Decimal } from './decimal.js';

/** The first reason why a text is not a plain number. */
export type DecimalFault =
  | 'foreignDigits'
  | 'signed'
  | 'exponent'
  | 'hexadecimal'
  | 'leadingPoint'
  | 'trailingPoint'
  | 'leadingZero'
  | 'grouping'
  | 'notNumber';

/** Digits and other numerals that are not 0-9: `१`, `١`, `１`, `²`. */
const foreignNumeral = /(?![0-9])\p{N}/u;
const westernGroups = /^[0-9]{1,3}(?:,[0-9]{3})+$/;
const indianGroups = /^[0-9]{1,2}(?:,[0-9]{2})*,[0-9]{3}$/;

/**
 * The first match is reported, so the most telling faults come first. Grouping comes last: by then the text has
 * only digits, commas and at most one point.
 */
const faultTests: readonly (readonly [DecimalFault, RegExp])[] = [
  ['foreignDigits', foreignNumeral],
  ['signed', /^[+\-−–—‐‑]|[+\-−–—]$/],
  ['hexadecimal', /^0[xbo][0-9a-f]*$/i],
  ['exponent', /^[0-9.,]+e[+\-−]?[0-9]*$/i],
  ['notNumber', /[^0-9.,\s]/],
  ['notNumber', /^[.,\s]*$/],
  ['notNumber', /\..*\./],
  ['leadingPoint', /^\s*\./],
  ['trailingPoint', /\.$/],
  ['grouping', /\..*,|\s/],
  ['leadingZero', /^0,?[0-9]/],
];

/** Parses a number with `.` as its point and western, Indian or no grouping. Returns the fault of other text. */
export function parseDecimal(text: string): Decimal | DecimalFault {
  const fault = faultTests.find(([, test]) => test.test(text));
  if (fault !== undefined) return fault[0];
  const [groups = '', fraction = ''] = text.split('.');
  if (groups.includes(',') && !westernGroups.test(groups) && !indianGroups.test(groups)) return 'grouping';
  return { units: BigInt(groups.replaceAll(',', '') + fraction), decimals: fraction.length };
}
