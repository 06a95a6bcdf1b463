import { parseDay } from '../../src/calendar/parse-day.js';
import { OutcomeUnknown } from '../../src/errors/storage-failure.js';
import type { Expense, ExpenseNotes } from '../../src/ledger/expense.js';
import type { GuildSettings } from '../../src/ledger/settings.js';
import { textLimits } from '../../src/limits.js';
import { getCurrency, type Currency } from '../../src/money/currency.js';
import { parseAmount, type ParsedAmount } from '../../src/money/parse-amount.js';
import type { Payment } from '../../src/split/debts-of-expense.js';
import { parsePeople, type PeopleText } from '../../src/split/parse-people.js';
import { resolvePeople, type ResolvedPeople } from '../../src/split/resolve-people.js';
import { writeIds } from '../../src/split/write-ids.js';
import { checkSplit } from '../../src/split/split-expense.js';
import { toPayments } from '../../src/split/to-payments.js';
import type { Reply, ReplyFile } from '../contract/answer.js';
import { serverCommand } from '../contract/command.js';
import type { Attachment, Member, ServerContext } from '../contract/context.js';
import { attachmentOption, choiceOption, textOption, type InputOf } from '../contract/option.js';
import { completeCurrency } from '../parts/complete-currency.js';
import { everyonesVoice } from '../parts/voices.js';
import { announceExpense, hasDebtsFile } from './announce-expense.js';
import { completeCategory } from './complete-category.js';
import { findPeople } from './find-people.js';

const options = {
  amount: textOption({ required: true }),
  description: textOption({ required: true, minLength: 1, maxLength: textLimits.description }),
  for: textOption({ required: true }),
  paid_by: textOption(),
  split: choiceOption(['equal', 'exact', 'percent', 'shares']),
  date: textOption(),
  category: textOption({ maxLength: textLimits.category, complete: completeCategory }),
  currency: textOption({ maxLength: textLimits.currency, complete: completeCurrency }),
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
      // Kept for the answer, which then need not ask for who has left.
      everyonesVoice(context),
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
      split: people.participants.split,
      date: request.date,
      ...(typed.category && { category: typed.category }),
      typed: { amount: typed.amount, ...people.typed },
      ...notesOf(request, people.participants),
      ...(receipt && { receiptName: nameReceipt(receipt.name) }),
      now,
    });
    const names = new Map(people.members.map(({ userId, name }) => [userId, name]));
    return announceExpense(expense, { receipt, names, pings: settings.pings }, voice);
  },
});

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
  const names = await fetchNames(expense, context);
  const voice = await everyonesVoice(context);
  return announceExpense(expense, { receipt, names, pings: settings.pings }, voice);
}

/** The names for the file of debts, where there is one. @throws OutcomeUnknown, for the expense is saved */
async function fetchNames(
  expense: Expense,
  { people, guildId }: ServerContext,
): Promise<ReadonlyMap<string, string>> {
  if (!hasDebtsFile(expense)) return new Map();
  const userIds = expense.debts.flatMap(({ debtorId, creditorId }) => [debtorId, creditorId]);
  try {
    return await people.fetchNames(guildId, userIds);
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
}

function parseRequest(typed: InputOf<typeof options>, settings: GuildSettings, now: Date): Request {
  const currency = getCurrency(typed.currency ?? settings.currency);
  return {
    currency,
    amount: parseAmount(typed.amount, currency),
    participants: parsePeople(typed.for, { currency, ...(typed.split && { split: typed.split }) }),
    payers: parsePeople(typed.paid_by ?? 'me', { currency }),
    isPayerTyped: typed.paid_by !== undefined,
    date: parseDay(typed.date, now, settings.timeZone),
  };
}

interface Involved {
  readonly participants: ResolvedPeople;
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
  checkSplit(participants.split, amount.amountMinor, currency, participants.userIds.length);
  const paying = resolvePeople(request.payers, lookup);
  const payers = toPayments(paying, amount.amountMinor, currency);
  const involved = new Set([
    context.actor.userId,
    ...participants.userIds,
    ...payers.map((payer) => payer.userId),
  ]);
  return {
    participants,
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
function notesOf({ amount }: Request, { rounded, leftOut }: ResolvedPeople): { notes?: ExpenseNotes } {
  if (!amount.rounded && !rounded && leftOut.length === 0) return {};
  return {
    notes: {
      ...(amount.rounded && { amountRounded: true }),
      ...(rounded && { valuesRounded: true }),
      ...(leftOut.length > 0 && { leftOut }),
    },
  };
}
