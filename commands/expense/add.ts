import { dayOf, parseExpenseDay } from '../../src/calendar/parse-day.js';
import { OutcomeUnknown } from '../../src/errors/storage-failure.js';
import type { Expense, ExpenseNotes } from '../../src/ledger/expense.js';
import type { GuildSettings } from '../../src/ledger/settings.js';
import { textLimits } from '../../src/limits.js';
import { getCurrency, type Currency } from '../../src/money/currency.js';
import { parseAmount, type ParsedAmount } from '../../src/money/parse-amount.js';
import type { Payment } from '../../src/split/debts-of-expense.js';
import { parsePeople, type PeopleText } from '../../src/split/parse-people.js';
import { resolvePeople, type ResolvedPeople } from '../../src/split/resolve-people.js';
import { settleSplit, type SettledSplit } from '../../src/split/settle-split.js';
import { toPayments } from '../../src/split/to-payments.js';
import type { Reply, ReplyFile } from '../contract/answer.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { serverCommand } from '../contract/command.js';
import type { Attachment, Member, ServerContext } from '../contract/context.js';
import { attachmentOption, choiceOption, textOption, type InputOf } from '../contract/option.js';
import { completeCurrency } from '../parts/complete-currency.js';
import { everyonesVoice } from '../parts/voices.js';
import { announceExpense } from './announce-expense.js';
import { completeCategory } from './complete-category.js';
import { describeExpense, listPeople } from './expense-card.js';
import { findPeople } from './find-people.js';
import { writeIds } from './write-ids.js';

const options = {
  amount: textOption({ required: true, isRead: true }),
  description: textOption({ required: true, minLength: 1, maxLength: textLimits.description }),
  for: textOption({ required: true, isRead: true }),
  paid_by: textOption({ isRead: true }),
  split: choiceOption(['equal', 'exact', 'percent', 'shares']),
  date: textOption({ isRead: true }),
  category: textOption({ maxLength: textLimits.category, complete: completeCategory }),
  currency: textOption({ maxLength: textLimits.currency, isRead: true, complete: completeCurrency }),
  receipt: attachmentOption(),
};

/** `/expense add`: saves one expense and the balances that it makes. */
export const expenseAdd = serverCommand({
  path: 'expense add',
  code: 'ea',
  describe: ({ expense }) => expense.add,
  options,
  visibility: 'public',
  changes: true,
  async run(typed, context) {
    const { guildId, requestId, channelId, actor, now } = context;
    const delivered = { guildId, requestId, createdBy: actor.userId, input: typed };
    const [settings, earlier] = await Promise.all([
      context.settings.fetch(guildId),
      context.ledger.findRecorded(delivered),
    ]);
    if (earlier) return answerAgain(earlier, typed.receipt, settings, context);
    const request = parseRequest(typed, settings, now);
    const people = await resolveInvolved(request, context);
    const receipt = typed.receipt && (await downloadReceipt(typed.receipt, context));
    await context.people.ensurePeople(guildId, people.members, now);
    // Everything that can fail comes before the save: an error says that nothing was saved.
    const voice = await everyonesVoice(context);
    const { expense } = await context.ledger.recordExpense({
      ...delivered,
      channelId,
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
      ...(receipt && { receiptName: nameReceipt(receipt.name) }),
      now,
    });
    const names = new Map(people.members.map(({ userId, name }) => [userId, name]));
    return announce(expense, { receipt, settings, voice, fetchNames: () => Promise.resolve(names) }, context);
  },
});

interface Announcement {
  readonly receipt: ReplyFile | undefined;
  readonly settings: GuildSettings;
  readonly voice: ServerVoice;
  /** The names for the files, by user id. */
  readonly fetchNames: () => Promise<ReadonlyMap<string, string>>;
}

async function announce(
  expense: Expense,
  { receipt, settings, voice, fetchNames }: Announcement,
  { platform }: ServerContext,
): Promise<Reply> {
  const card = describeExpense(expense, voice);
  const listed = card.isCut ? await card.files(await fetchNames(), platform.fileLimits) : [];
  const files = [...(receipt ? [receipt] : []), ...listed];
  return announceExpense(expense, { card, files, pings: settings.pings }, voice);
}

/**
 * The answer to a request that was delivered before: what that delivery saved, whatever has changed in the server
 * since. The first answer may have been lost, so it is made in full.
 */
async function answerAgain(
  expense: Expense,
  attached: Attachment | undefined,
  settings: GuildSettings,
  context: ServerContext,
): Promise<Reply> {
  const receipt = attached && (await downloadReceipt(attached, context).catch(() => undefined));
  const voice = await everyonesVoice(context);
  const namesOf = () => fetchNames(expense, context);
  return announce(expense, { receipt, settings, voice, fetchNames: namesOf }, context);
}

/** The names for the files of an expense. @throws OutcomeUnknown, for the expense is saved */
async function fetchNames(
  expense: Expense,
  { people, guildId }: ServerContext,
): Promise<ReadonlyMap<string, string>> {
  try {
    return await people.fetchNames(guildId, listPeople(expense));
  } catch (cause) {
    throw new OutcomeUnknown('An expense was saved before, and its names cannot be read', { cause });
  }
}

/** The input, parsed as far as possible without Discord and the database. */
interface Request {
  readonly currency: Currency;
  readonly amount: ParsedAmount;
  readonly participants: PeopleText;
  readonly payers: PeopleText;
  /** Else it is the author. */
  readonly isPayerTyped: boolean;
  readonly date: string;
  readonly isAhead: boolean;
}

function parseRequest(typed: InputOf<typeof options>, settings: GuildSettings, now: Date): Request {
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
  readonly typed: Pick<Expense['typed'], 'for' | 'paidBy'>;
  /** Everyone involved, and the author, with current names. */
  readonly members: readonly Member[];
}

/** Finds the participants and the payers. */
async function resolveInvolved(request: Request, context: ServerContext): Promise<Involved> {
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
      for: writeIds(request.participants.text, participants.named),
      ...(request.isPayerTyped && { paidBy: writeIds(request.payers.text, paying.named) }),
    },
    members: [...membersById.values()].filter(({ userId }) => involved.has(userId)),
  };
}

async function downloadReceipt(receipt: Attachment, { platform }: ServerContext): Promise<ReplyFile> {
  return {
    name: receipt.name,
    content: await platform.download(receipt),
    inline: receipt.contentType?.startsWith('image/') ?? false,
  };
}

/** What a receipt is called in the ledger. The names of files name people too often to be kept. */
function nameReceipt(fileName: string): string {
  return `receipt${/\.[a-z0-9]{1,8}$/i.exec(fileName)?.[0].toLowerCase() ?? ''}`;
}

/** What the answer says besides the expense, as it is stored. */
function notesOf(
  { amount, isAhead }: Request,
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
