import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyStep, ask } from '../ledger/change/any-step.js';
import { describeEntry, type Described } from '../ledger/change/describe-entry.js';
import { numbersOf, type Step } from '../ledger/change/model.js';
import { checkHistory } from './check-history.js';
import type {
  AnomalyName,
  HistoryAnswer,
  Operation,
  ShownExpense,
  StoredChange,
  StoredLedger,
} from './history.js';
import { report } from '../faults/random.js';
import { Replay } from './replay.js';

/** What happened, made up: people at several places ask, each thing takes effect at a moment, and each is answered. */
interface Made {
  readonly operations: Operation[];
  readonly stored: StoredLedger;
}

const anyAsked = fc.record({
  step: anyStep,
  isRead: fc.nat(4).map((roll) => roll === 0),
  isShow: fc.boolean(),
  beforeMs: fc.integer({ min: 1, max: 60 }),
  afterMs: fc.integer({ min: 1, max: 60 }),
  isHeard: fc.nat(9).map((roll) => roll > 0),
});
type AnyAsked = typeof anyAsked extends fc.Arbitrary<infer Value> ? Value : never;

/** A history that is strictly serializable: each thing is done at one moment, 10 ms behind the one before it. */
function makeHistory(all: readonly AnyAsked[]): Made {
  const replay = new Replay();
  const changes: StoredChange[] = [];
  const operations = all.map((any, index): Operation => {
    const doneAtMs = 1000 + index * 10;
    const times = {
      askedAtMs: doneAtMs - any.beforeMs,
      ...(any.isHeard && { answeredAtMs: doneAtMs + any.afterMs }),
    };
    const id = `r${index}`;
    const unheard = { kind: 'unknown' } as const;
    if (any.isRead) {
      const { asked, answer } = read(any, replay);
      return { id, asked, ...times, answer: any.isHeard ? answer : unheard };
    }
    const { step } = ask(any.step, replay.model);
    const numbers = numbersOf(step, replay.model.entries.length + 1);
    const code = replay.take(step);
    if (code !== undefined) {
      return { id, asked: step, ...times, answer: any.isHeard ? { kind: 'refused', code } : unheard };
    }
    const expenses = numbers.map((number) => showIn(replay, number));
    changes.push({ revision: changes.length + 1, requestId: id, expenses });
    return { id, asked: step, ...times, answer: any.isHeard ? { kind: 'done', expenses } : unheard };
  });
  return { operations, stored: storeAs(replay, changes) };
}

function read({ isShow, step }: AnyAsked, replay: Replay): Pick<Operation, 'asked' | 'answer'> {
  if (!isShow) return { asked: { kind: 'balances' }, answer: { kind: 'showed', nets: new Map(replay.nets) } };
  const number = 1 + ((step.picks[0] ?? 0) % (replay.model.entries.length + 1));
  const asked = { kind: 'show', number } as const;
  return replay.model.entries[number - 1]
    ? { asked, answer: { kind: 'done', expenses: [showIn(replay, number)] } }
    : { asked, answer: { kind: 'refused', code: 'expenseNotFound' } };
}

function showIn({ model }: Replay, number: number): ShownExpense {
  const entry = model.entries[number - 1];
  if (!entry) throw new Error(`There is no #${number}`);
  return { number, ...describeEntry(entry) };
}

function storeAs(replay: Replay, changes: readonly StoredChange[]): StoredLedger {
  const expenses = replay.model.entries.map((_entry, index) => showIn(replay, index + 1));
  return { revision: changes.length, changes, expenses, nets: replay.nets };
}

const anyHistory = fc.array(anyAsked, { minLength: 60, maxLength: 60, size: 'max' }).map(makeHistory);

function namesOf({ operations, stored }: Made): string[] {
  return [...new Set(checkHistory(operations, stored).map(({ name }) => name))];
}

/** The ledger as it is when requests were done in another order: some of them not at all, or twice. */
function storeInOrder({ operations }: Made, ids: readonly string[]): StoredLedger {
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const replay = new Replay();
  const changes = ids.map((requestId, index): StoredChange => {
    const step = byId.get(requestId)?.asked as Step;
    const numbers = numbersOf(step, replay.model.entries.length + 1);
    const isDone = replay.take(step) === undefined;
    return {
      revision: index + 1,
      requestId,
      expenses: isDone ? numbers.map((number) => showIn(replay, number)) : [],
    };
  });
  return storeAs(replay, changes);
}

/** The requests in the order in which they were done. */
function orderOf({ stored }: Made): string[] {
  return stored.changes.map(({ requestId = '' }) => requestId);
}

/** One of a list, by a number of any size; a property is tried with another history where the list is empty. */
function pick<T>(list: readonly T[], at: number): T {
  fc.pre(list.length > 0);
  return list[at % list.length] as T;
}

