/** Percentages and weights are stored in millionths, because six decimals may be typed. */
export const microsPerUnit = 1_000_000;

/** 100 %, in millionths of a percent. */
export const wholeInMicros = 100 * microsPerUnit;

/** Millionths as a decimal without trailing zeros: 1_500_000 is `1.5`. */
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
