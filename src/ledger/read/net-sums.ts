import { addMinor, type MinorSum } from '../../money/minor-sum.js';
import type { PersonNet } from '../../split/debts-of-expense.js';
import type { BalanceRecord } from '../../storage/collections/balances.js';

/**
 * What each person gets in all less what they owe, and how many pairs are not even, straight from rows of balances in one
 * currency. A server may have a million cells, so people have numbers here, and no debt becomes an object of its own.
 */
export class NetSums {
  readonly #indexes = new Map<string, number>();
  readonly #nets: MinorSum[] = [];
  /** By the larger index of a pair and then the smaller: what the one of the smaller index is owed; negative: owes. */
  readonly #pairs: Map<number, MinorSum>[] = [];
  #debtCount = 0;

  /** Adds a row, each one once. Returns how many cells it has. */
  add({ creditorId, owedBy }: Pick<BalanceRecord, 'creditorId' | 'owedBy'>): number {
    const creditor = this.#indexOf(creditorId);
    let rowMinor: MinorSum = 0;
    let cells = 0;
    for (const [debtorId, owedMinor] of Object.entries(owedBy)) {
      const debtor = this.#indexOf(debtorId);
      this.#nets[debtor] = addMinor(this.#nets[debtor] ?? 0, -owedMinor);
      rowMinor = addMinor(rowMinor, owedMinor);
      this.#addToPair(creditor, debtor, owedMinor);
      cells += 1;
    }
    this.#nets[creditor] = addMinor(this.#nets[creditor] ?? 0, rowMinor);
    return cells;
  }

  get nets(): PersonNet[] {
    return Array.from(this.#indexes, ([userId, index]) => ({ userId, netMinor: this.#nets[index] ?? 0 }));
  }

  /** How many pairs owe each other something. */
  get debtCount(): number {
    return this.#debtCount;
  }

  #indexOf(userId: string): number {
    const known = this.#indexes.get(userId);
    if (known !== undefined) return known;
    const index = this.#nets.push(0) - 1;
    this.#pairs.push(new Map());
    this.#indexes.set(userId, index);
    return index;
  }

  #addToPair(creditor: number, debtor: number, owedMinor: number): void {
    const [low, high] = creditor < debtor ? [creditor, debtor] : [debtor, creditor];
    const pairs = this.#pairs[high];
    const before = pairs?.get(low) ?? 0;
    const after = addMinor(before, creditor < debtor ? owedMinor : -owedMinor);
    pairs?.set(low, after);
    this.#debtCount += (after === 0 ? 0 : 1) - (before === 0 ? 0 : 1);
  }
}