function isDone({ answer }: Operation): boolean {
  return answer.kind === 'done';
}

function isHeard({ answeredAtMs }: Operation): boolean {
  return answeredAtMs !== undefined;
}

/** The changes that were acknowledged. */
function acknowledgedOf(made: Made): Operation[] {
  const ids = new Set(orderOf(made));
  return made.operations.filter((operation) => ids.has(operation.id) && isDone(operation));
}

function withAnswer(made: Made, { id }: Operation, answer: HistoryAnswer): Made {
  const operations = made.operations.map((one) => (one.id === id ? { ...one, answer } : one));
  return { ...made, operations };
}

type Bug = (made: Made, at: number) => Made;

/** Does what was refused after all, at its place in the order. */
function accept(kind: Step['kind'], code: string): Bug {
  return (made, at) => {
    const isRefused = ({ asked, answer }: Operation) =>
      asked.kind === kind && answer.kind === 'refused' && answer.code === code;
    const late = pick(made.operations.filter(isRefused), at);
    const place = made.operations.indexOf(late);
    const isEarlier = (id: string) => made.operations.findIndex((operation) => operation.id === id) < place;
    const order = orderOf(made);
    order.splice(order.filter(isEarlier).length, 0, late.id);
    return { ...withAnswer(made, late, { kind: 'done', expenses: [] }), stored: storeInOrder(made, order) };
  };
}

/** Forgets in the end what was said of a payment or an expense; that it was said stands in the order. */
function forget<Field extends keyof Described>(field: Field, value: Described[Field]): Bug {
  return (made, at) => {
    const { expenses } = made.stored;
    const isOther = (shown: ShownExpense) => !isDeepStrictEqual(shown[field], value);
    const forgotten = pick(expenses.filter(isOther), at);
    const left = expenses.map((shown) => (shown === forgotten ? { ...shown, [field]: value } : shown));
    return { ...made, stored: { ...made.stored, expenses: left } };
  };
}

/** Each takes a history without faults, and a number that picks where the fault is. */
const bugs: Readonly<Record<AnomalyName, Bug>> = {
  'lost write': (made, at) => {
    const lost = pick(acknowledgedOf(made), at);
    return {
      ...made,
      stored: storeInOrder(
        made,
        orderOf(made).filter((id) => id !== lost.id),
      ),
    };
  },
  'duplicate write': (made, at) => {
    const order = orderOf(made);
    const doubled = pick(order, at);
    order.splice((at % order.length) + 1, 0, doubled);
    return { ...made, stored: storeInOrder(made, order) };
  },
  'stale read': (made, at) => {
    const reading = pick(made.operations.filter(isHeardRead), at);
    const before = acknowledgedOf(made).filter(
      ({ answeredAtMs = Infinity }) => answeredAtMs < reading.askedAtMs,
    );
    // As a cache would answer that was filled before the last of them.
    const missed = pick(before, at);
    const order = orderOf(made);
    const { nets } = storeInOrder(made, order.slice(0, order.indexOf(missed.id)));
    const laterNets = order
      .slice(order.indexOf(missed.id))
      .map((_id, index) => storeInOrder(made, order.slice(0, order.indexOf(missed.id) + index + 1)).nets);
    // Where the balances came to be the same once more, nobody could see it.
    fc.pre(!laterNets.some((later) => isSame(later, nets)));
    return withAnswer(made, reading, { kind: 'showed', nets });
  },
  'duplicate number': (made, at) => {
    const isAdding = ({ asked }: Operation) => asked.kind === 'add' || asked.kind === 'settle';
    const adds = acknowledgedOf(made).filter(isAdding);
    fc.pre(adds.length > 1);
    const [one, next] = [pick(adds, at), pick(adds, at + 1)];
    return withAnswer(made, next, one.answer);
  },
  'answered before its commit': (made, at) => {
    const early = pick(acknowledgedOf(made), at);
    const order = orderOf(made);
    const from = order.indexOf(early.id);
    const { answeredAtMs = Infinity } = early;
    const isAfter = (id: string) =>
      made.operations.some((operation) => operation.id === id && operation.askedAtMs > answeredAtMs);
    const overtaking = pick(order.slice(from + 1).filter(isAfter), at);
    // It is written only behind one that was asked after its answer.
    const others = order.filter((id) => id !== early.id);
    others.splice(others.indexOf(overtaking) + 1, 0, early.id);
    return { ...made, stored: storeInOrder(made, others) };
  },
  'aborted write': (made, at) => withAnswer(made, pick(acknowledgedOf(made), at), { kind: 'refused' }),
  'phantom write': (made, at) => {
    const unasked = pick(orderOf(made), at);
    return { ...made, operations: made.operations.filter(({ id }) => id !== unasked) };
  },
  'broken order': (made, at) => {
    const missing = pick(made.stored.changes, at);
    const changes = made.stored.changes.filter((change) => change !== missing);
    return { ...made, stored: { ...made.stored, changes } };
  },
  'lost update': accept('edit', 'changedMeanwhile'),
  'garbage read': (made, at) =>
    withAnswer(made, pick(made.operations.filter(isHeardRead), at), {
      kind: 'showed',
      nets: new Map([['1 2', 0.5]]),
    }),
  'future read': (made, at) => {
    const reading = pick(made.operations.filter(isHeardRead), at);
    const { answeredAtMs = Infinity } = reading;
    const order = orderOf(made);
    const later = made.operations.filter(
      ({ askedAtMs, id }) => askedAtMs > answeredAtMs && order.includes(id),
    );
    const until = order.indexOf(pick(later, at).id) + 1;
    const { nets } = storeInOrder(made, order.slice(0, until));
    const isEarlier = order.some(
      (_id, index) => index < until && isSame(storeInOrder(made, order.slice(0, index)).nets, nets),
    );
    fc.pre(!isEarlier);
    return withAnswer(made, reading, { kind: 'showed', nets });
  },
  'wrong answer': (made, at) => {
    const tellsOfOne = ({ answer }: Operation) => answer.kind === 'done' && answer.expenses.length > 0;
    const wrong = pick(acknowledgedOf(made).filter(tellsOfOne), at);
    const expenses = wrong.answer.kind === 'done' ? wrong.answer.expenses : [];
    return withAnswer(made, wrong, {
      kind: 'done',
      expenses: expenses.map((shown) => ({ ...shown, amountMinor: (shown.amountMinor ?? 0) + 1 })),
    });
  },
  'wrong state': (made) => {
    const nets = new Map(made.stored.nets);
    nets.set('1 2', (nets.get('1 2') ?? 0) + 1);
    return { ...made, stored: { ...made.stored, nets } };
  },
};

