import type { Step } from '../ledger/change/model.js';
import type { Anomaly, AnomalyName, Operation, ShownExpense, StoredChange, StoredLedger } from './history.js';
import { Observer } from './observer.js';
import { Replay } from './replay.js';

/**
 * Decides whether a history is strictly serializable: whether all that was asked can be put into one order that keeps to
 * real time and in which each answer is right. Such a decision is hard in general, because an order must be searched for.
 * Here the ledger names it itself: each change stands at its revision. So one pass is enough: the changes are done in a
 * model, one after the other, and whatever else was answered must be right at some point between question and answer.
 *
 * What nobody heard an answer to may stand in the order once or not at all, but not before it was asked.
 * @see https://jepsen.io/consistency/models/strong-serializable
 * @returns what is wrong; nothing for a history that is strictly serializable
 */
export function checkHistory(operations: readonly Operation[], stored: StoredLedger): Anomaly[] {
  const check = new HistoryCheck(operations, stored);
  return check.run();
}

/** A change at its place in the order. */
interface Placed {
  readonly change: StoredChange;
  /** Undefined for a change that nobody here asked for. */
  readonly operation: Operation | undefined;
}

class HistoryCheck {
  readonly #anomalies: Anomaly[] = [];
  /** In the order of the revisions. */
  readonly #order: readonly Placed[];
  readonly #placed: ReadonlyMap<string, number>;

