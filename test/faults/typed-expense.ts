import type { Person } from 'discord-playground';
import type { Chance } from './chance.js';

export interface ModelDebt {
  readonly debtorId: string;
  readonly creditorId: string;
  readonly amountMinor: number;
}

/** An expense as a person types it, and what must come of it, reckoned here by other means than the bot's. */
export interface TypedExpense {
  /** Its description, unlike any other of the test. */
  readonly label: string;
  readonly options: Readonly<Record<string, string>>;
  readonly amountMinor: number;
  readonly payers: readonly { readonly userId: string; readonly amountMinor: number }[];
  readonly participantIds: readonly string[];
  /** In the order of the participants; who gets a leftover paisa depends on the expense's number. */
  sharesAt(number: number): readonly number[];
}

/** Any expense among the people, of every kind of split, typed by one of them. */
export function typeExpense(chance: Chance, author: Person, people: readonly Person[], label: string) {
  return chance.pick([typeEqual, typeExact, typePercent, typeTwoPayers])(chance, author, people, label);
}

/** What an expense makes people owe. */
export function debtsAt(expense: TypedExpense, number: number): ModelDebt[] {
  const shares = expense.sharesAt(number);
  // Where two paid, one other person shares it all and owes each of them what they paid.
  const [onlyParticipant = ''] = expense.participantIds;
  if (expense.payers.length > 1) {
    return expense.payers.map(({ userId, amountMinor }) => ({
      debtorId: onlyParticipant,
      creditorId: userId,
      amountMinor,
    }));
  }
  const [payer] = expense.payers;
  return expense.participantIds
    .map((debtorId, index) => ({
      debtorId,
      creditorId: payer?.userId ?? '',
      amountMinor: shares[index] ?? 0,
    }))
    .filter(({ debtorId, creditorId, amountMinor }) => debtorId !== creditorId && amountMinor > 0);
}

type Typist = (
  chance: Chance,
  author: Person,
  people: readonly Person[],
  label: string,
) => Readonly<TypedExpense>;

const typeEqual: Typist = (chance, author, people, label) => {
  const sharing = chance.some(people, 1 + chance.below(people.length));
  const amountMinor = 100 + chance.below(1_000_000);
  const count = sharing.length;
  return {
    ...payByAuthor(author, amountMinor, label, sharing.map(({ mention }) => mention).join(' ')),
    participantIds: sharing.map(({ id }) => id),
    // The paisas left over go one each, beginning at (number − 1) mod ties.
    sharesAt: (number) =>
      sharing.map((_, index) => {
        const turn = (((index - (number - 1)) % count) + count) % count;
        return Math.floor(amountMinor / count) + (turn < amountMinor % count ? 1 : 0);
      }),
  };
};

const typeExact: Typist = (chance, author, people, label) => {
  const sharing = chance.some(people, 2 + chance.below(people.length - 1));
  const shares = sharing.map(() => 1 + chance.below(200_000));
  const amountMinor = shares.reduce((sum, share) => sum + share, 0);
  const values = sharing.map(({ mention }, index) => `${mention} ${typeAmount(shares[index] ?? 0)}`);
  return {
    ...payByAuthor(author, amountMinor, label, values.join(', ')),
    participantIds: sharing.map(({ id }) => id),
    sharesAt: () => shares,
  };
};

const typePercent: Typist = (chance, author, people, label) => {
  const sharing = chance.some(people, 2);
  // Whole rupees, so that no percentage leaves a part of a paisa.
  const amountMinor = 100 * (1 + chance.below(10_000));
  const percent = 1 + chance.below(99);
  const first = (amountMinor / 100) * percent;
  const [one, other] = sharing.map(({ mention }) => mention);
  return {
    ...payByAuthor(author, amountMinor, label, `${one ?? ''} ${percent}% ${other ?? ''} ${100 - percent}%`),
    participantIds: sharing.map(({ id }) => id),
    sharesAt: () => [first, amountMinor - first],
  };
};

/** Two rows of balances change at once. */
const typeTwoPayers: Typist = (chance, _author, people, label) => {
  const [sharing, ...paying] = chance.some(people, 3);
  if (sharing === undefined) throw new Error('Two payers need a third person');
  const payers = paying.map(({ id }) => ({ userId: id, amountMinor: 1 + chance.below(500_000) }));
  const amountMinor = payers.reduce((sum, payer) => sum + payer.amountMinor, 0);
  const paidBy = payers.map((payer) => `<@${payer.userId}> ${typeAmount(payer.amountMinor)}`).join(' ');
  return {
    label,
    options: {
      amount: typeAmount(amountMinor),
      description: label,
      for: sharing.mention,
      paid_by: paidBy,
    },
    amountMinor,
    payers,
    participantIds: [sharing.id],
    sharesAt: () => [amountMinor],
  };
};

function payByAuthor(author: Person, amountMinor: number, label: string, sharing: string) {
  return {
    label,
    options: { amount: typeAmount(amountMinor), description: label, for: sharing },
    amountMinor,
    payers: [{ userId: author.id, amountMinor }],
  };
}

function typeAmount(amountMinor: number): string {
  return `${Math.floor(amountMinor / 100)}.${String(amountMinor % 100).padStart(2, '0')}`;
}
