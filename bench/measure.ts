/** A claim of speed: how many times as long something takes as its baseline. */
export interface Claim {
  readonly name: string;
  /** Both are measured in the same run, so that it is comparable between machines. */
  readonly ratio: number;
  readonly target: number;
  /** A better target, which is not required. */
  readonly stretch?: number;
  /** The figures behind it, which depend on the machine. */
  readonly detail: string;
}

/** Prints a claim as one line. A missed target does not fail the run: the machine may be busy. */
export function report({ name, ratio, target, stretch, detail }: Claim): void {
  const isMet = round(ratio) <= target;
  const wish = stretch === undefined ? '' : `, stretch ${stretch}${round(ratio) <= stretch ? ' met' : ''}`;
  const outcome = `${isMet ? 'OK    ' : 'MISSED'} ${round(ratio).toFixed(2)} (at most ${target}${wish})`;
  say(`${outcome}  ${name}: ${detail}`);
}

/** Prints a line without a claim. */
export function inform(name: string, detail: string): void {
  say(`       ${name}: ${detail}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export async function timeMs(work: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return performance.now() - startedAtMs;
}

/** The percentile of some values. @throws RangeError for no values */
export function percentile(values: readonly number[], percent: number): number {
  const value = values.toSorted((a, b) => a - b)[Math.ceil((values.length * percent) / 100) - 1];
  if (value === undefined) throw new RangeError('Nothing was measured');
  return value;
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** E.g. `p50 0.41 ms, p99 2.70 ms` */
export function describeTimes(timesMs: readonly number[]): string {
  return `p50 ${inMs(median(timesMs))}, p99 ${inMs(percentile(timesMs, 99))}`;
}

export function inMs(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0)} ms`;
}

function round(ratio: number): number {
  return Math.round(ratio * 100) / 100;
}
