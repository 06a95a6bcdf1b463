import { randomInt } from 'node:crypto';

/** 1 in `npm run test:faults`, 0.1 in `npm test`. */
const scale = Number(process.env['HISAAB_FAULTS_SCALE'] ?? '0.1');

/** Scales a number of a full run to this one. */
export function scaled(full: number, atLeast = 1): number {
  return Math.max(atLeast, Math.round(full * scale));
}

/** Prints a line of figures. The console is not used, because jest wraps its output. */
export function report(line: string): void {
  process.stderr.write(`  ${line}\n`);
}

/** Repeatable random numbers. `HISAAB_FAULTS_SEED` sets the seed; each run prints its own. */
export class Random {
  #state: number;

  constructor(readonly seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to below the limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  is(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.below(list.length)];
    if (picked === undefined) throw new Error('There is nothing to pick from');
    return picked;
  }

  /** `count` entries of a list, in random order. */
  some<T>(list: readonly T[], count: number): T[] {
    const left = [...list];
    return Array.from({ length: count }, () => {
      const [taken] = left.splice(this.below(left.length), 1);
      if (taken === undefined) throw new Error('The list is too short');
      return taken;
    });
  }

  /** An independent generator, whose sequence does not depend on other callers. */
  branch(): Random {
    return new Random(this.below(2 ** 32));
  }
}

/** Creates the generator of a test and prints its seed. */
export function createRandom(test: string): Random {
  const random = new Random(Number(process.env['HISAAB_FAULTS_SEED'] ?? randomInt(2 ** 31)));
  report(`${test}: HISAAB_FAULTS_SEED=${random.seed}`);
  return random;
}
