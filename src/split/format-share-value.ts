import type { SplitKind } from './split.js';

/** How many parts the unit of a percentage or a weight has: millionths, because six decimals may be typed. */
export const microsPerUnit = 1_000_000;

/** The whole, in millionths of a percent. */
export const wholeInMicros = 100 * microsPerUnit;

/** Millionths as a decimal without needless zeros: 1_500_000 is `1.5`. */
function formatMicros(micros: number): string {
  const text = Math.abs(micros).toString().padStart(7, '0');
  const fraction = text.slice(-6).replace(/0+$/, '');
  return `${micros < 0 ? '-' : ''}${text.slice(0, -6)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** A percentage as people type it, e.g. `33.333333%`, from millionths of a percent. */
export function formatPercent(percentMicros: number): string {
  return `${formatMicros(percentMicros)}%`;
}

/** A weight as people type it, e.g. `x1.5`, from millionths. */
export function formatWeight(weightMicros: number): string {
  return `x${formatMicros(weightMicros)}`;
}

/**
 * A value as it is shown beside its share: `40%`, `x1.5`; empty where the share says it already, in an equal
 * or an exact split. `rest` is a word of a language and no matter of numbers.
 */
export function formatShareValue(kind: SplitKind, value: number | undefined): string {
  if (value === undefined) return '';
  switch (kind) {
    case 'percent':
      return formatPercent(value);
    case 'shares':
      return formatWeight(value);
    case 'equal':
    case 'exact':
      return '';
  }
}
