import { userMention } from '@discordjs/builders';
import { dayOf, parseExpenseDay } from '../../src/calendar/parse-day.js';
import { UserError } from '../../src/errors/user-error.js';
import type { Expense, ExpenseContent, ExpenseNotes } from '../../src/ledger/ledger.js';
import type { GuildSettings } from '../../src/ledger/settings.js';
import { getCurrency, type Currency } from '../../src/money/currency.js';
import { parseAmount, type ParsedAmount } from '../../src/money/parse-amount.js';
import { parsePeople, type PeopleText } from '../../src/split/parse-people.js';
import type { PeopleLookup } from '../../src/split/resolve-people.js';
import { resolvePeople } from '../../src/split/resolve-people.js';
import { settleSplit, type AmountToSplit } from '../../src/split/settle-split.js';
import { checkSplit } from '../../src/split/split-expense.js';
import type { SplitKind } from '../../src/split/split.js';
import { toPayments } from '../../src/split/to-payments.js';
import { writeParticipants, writePayers } from '../../src/split/write-people.js';
import type { ServerContext } from '../contract/context.js';
import { readerVoice } from '../parts/voices.js';
import { listPeople } from './expense-card.js';
import { findLeftNames } from './find-left-names.js';
import { findPeople, type InvolvedPeople } from './find-people.js';
import type { ReadContent, TypedContent } from './read-content.js';
import { writeIds } from './write-ids.js';

/** What is to be another one; what is not given stays. */
export type TypedEdit = { readonly [Name in keyof TypedContent]?: TypedContent[Name] | undefined };

/**
 * What an expense says after an edit. Its people are looked up again only where they, their values or the currency are
 * typed. Who has left the server since keeps their share, and may be named again.
 * @throws UserError `nothingToEdit`, `currencyNeedsAmount`, `payersNeeded`, and for what cannot be read
 */
export async function readEdit(
  expense: Expense,
  typed: TypedEdit,
  settings: GuildSettings,
  context: ServerContext,
): Promise<ReadContent> {
  const request = parseEdit(expense, typed);
  const texts = [request.participants, request.payers].filter((text) => text !== undefined);
  const { lookup, membersById } = await findPeople(texts, context, await findInvolved(expense, context));
  const shared = readShares(expense, request, lookup);
  const paid = readPayments(expense, request, lookup);
  const { amountMinor } = request.toSplit;
  const date =
    typed.date === undefined ? undefined : parseExpenseDay(typed.date, context.now, settings.timeZone);
  const category = typed.category ?? expense.category;
  const notes: ExpenseNotes = {
    ...(request.amount
      ? request.amount.rounded && { amountRounded: true }
      : pick(expense.notes, 'amountRounded')),
    ...shared.notes,
    ...(date === undefined
      ? pick(expense.notes, 'dateAhead')
      : date > dayOf(context.now, settings.timeZone) && { dateAhead: true }),
  };
  const content = {
    description: typed.description ?? expense.description,
    currency: request.currency.code,
    amountMinor,
    payers: paid.payers,
    participantIds: shared.participantIds,
    split: shared.split,
    date: date ?? expense.date,
    ...(category && { category }),
    typed: { amount: typed.amount ?? expense.typed.amount, for: shared.typed, ...paid.typed },
    ...(Object.keys(notes).length > 0 && { notes }),
  };
  const involved = new Set([
    context.actor.userId,
    ...content.participantIds,
    ...paid.payers.map(({ userId }) => userId),
  ]);
  return { content, members: [...membersById.values()].filter(({ userId }) => involved.has(userId)) };
}

async function findInvolved(expense: Expense, context: ServerContext): Promise<InvolvedPeople> {
  const userIds = listPeople(expense);
  return { userIds, leftNames: findLeftNames(userIds, await readerVoice(context)) };
}

/** The input, parsed as far as possible without Discord and the database. */
interface ParsedEdit {
  readonly currency: Currency;
  /** Undefined: it stays. */
  readonly amount: ParsedAmount | undefined;
  readonly toSplit: AmountToSplit;
  /** Undefined: they stay, and so do their values. */
  readonly participants: PeopleText | undefined;
  readonly payers: PeopleText | undefined;
}

