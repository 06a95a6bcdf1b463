import type { MinorSum } from '../money/minor-sum.js';
import type { Debt } from './debts-of-expense.js';

interface Person {
  readonly userId: string;
  /** By the creditor's id. */
  readonly owes: PairDebt[];
  /** By the debtor's id. */
  readonly owed: PairDebt[];
  /** How many debts lead from here to the end of the chain that is looked for. */
  distance: number;
  /** Of the ways from here, the first one that is not known to lead nowhere. */
  nextWay: number;
}

interface PairDebt {
  readonly debtor: Person;
  readonly creditor: Person;
  leftMinor: number;
  paidMinor: number;
}

/** A way along a debt: what the debtor owes is paid, or what was paid of it before goes another way. */
interface Step {
  readonly debt: PairDebt;
  readonly isPaid: boolean;
  readonly from: Person;
  readonly to: Person;
}

/** A search for chains of debts. */
interface Search {
  readonly from: Person;
  readonly to: Person;
  /** Whether chains that were paid before may be led another way. */
  readonly mayReroute: boolean;
}

/** Who owes whom, of which chains are paid, the shortest first (by Dinic's algorithm for maximum flows). */
export class DebtGraph {
  /** By id. */
  readonly #people: readonly Person[];
  readonly #byId = new Map<string, Person>();
  #paidPairs = 0;
  #isFull = false;

  /** @param limit of how many pairs debts are paid at most */
  constructor(
    debts: readonly Debt<MinorSum>[],
    private readonly limit: number,
  ) {
    const pairs = debts.map(({ debtorId, creditorId, amountMinor }): PairDebt => ({
      debtor: this.#personOf(debtorId),
      creditor: this.#personOf(creditorId),
      // A pair may owe more than any number counts; no payment is that large.
      leftMinor: Math.min(Number(amountMinor), Number.MAX_SAFE_INTEGER),
      paidMinor: 0,
    }));
    this.#people = [...this.#byId.values()].sort((one, other) => (one.userId < other.userId ? -1 : 1));
    for (const debt of pairs) debt.creditor.owed.push(debt);
    // Going through all people by id puts the debts of each in that order.
    for (const { owed } of this.#people) for (const debt of owed.splice(0)) debt.debtor.owes.push(debt);
    for (const { owes } of this.#people) for (const debt of owes) debt.creditor.owed.push(debt);
  }

  /**
   * Pays an amount along all chains from what the payer owes to what the receiver is owed. Returns what finds no chain,
   * in minor units.
   */
  payChains(payerId: string, receiverId: string, amountMinor: number): number {
    const [from, to] = [this.#byId.get(payerId), this.#byId.get(receiverId)];
    return from && to ? this.#pay({ from, to, mayReroute: true }, amountMinor) : amountMinor;
  }

  /** Pays all circles of debts that lead from a person back to them. */
  payCircles(userId: string): void {
    const person = this.#byId.get(userId);
    if (person && !this.#isFull) this.#pay({ from: person, to: person, mayReroute: false }, Infinity);
  }

  /** What was paid, as debts in the other direction; one a pair. */
  listPaidBack(): Debt[] {
    return this.#people.flatMap(({ owes }) =>
      owes
        .filter(({ paidMinor }) => paidMinor > 0)
        .map(({ debtor, creditor, paidMinor }) => ({
          debtorId: creditor.userId,
          creditorId: debtor.userId,
          amountMinor: paidMinor,
        })),
    );
  }

  #personOf(userId: string): Person {
    let person = this.#byId.get(userId);
    if (!person) {
      person = { userId, owes: [], owed: [], distance: Infinity, nextWay: 0 };
      this.#byId.set(userId, person);
    }
    return person;
  }

  /** Returns what is left. */
  #pay(search: Search, amountMinor: number): number {
    let leftMinor = amountMinor;
    for (;;) {
      const length = this.#measureChains(search);
      let chain = findChain(search, length);
      if (!chain) return leftMinor;
      for (; chain; chain = findChain(search, length)) {
        const minor = this.#payChain(chain, leftMinor);
        leftMinor -= minor;
        if (minor === 0 || leftMinor === 0) return leftMinor;
      }
    }
  }

  /** Notes how far everyone is from the end. Returns the length of the shortest chain. */
  #measureChains({ from, to, mayReroute }: Search): number {
    for (const person of this.#people) {
      person.distance = Infinity;
      person.nextWay = 0;
    }
    to.distance = 0;
    const reached = [to];
    for (const person of reached) {
      const distance = person.distance + 1;
      const reach = (before: Person) => {
        if (before.distance !== Infinity) return;
        before.distance = distance;
        reached.push(before);
      };
      for (const { leftMinor, debtor } of person.owed) if (leftMinor > 0) reach(debtor);
      if (mayReroute) for (const { paidMinor, creditor } of person.owes) if (paidMinor > 0) reach(creditor);
    }
    if (from !== to) return from.distance;
    const open = from.owes.filter(({ leftMinor }) => leftMinor > 0);
    return open.reduce((shortest, { creditor }) => Math.min(shortest, creditor.distance + 1), Infinity);
  }

  /** Returns how much was paid: nothing where that would be debts of too many pairs. */
  #payChain(chain: readonly Step[], atMostMinor: number): number {
    const newPairs = chain.filter(({ debt, isPaid }) => isPaid && debt.paidMinor === 0).length;
    if (this.#paidPairs + newPairs > this.limit) {
      this.#isFull = true;
      return 0;
    }
    const minor = chain.reduce(
      (least, { debt, isPaid }) => Math.min(least, isPaid ? debt.leftMinor : debt.paidMinor),
      atMostMinor,
    );
    this.#paidPairs += newPairs;
    for (const { debt, isPaid } of chain) {
      debt.leftMinor -= isPaid ? minor : -minor;
      debt.paidMinor += isPaid ? minor : -minor;
      if (debt.paidMinor === 0) this.#paidPairs--;
    }
    return minor;
  }
}

/** A chain of that length, by the smallest ids; undefined where there is none left. */
function findChain(search: Search, length: number): readonly Step[] | undefined {
  if (length === Infinity) return undefined;
  const chain: Step[] = [];
  let person = search.from;
  while (chain.length < length) {
    const step = findStep(person, length - chain.length - 1, search.mayReroute);
    if (step) {
      chain.push(step);
      person = step.to;
      continue;
    }
    const last = chain.pop();
    if (!last) return undefined;
    person = last.from;
    person.nextWay++;
  }
  return chain;
}

/** The next way from a person to someone at that distance from the end. */
function findStep(person: Person, distance: number, mayReroute: boolean): Step | undefined {
  const { owes, owed } = person;
  const ways = owes.length + (mayReroute ? owed.length : 0);
  for (; person.nextWay < ways; person.nextWay++) {
    const isPaid = person.nextWay < owes.length;
    const debt = isPaid ? owes[person.nextWay] : owed[person.nextWay - owes.length];
    if (!debt) break;
    const to = isPaid ? debt.creditor : debt.debtor;
    const roomMinor = isPaid ? debt.leftMinor : debt.paidMinor;
    if (roomMinor > 0 && to.distance === distance) return { debt, isPaid, from: person, to };
  }
  return undefined;
}
