import type { MinorSum } from '../money/minor-sum.js';

const lowBits = 26;
const lowSize = 2 ** lowBits;

/**
 * Nets of which millions of sums are made, as two numbers each: `high` times 2^26, and `low` from 0 up to that. Both
 * parts of a sum are exact where up to 2^16 nets below 2^63 are added. Together they are rounded only where they are far
 * from 0, so the sign is exact.
 */
export class ExactNets {
  readonly #high: Float64Array;
  readonly #low: Float64Array;

  constructor(nets: readonly MinorSum[]) {
    this.#high = Float64Array.from(nets, (net) =>
      typeof net === 'number' ? Math.floor(net / lowSize) : Number(net >> BigInt(lowBits)),
    );
    this.#low = Float64Array.from(nets, (net) =>
      typeof net === 'number'
        ? net - Math.floor(net / lowSize) * lowSize
        : Number(BigInt.asUintN(lowBits, net)),
    );
  }

  /** Below 0, 0 or above 0, as the sum of three nets. */
  signOfThree(one: number, two: number, three: number): number {
    const [high, low] = [this.#high, this.#low];
    return (
      ((high[one] ?? 0) + (high[two] ?? 0) + (high[three] ?? 0)) * lowSize +
      ((low[one] ?? 0) + (low[two] ?? 0) + (low[three] ?? 0))
    );
  }

  /** Room for a number of sums of nets; the first one is 0. */
  startSums(count: number): ExactSums {
    return new ExactSums(this.#high, this.#low, count);
  }
}

/** Sums that are made of earlier ones and one net more. */
export class ExactSums {
  readonly #high: Float64Array;
  readonly #low: Float64Array;

  constructor(
    private readonly netsHigh: Float64Array,
    private readonly netsLow: Float64Array,
    count: number,
  ) {
    this.#high = new Float64Array(count);
    this.#low = new Float64Array(count);
  }

  /** Sets a sum to another one and a net; returns below 0, 0 or above 0, as it is. */
  add(sum: number, from: number, net: number): number {
    const high = (this.#high[from] ?? 0) + (this.netsHigh[net] ?? 0);
    const low = (this.#low[from] ?? 0) + (this.netsLow[net] ?? 0);
    this.#high[sum] = high;
    this.#low[sum] = low;
    return high * lowSize + low;
  }
}