  constructor(
    private readonly operations: readonly Operation[],
    private readonly stored: StoredLedger,
  ) {
    const byId = new Map(operations.map((operation) => [operation.id, operation]));
    this.#order = stored.changes
      .toSorted((one, other) => one.revision - other.revision)
      .map((change) => ({ change, operation: byId.get(change.requestId ?? '') }));
    this.#placed = new Map(
      this.#order.flatMap(({ change, operation }) => (operation ? [[operation.id, change.revision]] : [])),
    );
  }

  run(): Anomaly[] {
    this.#checkOrder();
    this.#checkAnswered();
    this.#checkNumbers();
    this.#checkRealTime();
    this.#replay();
    return this.#anomalies;
  }

  #note(name: AnomalyName, about: string): void {
    this.#anomalies.push({ name, about });
  }

  /** Each revision from 1 on has one change, and each change is of one request. */
  #checkOrder(): void {
    const { revision: last } = this.stored;
    const requests = new Map<string, number>();
    for (const [index, { change, operation }] of this.#order.entries()) {
      const { revision, requestId } = change;
      const before = this.#order[index - 1]?.change.revision ?? 0;
      if (revision !== before + 1) this.#note('broken order', `${revision} stands behind ${before}`);
      if (requestId === undefined) continue;
      const earlier = requests.get(requestId);
      if (earlier !== undefined)
        this.#note('duplicate write', `${requestId} stands at ${earlier} and ${revision}`);
      requests.set(requestId, revision);
      if (operation === undefined || !isStep(operation.asked)) {
        this.#note('phantom write', `nobody asked for ${requestId} at ${revision}`);
      }
    }
    const end = this.#order.at(-1)?.change.revision ?? 0;
    if (end !== last) this.#note('broken order', `it ends at ${end}, and the ledger says ${last}`);
  }

  #checkAnswered(): void {
    for (const { id, asked, answer } of this.operations) {
      const revision = this.#placed.get(id);
      if (answer.kind === 'done' && isStep(asked) && revision === undefined) {
        this.#note('lost write', `${id} was acknowledged`);
      }
      if (answer.kind === 'refused' && revision !== undefined) {
        this.#note(
          'aborted write',
          `${id} was refused (${answer.code ?? 'not now'}) and stands at ${revision}`,
        );
      }
    }
  }

  #checkNumbers(): void {
    const note = (what: string, number: number, ids: readonly string[]) => {
      if (ids.length > 1) this.#note('duplicate number', `${what} ${number}: ${ids.join(', ')}`);
    };
    const added = this.#order.filter(({ operation }) => operation && isAdding(operation));
    const stored = added.flatMap(({ change }) =>
      change.expenses.map(({ number }) => [number, change.requestId ?? ''] as const),
    );
    for (const [number, ids] of groupIds(stored)) note('stored as', number, ids);
    const confirmed = this.operations
      .filter(isAdding)
      .flatMap(({ id, answer }) =>
        answer.kind === 'done' ? answer.expenses.map(({ number }) => [number, id] as const) : [],
      );
    for (const [number, ids] of groupIds(confirmed)) note('confirmed as', number, ids);
  }

  /** No change stands behind one that was asked after it was answered. Backwards, so that one look at each is enough. */
  #checkRealTime(): void {
    let first: Operation | undefined;
    for (const { operation, change } of this.#order.toReversed()) {
      if (operation === undefined) continue;
      if (first && endOf(first) < operation.askedAtMs) {
        const about = `${first.id} was answered before ${operation.id} was asked, which stands before it, at ${change.revision}`;
        this.#note('answered before its commit', about);
      }
      if (!first || endOf(operation) < endOf(first)) first = operation;
    }
  }

  /** Does the changes in a model, and asks at each point between them which answers are right there. */
  #replay(): void {
    const replay = new Replay();
    const observer = new Observer(this.operations, this.#placed, this.stored.revision);
    observer.look(0, replay);
    for (const { change, operation } of this.#order) {
      if (operation && isStep(operation.asked)) this.#take(replay, operation.asked, operation, change);
      observer.look(change.revision, replay);
    }
    for (const anomaly of observer.finish(this.#steps())) this.#anomalies.push(anomaly);
    this.#compareEnd(replay);
  }

  #steps(): (Step | undefined)[] {
    return this.#order.map(({ operation }) =>
      operation && isStep(operation.asked) ? operation.asked : undefined,
    );
  }

  #take(replay: Replay, step: Step, { id, answer }: Operation, change: StoredChange): void {
    const refusal = replay.take(step);
    if (refusal !== undefined) {
      this.#note('lost update', `${id} stands at ${change.revision}, where it is ${refusal}`);
      return;
    }
    for (const shown of change.expenses) {
      const difference = replay.compare(shown);
      if (difference) this.#note('wrong state', `${id}, stored at ${change.revision}: ${difference}`);
    }
    if (answer.kind !== 'done') return;
    for (const shown of answer.expenses) {
      const difference =
        replay.compare(shown) ??
        (change.expenses.some(({ number }) => number === shown.number)
          ? undefined
          : `#${shown.number} is not what it changed`);
      if (difference) this.#note('wrong answer', `${id}: ${difference}`);
    }
  }

  #compareEnd(replay: Replay): void {
    const { expenses, nets } = this.stored;
    for (const shown of expenses) {
      const difference = replay.compare(shown);
      if (difference) this.#note('wrong state', `stored in the end: ${difference}`);
    }
    const count = replay.model.entries.length;
    if (expenses.length !== count)
      this.#note('wrong state', `${expenses.length} expenses instead of ${count}`);
    if (!replay.owes(nets)) {
      this.#note('wrong state', `stored balances ${describe(nets)} instead of ${describe(replay.nets)}`);
    }
  }
}

function describe(nets: ReadonlyMap<string, number>): string {
  return JSON.stringify(Object.fromEntries([...nets].sort()));
}

function groupIds(pairs: readonly (readonly [number: ShownExpense['number'], id: string])[]) {
  const groups = new Map<number, string[]>();
  for (const [number, id] of pairs) {
    const ids = groups.get(number);
    if (ids) ids.push(id);
    else groups.set(number, [id]);
  }
  return groups;
}

/** Only an acknowledged change must have been written when it was answered. */
function endOf({ answer, answeredAtMs = Infinity }: Operation): number {
  return answer.kind === 'done' ? answeredAtMs : Infinity;
}

/** Whether it gives a new number away. */
function isAdding({ asked }: Operation): boolean {
  return asked.kind === 'add' || asked.kind === 'settle';
}

function isStep(asked: Operation['asked']): asked is Step {
  return asked.kind !== 'balances' && asked.kind !== 'show';
}
