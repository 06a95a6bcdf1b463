import { randomInt } from 'node:crypto';

/** 1 under `npm run test:faults`; in `npm test` a tenth of it. */
const scale = Number(process.env['HISAAB_FAULTS_SCALE'] ?? '0.1');

/** How much of what a full run does is done in this one. */
export function scaled(full: number, atLeast = 1): number {
  return Math.max(atLeast, Math.round(full * scale));
}

/** One line of figures for whoever runs the tests; jest would wrap what goes through the console. */
export function report(line: string): void {
  process.stderr.write(`  ${line}\n`);
}

/** Random numbers that can be had again: `HISAAB_FAULTS_SEED` names the seed that a run has printed. */
export class Chance {
  #state: number;

  constructor(readonly seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, but without, 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 up to, but without, the limit. */
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

  /** So many of a list, in a random order. */
  some<T>(list: readonly T[], count: number): T[] {
    const left = [...list];
    return Array.from({ length: count }, () => {
      const [taken] = left.splice(this.below(left.length), 1);
      if (taken === undefined) throw new Error('The list is too short');
      return taken;
    });
  }

  /** A chance of its own, so that whatever else happens meanwhile leaves its course alone. */
  branch(): Chance {
    return new Chance(this.below(2 ** 32));
  }
}

/** The chance of a test, whose seed is printed. */
export function openChance(test: string): Chance {
  const chance = new Chance(Number(process.env['HISAAB_FAULTS_SEED'] ?? randomInt(2 ** 31)));
  report(`${test}: HISAAB_FAULTS_SEED=${chance.seed}`);
  return chance;
}
