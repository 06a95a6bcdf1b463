/**
 * Shares an amount out by weight. The shares are whole minor units and their sum is exactly the amount.
 * Leftover units go one each to the largest remainders. Among tied remainders, the first to get one has the index
 * `tieStart` mod ties, and the others follow in turn.
 *
 * @param amountMinor a safe integer from 0
 * @param weights whole numbers from 0, not all 0; a weight of 0 gets 0
 * @param tieStart a whole number from 0
 * @throws RangeError for other arguments
 */
export function shareOut(
  amountMinor: number,
  weights: readonly (number | bigint)[],
  tieStart: number,
): number[] {
  checkWhole(amountMinor, 'amount');
  checkWhole(tieStart, 'tie start');
  const [first] = weights;
  if (first === undefined) throw new RangeError('There is nobody to share with');
  if (areAllEqual(weights, first)) {
    checkWeight(first);
    if (Number(first) === 0) throw new RangeError('Weights must not all be 0');
    return shareOutEqually(amountMinor, weights.length, tieStart);
  }
  const reduced = reduceWeights(weights);
  return isSafeFor(amountMinor, reduced)
    ? shareOutNumbers(amountMinor, reduced.map(Number), tieStart)
    : shareOutBigInts(BigInt(amountMinor), reduced, tieStart);
}

/** As `shareOut` with `count` equal weights: the shares differ by one minor unit at most. */
export function shareOutEqually(amountMinor: number, count: number, tieStart: number): number[] {
  const leftover = amountMinor % count;
  const share = (amountMinor - leftover) / count;
  const shares = new Array<number>(count).fill(share);
  const start = tieStart % count;
  // The shares with one unit more are neighbours; after the end of the list they go on at its start.
  shares.fill(share + 1, start, start + leftover);
  return shares.fill(share + 1, 0, Math.max(0, start + leftover - count));
}

/**
 * Rounds the parts of an amount to whole minor units that make it exactly. Each part loses what is beyond its last
 * whole unit; the units that this leaves go to the largest remainders, ties as in `shareOut`.
 *
 * @param parts counted in a fraction of the minor unit; their sum rounds to the amount
 * @param partsPerUnit how many such fractions a minor unit has
 */
export function roundParts(
  parts: readonly bigint[],
  partsPerUnit: bigint,
  amountMinor: number,
  tieStart: number,
): number[] {
  const remainders = parts.map((part) => part % partsPerUnit);
  const shares = parts.map((part) => Number(part / partsPerUnit));
  return giveLeftover(shares, remainders, amountMinor, tieStart);
}

function checkWhole(value: number, what: string): void {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`The ${what} must be a whole number from 0`);
}

function checkWeight(weight: number | bigint): void {
  const isWhole = typeof weight === 'bigint' ? weight >= 0n : Number.isSafeInteger(weight) && weight >= 0;
  if (!isWhole) throw new RangeError('A weight must be a whole number from 0');
}

/** A loop is faster than `every`, and most splits are equal. */
function areAllEqual(weights: readonly (number | bigint)[], first: number | bigint): boolean {
  for (let index = 1; index < weights.length; index++) if (weights[index] !== first) return false;
  return true;
}

/** Divides the weights by their greatest common divisor: 40 %, 20 %, 20 %, 20 % become 2, 1, 1, 1. */
function reduceWeights(weights: readonly (number | bigint)[]): (number | bigint)[] {
  weights.forEach(checkWeight);
  if (weights.every((weight) => typeof weight === 'number')) {
    const common = weights.reduce(greatestCommonDivisor, 0);
    return weights.map((weight) => weight / common);
  }
  const whole = weights.map(BigInt);
  const common = whole.reduce((one, other) => {
    while (other !== 0n) [one, other] = [other, one % other];
    return one;
  }, 0n);
  return whole.map((weight) => weight / common);
}

function greatestCommonDivisor(one: number, other: number): number {
  while (other !== 0) [one, other] = [other, one % other];
  return one;
}

/** Whether all products and the sum are safe integers, which are ten times as fast as BigInt. */
function isSafeFor(amountMinor: number, weights: readonly (number | bigint)[]): boolean {
  let sum = 0;
  for (const weight of weights) sum += Number(weight);
  return sum <= Number.MAX_SAFE_INTEGER && amountMinor * sum <= Number.MAX_SAFE_INTEGER;
}

function shareOutNumbers(amountMinor: number, weights: readonly number[], tieStart: number): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const remainders = weights.map((weight) => (amountMinor * weight) % sum);
  const shares = weights.map((weight, index) => (amountMinor * weight - (remainders[index] ?? 0)) / sum);
  return giveLeftover(shares, remainders, amountMinor, tieStart);
}

function shareOutBigInts(
  amountMinor: bigint,
  weights: readonly (number | bigint)[],
  tieStart: number,
): number[] {
  const whole = weights.map(BigInt);
  const sum = whole.reduce((total, weight) => total + weight, 0n);
  const remainders = whole.map((weight) => (amountMinor * weight) % sum);
  const shares = whole.map((weight) => Number((amountMinor * weight) / sum));
  return giveLeftover(shares, remainders, Number(amountMinor), tieStart);
}

/**
 * Gives the leftover, one unit each, to the largest remainders. The leftover is the sum of the fractions, so it is
 * always smaller than the number of shares with a remainder.
 */
function giveLeftover(
  shares: number[],
  remainders: readonly (number | bigint)[],
  amountMinor: number,
  tieStart: number,
): number[] {
  const leftover = amountMinor - shares.reduce((total, share) => total + share, 0);
  if (leftover === 0) return shares;
  const cut = findCut(remainders, leftover);
  const tied: number[] = [];
  let given = 0;
  remainders.forEach((remainder, index) => {
    if (remainder === cut) tied.push(index);
    if (remainder <= cut) return;
    shares[index] = (shares[index] ?? 0) + 1;
    given++;
  });
  for (let turn = 0; given < leftover; turn++, given++) {
    const index = tied[((tieStart % tied.length) + turn) % tied.length] ?? 0;
    shares[index] = (shares[index] ?? 0) + 1;
  }
  return shares;
}

/** The smallest remainder that still gets a unit, which is the leftover-th largest. */
function findCut(remainders: readonly (number | bigint)[], leftover: number): number | bigint {
  const at = remainders.length - leftover;
  if (remainders.every((remainder) => typeof remainder === 'number')) {
    // Sorting takes most of the time of a large split; a typed array needs no comparison function.
    return Float64Array.from(remainders).sort()[at] ?? 0;
  }
  return [...remainders].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0))[at] ?? 0;
}