function parseEdit(expense: Expense, typed: TypedEdit): ParsedEdit {
  if (Object.values(typed).every((value) => value === undefined)) {
    throw new UserError('nothingToEdit', { number: expense.number });
  }
  const currency = getCurrency(typed.currency ?? expense.currency);
  const isOther = currency.code !== expense.currency;
  if (isOther && typed.amount === undefined) throw new UserError('currencyNeedsAmount');
  const amount = typed.amount === undefined ? undefined : parseAmount(typed.amount, currency);
  const isOtherExact = isOther && expense.split.kind === 'exact';
  const isSplitTyped = typed.for !== undefined || typed.split !== undefined || isOtherExact;
  const arePayersTyped = typed.paid_by !== undefined || (isOther && expense.payers.length > 1);
  return {
    currency,
    amount,
    toSplit: amount ?? { amountMinor: expense.amountMinor },
    participants: isSplitTyped
      ? parsePeople(typed.for ?? writeFor(expense, typed.split), {
          currency,
          ...(typed.split && { split: typed.split }),
        })
      : undefined,
    payers: arePayersTyped
      ? parsePeople(typed.paid_by ?? writePayers(expense, userMention).join(' '), { currency })
      : undefined,
  };
}

/** `for` where it is not typed anew: the same people, and their values where the kind of the split takes them. */
function writeFor(
  { shares, split, currency, typed, createdBy }: Expense,
  kind: SplitKind = split.kind,
): string {
  const participantIds = shares.map(({ userId }) => userId);
  if (kind === 'equal') return participantIds.map(userMention).join(' ');
  // Numbers without a sign may be of another kind. Older texts say `me` for who added the expense.
  if (kind !== split.kind) return typed.for.replace(/(?<=^|[\s,])@?me(?=$|[\s,])/gi, userMention(createdBy));
  return writeParticipants({ participantIds, split, currency }, userMention).join(' ');
}

interface Shares extends Pick<ExpenseContent, 'participantIds' | 'split'> {
  /** `for`, with ids in place of names. */
  readonly typed: string;
  readonly notes: ExpenseNotes;
}

function readShares(expense: Expense, request: ParsedEdit, lookup: PeopleLookup): Shares {
  const { participants, currency, toSplit } = request;
  if (participants === undefined) {
    const participantIds = expense.shares.map(({ userId }) => userId);
    checkSplit(expense.split, toSplit.amountMinor, currency, participantIds.length);
    const notes = { ...pick(expense.notes, 'valuesRounded'), ...pick(expense.notes, 'leftOut') };
    return { participantIds, split: expense.split, typed: expense.typed.for, notes };
  }
  const resolved = resolvePeople(participants, lookup);
  const { split, rounded } = settleSplit(resolved.split, toSplit, currency, resolved.userIds.length);
  return {
    participantIds: resolved.userIds,
    split,
    typed: writeIds(participants.text, resolved.named, lookup.meId),
    notes: {
      ...(rounded && { valuesRounded: true }),
      ...(resolved.leftOut.length > 0 && { leftOut: resolved.leftOut }),
    },
  };
}

interface Payments extends Pick<ExpenseContent, 'payers'> {
  readonly typed: { readonly paidBy?: string };
}

function readPayments(expense: Expense, request: ParsedEdit, lookup: PeopleLookup): Payments {
  const { payers: text, currency, toSplit } = request;
  const { amountMinor } = toSplit;
  if (text !== undefined) {
    const paying = resolvePeople(text, lookup);
    return {
      payers: toPayments(paying, toSplit, currency),
      typed: { paidBy: writeIds(text.text, paying.named, lookup.meId) },
    };
  }
  const typed = expense.typed.paidBy === undefined ? {} : { paidBy: expense.typed.paidBy };
  const [only, ...others] = expense.payers;
  if (only && others.length === 0) return { payers: [{ userId: only.userId, amountMinor }], typed };
  if (amountMinor !== expense.amountMinor) throw new UserError('payersNeeded', { number: expense.number });
  return { payers: expense.payers, typed };
}

/** One note of an expense, where it is there. */
function pick(notes: ExpenseNotes | undefined, name: keyof ExpenseNotes): ExpenseNotes {
  return notes?.[name] === undefined ? {} : { [name]: notes[name] };
}
