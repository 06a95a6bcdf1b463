import type { Step } from '../ledger/change/model.js';
import type { Anomaly, Operation } from './history.js';
import { Replay } from './replay.js';

/** The refusals that depend on what is in the ledger. */
const refusalsOfLedger = new Set([
  'expenseNotFound',
  'notYours',
  'alreadyVoid',
  'notVoid',
  'isVoid',
  'changedMeanwhile',
  'settingsSame',
  'notPayment',
  'paymentNotEdited',
  'paymentNotYours',
  'alreadyConfirmed',
  'reasonNeeded',
  'disputeNotYours',
  'alreadyDisputed',
  'notDisputed',
]);

/** An answer that shows the ledger at one point of the order, without changing it: a read, or a refusal. */
interface Observation {
  readonly operation: Operation;
  /** It comes behind the change with this revision: that was answered when it was asked. */
  readonly from: number;
  /** It comes before the next one: that was asked when it was answered. */
  readonly to: number;
  readonly answeredAtMs: number;
  /** The version at the first look, where only a difference to it tells of a change. */
  firstVersion?: number | undefined;
  isPlaced: boolean;
}

/**
 * Finds for each observation the first point of the order at which it is right. Observations keep to real time among
 * each other too: one that was asked when another one was answered is not placed before it.
 */
export class Observer {
  /** By the revision from which on they may stand. */
  readonly #waiting = new Map<number, Observation[]>();
  /** In the order in which they were answered. */
  #open: Observation[] = [];
  readonly #missed: Observation[] = [];

  /** @param placed the revisions of the changes, by request */
  constructor(operations: readonly Operation[], placed: ReadonlyMap<string, number>, last: number) {
    const bounds = new Bounds(operations, placed, last);
    for (const operation of operations) {
      if (!isObservation(operation)) continue;
      const { askedAtMs, answeredAtMs = Infinity } = operation;
      const from = bounds.lastAnsweredBefore(askedAtMs);
      const to = Math.max(from, bounds.firstAskedAfter(answeredAtMs) - 1);
      const observation = { operation, from, to, answeredAtMs, isPlaced: false };
      const others = this.#waiting.get(from);
      if (others) others.push(observation);
      else this.#waiting.set(from, [observation]);
    }
  }

  /** Looks at the ledger as it is behind the change with a revision. */
  look(revision: number, replay: Replay): void {
    const open = [...this.#open, ...(this.#waiting.get(revision) ?? [])];
    this.#waiting.delete(revision);
    open.sort((one, other) => one.answeredAtMs - other.answeredAtMs);
    /** The answer of the first of them that has no place yet. */
    let firstOpenMs = Infinity;
    for (const observation of open) {
      const isRight = isRightIn(observation, replay);
      observation.isPlaced = isRight && observation.operation.askedAtMs <= firstOpenMs;
      if (!observation.isPlaced) firstOpenMs = Math.min(firstOpenMs, observation.answeredAtMs);
    }
    this.#missed.push(...open.filter(({ isPlaced, to }) => !isPlaced && to <= revision));
    this.#open = open.filter(({ isPlaced, to }) => !isPlaced && to > revision);
  }

  /**
   * Says what is wrong with those that found no place.
   * @param steps all changes, in their order
   */
  finish(steps: readonly (Step | undefined)[]): Anomaly[] {
    const missed = [...this.#missed, ...this.#open, ...[...this.#waiting.values()].flat()];
    if (missed.length === 0) return [];
    const rightAt = new Map(missed.map((observation) => [observation, [] as number[]]));
    const replay = new Replay();
    const note = (revision: number) => {
      for (const [observation, revisions] of rightAt) {
        if (isRightIn(observation, replay)) revisions.push(revision);
      }
    };
    note(0);
    for (const [index, step] of steps.entries()) {
      if (step) replay.take(step);
      note(index + 1);
    }
    return [...rightAt].map(([observation, revisions]) => describe(observation, revisions));
  }
}

function describe({ operation, from, to }: Observation, rightAt: readonly number[]): Anomaly {
  const { id, asked, answer } = operation;
  const code = answer.kind === 'refused' ? `, ${answer.code},` : '';
  const about = `${id} (${asked.kind})${code} belongs between ${from} and ${to}`;
  const latest = rightAt.findLast((revision) => revision <= to);
  if (latest !== undefined) return { name: 'stale read', about: `${about}, and is right at ${latest}` };
  const next = rightAt[0];
  if (next !== undefined) return { name: 'future read', about: `${about}, and is right at ${next}` };
  return { name: 'garbage read', about: `${about}, and is right nowhere` };
}

function isObservation({ asked, answer }: Operation): boolean {
  if (answer.kind === 'refused') return refusalsOfLedger.has(answer.code ?? '');
  if (answer.kind === 'showed') return true;
  return answer.kind === 'done' && asked.kind === 'show';
}

function isRightIn(observation: Observation, replay: Replay): boolean {
  const { asked, answer } = observation.operation;
  if (answer.kind === 'showed') return replay.owes(answer.nets);
  if (answer.kind === 'done') return answer.expenses.every((shown) => replay.compare(shown) === undefined);
  if (answer.kind === 'unknown' || asked.kind === 'balances') return false;
  if (asked.kind === 'show') return replay.model.entries[asked.number - 1] === undefined;
  // Who did not say which version they saw was refused because it was another one a moment before.
  if (answer.code === 'changedMeanwhile' && asked.kind === 'edit' && asked.version === undefined) {
    const version = replay.model.entries[asked.number - 1]?.version;
    observation.firstVersion ??= version;
    return version !== observation.firstVersion;
  }
  return replay.model.refuse(asked) === answer.code;
}

/** Between which changes something must stand that was asked and answered at certain times. */
class Bounds {
  /** By their answers, with the highest revision up to there. */
  readonly #answered: readonly (readonly [atMs: number, revision: number])[];
  /** By their questions, with the lowest revision from there on. */
  readonly #asked: readonly (readonly [atMs: number, revision: number])[];

  constructor(
    operations: readonly Operation[],
    placed: ReadonlyMap<string, number>,
    private readonly last: number,
  ) {
    const changes = operations.flatMap((operation) => {
      const revision = placed.get(operation.id);
      return revision === undefined ? [] : [{ operation, revision }];
    });
    let highest = 0;
    this.#answered = changes
      .filter(({ operation }) => operation.answer.kind === 'done')
      .map(({ operation: { answeredAtMs = Infinity }, revision }) => [answeredAtMs, revision] as const)
      .sort(([one], [other]) => one - other)
      .map(([atMs, revision]) => [atMs, (highest = Math.max(highest, revision))] as const);
    let lowest = last + 1;
    this.#asked = changes
      .map(({ operation: { askedAtMs }, revision }) => [askedAtMs, revision] as const)
      .sort(([one], [other]) => other - one)
      .map(([atMs, revision]) => [atMs, (lowest = Math.min(lowest, revision))] as const)
      .reverse();
  }

  lastAnsweredBefore(atMs: number): number {
    const count = countUntil(this.#answered, ([answeredAtMs]) => answeredAtMs >= atMs);
    return this.#answered[count - 1]?.[1] ?? 0;
  }

  firstAskedAfter(atMs: number): number {
    const count = countUntil(this.#asked, ([askedAtMs]) => askedAtMs > atMs);
    return this.#asked[count]?.[1] ?? this.last + 1;
  }
}

/** How many stand before the first of a sorted list for which it is so, by halving. */
function countUntil<T>(list: readonly T[], isSo: (item: T) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSo(list[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}
