import type { OptionValue, Person } from 'discord-playground';
import type { ModelContent, Step } from '../ledger/change/model.js';
import type { Random } from './random.js';
import { debtsAt, typeAmount, typeExpense, type TypedExpense } from './typed-expense.js';

/** A command that changes a ledger, as typed, and what it asks of a model. */
export interface TypedChange {
  readonly command: string;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly step: Step;
  /** The description that it gives an expense, unique in the test. */
  readonly label?: string;
}

/** Who types, and for whom. */
export interface Typist {
  readonly author: Person;
  readonly people: readonly Person[];
  readonly isManager: boolean;
}

/** Adds an expense. */
export function typeAdd(typist: Typist, expense: TypedExpense): TypedChange {
  const { options, label } = expense;
  const step = { ...askerOf(typist), kind: 'add', content: toModelContent(expense) } as const;
  return { command: 'expense add', options, label, step };
}

/**
 * Edits, voids or restores an expense, or pays somebody back.
 * @param label for an edit or a payment: the description that it gives
 */
export function typeChange(random: Random, typist: Typist, number: number, label: string): TypedChange {
  return random.pick([typeEdit, typeRename, typeVoid, typeRestore, typeSettle, typeSettle])(
    random,
    typist,
    number,
    label,
  );
}

type ChangeTypist = (random: Random, typist: Typist, number: number, label: string) => TypedChange;

/** Makes it another expense altogether. */
const typeEdit: ChangeTypist = (random, typist, number, label) => {
  const { author, people } = typist;
  const expense = typeExpense(random, author, people, label);
  const edited = toModelContent(expense);
  return {
    command: 'expense edit',
    // Without a payer those from before would stay.
    options: { number, paid_by: author.mention, ...expense.options },
    step: { ...askerOf(typist), kind: 'edit', number, edit: () => edited },
    label,
  };
};

const typeRename: ChangeTypist = (_random, typist, number, label) => ({
  command: 'expense edit',
  options: { number, description: label },
  step: {
    ...askerOf(typist),
    kind: 'edit',
    number,
    edit: (content) => ({ ...content, description: label }),
  },
  label,
});

/** Now and then several: the one, and those before it. */
const typeVoid: ChangeTypist = (random, typist, number) => {
  const first = Math.max(1, number - random.pick([0, 0, 0, 1, 2]));
  const numbers = Array.from({ length: number - first + 1 }, (_, index) => first + index);
  const reason = 'Typed twice';
  return {
    command: 'expense void',
    options: { number: `${first}-${number}`, reason },
    step: { ...askerOf(typist), kind: 'void', numbers, reason },
  };
};

const typeRestore: ChangeTypist = (_random, typist, number) => ({
  command: 'expense restore',
  options: { number },
  step: { ...askerOf(typist), kind: 'restore', number },
});

/** What one pays another; now and then recorded by who got it, or by somebody else. */
const typeSettle: ChangeTypist = (random, typist, _number, label) => {
  const { author, people } = typist;
  const [one, other] = random.some(people, 2) as [Person, Person];
  const another = random.pick(people.filter(({ id }) => id !== author.id));
  const sides = [
    [author, another],
    [author, another],
    [another, author],
    [one, other],
  ] as const;
  const [payer, receiver] = random.pick(sides);
  const amountMinor = 1 + random.below(300_000);
  const debt = { debtorId: receiver.id, creditorId: payer.id, amountMinor };
  return {
    command: 'settle',
    options: { to: receiver, from: payer, amount: typeAmount(amountMinor), note: label },
    step: {
      ...askerOf(typist),
      kind: 'settle',
      payment: {
        description: label,
        payerId: payer.id,
        receiverId: receiver.id,
        amountMinor,
        debts: [debt],
      },
    },
    label,
  };
};

/** The servers of these tests leave it at that: the creator, who paid, and managers. */
export function askerOf({ author, isManager }: Typist) {
  return { by: author.id, isManager };
}

function toModelContent(expense: TypedExpense): ModelContent {
  const { label: description, amountMinor, payers, participantIds } = expense;
  return { description, amountMinor, payers, participantIds, debtsAt: (number) => debtsAt(expense, number) };
}
