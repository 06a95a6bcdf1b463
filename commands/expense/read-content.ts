import { dayOf, parseExpenseDay } from '../../src/calendar/parse-day.js';
import type { ExpenseContent, ExpenseNotes } from '../../src/ledger/ledger.js';
import type { GuildSettings } from '../../src/ledger/settings.js';
import { getCurrency, type Currency } from '../../src/money/currency.js';
import { parseAmount, type ParsedAmount } from '../../src/money/parse-amount.js';
import type { Payment } from '../../src/split/debts-of-expense.js';
import { parsePeople, type PeopleText } from '../../src/split/parse-people.js';
import { resolvePeople, type ResolvedPeople } from '../../src/split/resolve-people.js';
import { settleSplit, type SettledSplit } from '../../src/split/settle-split.js';
import type { SplitKind } from '../../src/split/split.js';
import { toPayments } from '../../src/split/to-payments.js';
import type { Member, ServerContext } from '../contract/context.js';
import { findPeople } from './find-people.js';
import { writeIds } from './write-ids.js';

/** An expense as it is typed. */
export interface TypedContent {
  readonly amount: string;
  readonly description: string;
  readonly for: string;
  readonly paid_by?: string | undefined;
  readonly split?: SplitKind | undefined;
  readonly date?: string | undefined;
  readonly category?: string | undefined;
  readonly currency?: string | undefined;
}

/** What was typed means this, here and now. */
export interface ReadContent {
  readonly content: Omit<ExpenseContent, 'receiptName'>;
  /** Everyone involved, and who typed, with current names. */
  readonly members: readonly Member[];
}

/**
 * Reads what was typed as an expense: first what needs no look at the server, then its people.
 * @throws UserError for what cannot be read
 */
export async function readContent(
  typed: TypedContent,
  settings: GuildSettings,
  context: ServerContext,
): Promise<ReadContent> {
  const request = parseRequest(typed, settings, context.now);
  const people = await resolveInvolved(request, context);
  const content = {
    description: typed.description,
    currency: request.currency.code,
    amountMinor: request.amount.amountMinor,
    payers: people.payers,
    participantIds: people.participants.userIds,
    split: people.settled.split,
    date: request.date,
    ...(typed.category && { category: typed.category }),
    typed: { amount: typed.amount, ...people.typed },
    ...notesOf(request, people),
  };
  return { content, members: people.members };
}

/** The input, parsed as far as possible without Discord and the database. */
interface ParsedRequest {
  readonly currency: Currency;
  readonly amount: ParsedAmount;
  readonly participants: PeopleText;
  readonly payers: PeopleText;
  /** Else it is the author. */
  readonly isPayerTyped: boolean;
  readonly date: string;
  readonly isAhead: boolean;
}

function parseRequest(typed: TypedContent, settings: GuildSettings, now: Date): ParsedRequest {
  const currency = getCurrency(typed.currency ?? settings.currency);
  const date = parseExpenseDay(typed.date, now, settings.timeZone);
  return {
    currency,
    amount: parseAmount(typed.amount, currency),
    participants: parsePeople(typed.for, { currency, ...(typed.split && { split: typed.split }) }),
    payers: parsePeople(typed.paid_by ?? 'me', { currency }),
    isPayerTyped: typed.paid_by !== undefined,
    date,
    isAhead: date > dayOf(now, settings.timeZone),
  };
}

interface Involved {
  readonly participants: ResolvedPeople;
  readonly settled: SettledSplit;
  readonly payers: readonly Payment[];
  /** `for` and `paid_by` with ids in place of names: nobody can be erased from what others typed. */
  readonly typed: Pick<ExpenseContent['typed'], 'for' | 'paidBy'>;
  readonly members: readonly Member[];
}

/** Finds the participants and the payers. */
async function resolveInvolved(request: ParsedRequest, context: ServerContext): Promise<Involved> {
  const { currency, amount } = request;
  const { lookup, membersById } = await findPeople([request.participants, request.payers], context);
  const participants = resolvePeople(request.participants, lookup);
  const settled = settleSplit(participants.split, amount, currency, participants.userIds.length);
  const paying = resolvePeople(request.payers, lookup);
  const payers = toPayments(paying, amount, currency);
  const involved = new Set([
    context.actor.userId,
    ...participants.userIds,
    ...payers.map((payer) => payer.userId),
  ]);
  return {
    participants,
    settled,
    payers,
    typed: {
      for: writeIds(request.participants.text, participants.named, lookup.meId),
      ...(request.isPayerTyped && { paidBy: writeIds(request.payers.text, paying.named, lookup.meId) }),
    },
    members: [...membersById.values()].filter(({ userId }) => involved.has(userId)),
  };
}

/** What the answer says besides the expense, as it is stored. */
function notesOf(
  { amount, isAhead }: ParsedRequest,
  { participants: { leftOut }, settled }: Involved,
): { notes?: ExpenseNotes } {
  const notes: ExpenseNotes = {
    ...(amount.rounded && { amountRounded: true }),
    ...(settled.rounded && { valuesRounded: true }),
    ...(isAhead && { dateAhead: true }),
    ...(leftOut.length > 0 && { leftOut }),
  };
  return Object.keys(notes).length === 0 ? {} : { notes };
}
