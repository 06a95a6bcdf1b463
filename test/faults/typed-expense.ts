import type { Person } from 'discord-playground';
import type { Random } from './random.js';

export interface ModelDebt {
  readonly debtorId: string;
  readonly creditorId: string;
  readonly amountMinor: number;
}

/** An expense as typed, and its expected result, computed independently of the bot. */
export interface TypedExpense {
  /** Its description, unique in the test. */
  readonly label: string;
  readonly options: Readonly<Record<string, string>>;
  readonly amountMinor: number;
  readonly payers: readonly { readonly userId: string; readonly amountMinor: number }[];
  readonly participantIds: readonly string[];
  /** In the order of the participants. Leftover paise depend on the expense's number. */
  sharesAt(number: number): readonly number[];
}

/** Makes a random expense among the people. */
export function typeExpense(random: Random, author: Person, people: readonly Person[], label: string) {
  return random.pick([typeEqual, typeExact, typePercent, typeTwoPayers])(random, author, people, label);
}

/** The debts of an expense. */
export function debtsAt(expense: TypedExpense, number: number): ModelDebt[] {
  const shares = expense.sharesAt(number);
  // With two payers, one other person bears everything and owes each their payment.
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
  random: Random,
  author: Person,
  people: readonly Person[],
  label: string,
) => Readonly<TypedExpense>;

const typeEqual: Typist = (random, author, people, label) => {
  const sharing = random.some(people, 1 + random.below(people.length));
  const amountMinor = 100 + random.below(1_000_000);
  const count = sharing.length;
  return {
    ...payByAuthor(author, amountMinor, label, sharing.map(({ mention }) => mention).join(' ')),
    participantIds: sharing.map(({ id }) => id),
    // Leftover paise go one each, beginning at (number − 1) mod ties.
    sharesAt: (number) =>
      sharing.map((_, index) => {
        const turn = (((index - (number - 1)) % count) + count) % count;
        return Math.floor(amountMinor / count) + (turn < amountMinor % count ? 1 : 0);
      }),
  };
};

const typeExact: Typist = (random, author, people, label) => {
  const sharing = random.some(people, 2 + random.below(people.length - 1));
  const shares = sharing.map(() => 1 + random.below(200_000));
  const amountMinor = shares.reduce((sum, share) => sum + share, 0);
  const values = sharing.map(({ mention }, index) => `${mention} ${typeAmount(shares[index] ?? 0)}`);
  return {
    ...payByAuthor(author, amountMinor, label, values.join(', ')),
    participantIds: sharing.map(({ id }) => id),
    sharesAt: () => shares,
  };
};

const typePercent: Typist = (random, author, people, label) => {
  const sharing = random.some(people, 2);
  // Whole rupees, so that no percentage leaves a part of a paisa.
  const amountMinor = 100 * (1 + random.below(10_000));
  const percent = 1 + random.below(99);
  const first = (amountMinor / 100) * percent;
  const [one, other] = sharing.map(({ mention }) => mention);
  return {
    ...payByAuthor(author, amountMinor, label, `${one ?? ''} ${percent}% ${other ?? ''} ${100 - percent}%`),
    participantIds: sharing.map(({ id }) => id),
    sharesAt: () => [first, amountMinor - first],
  };
};

/** Two rows of balances change at once. */
const typeTwoPayers: Typist = (random, _author, people, label) => {
  const [sharing, ...paying] = random.some(people, 3);
  if (sharing === undefined) throw new Error('Two payers need a third person');
  const payers = paying.map(({ id }) => ({ userId: id, amountMinor: 1 + random.below(500_000) }));
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

export function typeAmount(amountMinor: number): string {
  return `${Math.floor(amountMinor / 100)}.${String(amountMinor % 100).padStart(2, '0')}`;
}