/** What only payments and disputes can meet with. */
const bugsOfPayments: readonly (readonly [what: string, name: AnomalyName, plant: Bug])[] = [
  ['a confirmed payment is refused', 'lost update', accept('void', 'alreadyConfirmed')],
  ['a refused payment is confirmed', 'lost update', accept('confirm', 'isVoid')],
  ['a payment is confirmed twice', 'lost update', accept('confirm', 'alreadyConfirmed')],
  ['a payment is confirmed by who paid', 'lost update', accept('confirm', 'paymentNotYours')],
  ['a refused payment is restored by who paid', 'lost update', accept('restore', 'paymentNotYours')],
  ['a payment is edited', 'lost update', accept('edit', 'paymentNotEdited')],
  ['somebody disputes twice', 'lost update', accept('dispute', 'alreadyDisputed')],
  ['a dispute is withdrawn that was over', 'lost update', accept('withdraw', 'notDisputed')],
  ['a confirmation is lost', 'wrong state', forget('isConfirmed', false)],
  ['a refusal is lost', 'wrong state', forget('isRefused', false)],
  ['a dispute is lost', 'wrong state', forget('disputedBy', [])],
];

function isHeardRead(operation: Operation): boolean {
  return operation.asked.kind === 'balances' && isHeard(operation);
}

function isSame(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): boolean {
  return one.size === other.size && [...one].every(([pair, net]) => other.get(pair) === net);
}

describe('the checker of histories', () => {
  test('finds nothing in a history that is strictly serializable', () => {
    fc.assert(
      fc.property(anyHistory, ({ operations, stored }) => {
        expect(checkHistory(operations, stored)).toEqual([]);
      }),
    );
  });

  test.each(Object.entries(bugs))('names it: %s', (name, plant) => {
    fc.assert(
      fc.property(anyHistory, fc.nat(), (made, at) => {
        expect(namesOf(plant(made, at))).toContain(name);
      }),
    );
  });

  test.each(bugsOfPayments)('finds it where %s: %s', (_what, name, plant) => {
    fc.assert(
      fc.property(anyHistory, fc.nat(), (made, at) => {
        expect(namesOf(plant(made, at))).toContain(name);
      }),
      { numRuns: 30 },
    );
  });

  test('does not care in which order the operations are listed', () => {
    fc.assert(
      fc.property(anyHistory, ({ operations, stored }) => {
        expect(checkHistory(operations.toReversed(), stored)).toEqual([]);
      }),
    );
  });

  test('takes ten thousand operations', () => {
    const made = makeHistory(fc.sample(anyAsked, 10_000));
    const startedAtMs = performance.now();
    expect(checkHistory(made.operations, made.stored)).toEqual([]);
    report(`history: 10,000 operations judged in ${Math.round(performance.now() - startedAtMs)} ms`);
  });
});
