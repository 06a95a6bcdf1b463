/** An exact number: `units` times 10^-`decimals`. `1.50` has 150 units and 2 decimals. */
export interface Decimal {
  readonly units: bigint;
  readonly decimals: number;
}

/** An amount of minor units as a number of major units. @param digits the currency's decimals */
export function toDecimal(amountMinor: number, digits: number): Decimal {
  return { units: BigInt(amountMinor), decimals: digits };
}

/** The units of a number at a count of decimals that is not below its own. */
export function unitsAt({ units, decimals }: Decimal, wanted: number): bigint {
  return units * 10n ** BigInt(wanted - decimals);
}

export function addDecimals(numbers: readonly Decimal[]): Decimal {
  const decimals = Math.max(0, ...numbers.map((number) => number.decimals));
  return { units: numbers.reduce((sum, number) => sum + unitsAt(number, decimals), 0n), decimals };
}

/** What the first has more than the second: below 0 if it is the smaller. */
export function subtractDecimals(one: Decimal, other: Decimal): Decimal {
  const decimals = Math.max(one.decimals, other.decimals);
  return { units: unitsAt(one, decimals) - unitsAt(other, decimals), decimals };
}

/**
 * The number in units of 10^-digits, rounded half away from zero. `rounded` says that it had more decimals, if only
 * zeros.
 */
export function roundDecimal(
  number: Decimal,
  digits: number,
): { readonly scaled: bigint; readonly rounded: boolean } {
  if (number.decimals <= digits) return { scaled: unitsAt(number, digits), rounded: false };
  const scale = 10n ** BigInt(number.decimals - digits);
  return { scaled: (number.units + scale / 2n) / scale, rounded: true };
}

/** The same number without zeros at the end of its decimals. */
export function trimDecimal({ units, decimals }: Decimal): Decimal {
  let [left, places] = [units, decimals];
  for (; places > 0 && left % 10n === 0n; places--) left /= 10n;
  return { units: left, decimals: places };
}

/** The number as it can be typed, with all its decimals and without separators: `1234.50`. */
export function formatPlainDecimal({ units, decimals }: Decimal): string {
  const text = units.toString().padStart(decimals + 1, '0');
  const point = text.length - decimals;
  return decimals === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`;
}
