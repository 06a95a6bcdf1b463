/**
 * A sum of amounts in minor units, exact: a number as long as that is a safe integer, a bigint beyond. So 0 is always a
 * number, and every amount is a sum. `<` and `>` compare the two kinds with each other.
 */
export type MinorSum = number | bigint;

/**
 * The exact sum of two.
 * @throws RangeError when one is a number that is no integer
 */
export function addMinor(one: MinorSum, other: MinorSum): MinorSum {
  if (typeof one === 'number' && typeof other === 'number') {
    const sum = one + other;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return toMinorSum(BigInt(one) + BigInt(other));
}

/** A bigint as a sum. */
export function toMinorSum(minor: bigint): MinorSum {
  const number = Number(minor);
  return Number.isSafeInteger(number) ? number : minor;
}

/** The sum without its sign. */
export function absoluteMinor(sum: MinorSum): MinorSum {
  return sum < 0 ? -sum : sum;
}
