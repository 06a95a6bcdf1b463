import { isDeepStrictEqual } from 'node:util';
import { describeEntry } from '../ledger/change/describe-entry.js';
import { Model, addToNets, numbersOf, type Step } from '../ledger/change/model.js';
import type { ShownExpense } from './history.js';

/** A model to which changes are done one after the other, with its nets brought up to date by each. */
export class Replay {
  readonly model = new Model();
  readonly #nets = new Map<string, number>();

  /** Does a change, or says why it cannot be done. */
  take(step: Step): string | undefined {
    const refusal = this.model.refuse(step);
    if (refusal !== undefined) return refusal;
    const numbers = numbersOf(step, this.model.entries.length + 1);
    for (const number of numbers) this.#count(number, -1);
    this.model.take(step);
    for (const number of numbers) this.#count(number, 1);
    return undefined;
  }

  #count(number: number, times: 1 | -1): void {
    for (const debt of this.model.debtsOf(number)) addToNets(this.#nets, debt, times);
  }

  get nets(): ReadonlyMap<string, number> {
    return this.#nets;
  }

  /** Whether these are the nets of all pairs. */
  owes(nets: ReadonlyMap<string, number>): boolean {
    return nets.size === this.#nets.size && [...nets].every(([pair, net]) => this.#nets.get(pair) === net);
  }

  /** What of an expense is not as shown; undefined: it is. */
  compare(shown: ShownExpense): string | undefined {
    const entry = this.model.entries[shown.number - 1];
    if (!entry) return `there is no #${shown.number}`;
    const is: ShownExpense = { number: shown.number, ...describeEntry(entry) };
    const differing = (Object.keys(shown) as (keyof ShownExpense)[]).find(
      (field) => !isDeepStrictEqual(shown[field], is[field]),
    );
    return (
      differing &&
      `#${shown.number} shows ${differing} ${String(shown[differing])} instead of ${String(is[differing])}`
    );
  }
}
