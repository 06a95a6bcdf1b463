import { parseDay } from '../../src/calendar/parse-day.js';
import type { Expense } from '../../src/ledger/expense.js';
import type { GuildSettings } from '../../src/ledger/settings.js';
import { textLimits } from '../../src/limits.js';
import { getCurrency, type Currency } from '../../src/money/currency.js';
import { parseAmount, type ParsedAmount } from '../../src/money/parse-amount.js';
import type { Payment } from '../../src/split/debts-of-expense.js';
import { parsePeople, type PeopleText } from '../../src/split/parse-people.js';
import { resolvePeople, type ResolvedPeople } from '../../src/split/resolve-people.js';
import { checkSplit } from '../../src/split/split-expense.js';
import { toPayments } from '../../src/split/to-payments.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { text, type Reply, type ReplyFile } from '../contract/answer.js';
import { serverCommand } from '../contract/command.js';
import type { Attachment, Member, ServerContext } from '../contract/context.js';
import { attachmentOption, choiceOption, textOption, type InputOf } from '../contract/option.js';
import { completeCurrency } from '../parts/complete-currency.js';
import { everyonesVoice } from '../parts/voices.js';
import { completeCategory } from './complete-category.js';
import { describeExpense, type ExpenseCard } from './expense-card.js';
import { findPeople } from './find-people.js';
import { expenseShow } from './show.js';

/** An expense pings at most this many of the people it names. */
const pingsAtMost = 10;
/** Of the people of another expense who have left, this many are named. */
const namedLeftOut = 5;

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
    const settings = await context.settings.fetch(context.guildId);
    const request = parseRequest(typed, settings, context.now);
    const people = await resolveInvolved(request, context);
    const receipt = typed.receipt && (await downloadReceipt(typed.receipt, context));
    await context.people.ensurePeople(context.guildId, people.members, context.now);
    // Everything that can fail comes before the save: an error says that nothing was saved.
    const voice = await everyonesVoice(context);
    const { expense } = await context.ledger.recordExpense({
      guildId: context.guildId,
      requestId: context.requestId,
      createdBy: context.actor.userId,
      channelId: context.channelId,
      description: typed.description,
      currency: request.currency.code,
      amountMinor: request.amount.amountMinor,
      payers: people.payers,
      participantIds: people.participants.userIds,
      split: people.participants.split,
      date: request.date,
      ...(typed.category && { category: typed.category }),
      typed: { amount: typed.amount, for: typed.for, ...(typed.paid_by && { paidBy: typed.paid_by }) },
      ...(receipt && { receiptName: receipt.name }),
      now: context.now,
    });
    const card = describeExpense(expense, voice);
    const names = new Map(people.members.map(({ userId, name }) => [userId, name]));
    return {
      ...announce(expense, card, request, people.participants, voice),
      files: [...(receipt ? [receipt] : []), ...(await card.files(names, context.platform.fileLimits))],
      pings: settings.pings ? choosePings(people.participants, context) : [],
    };
  },
});

/** The input, parsed as far as possible without Discord and the database. */
interface Request {
  readonly currency: Currency;
  readonly amount: ParsedAmount;
  readonly participants: PeopleText;
  readonly payers: PeopleText;
  readonly date: string;
}

function parseRequest(typed: InputOf<typeof options>, settings: GuildSettings, now: Date): Request {
  const currency = getCurrency(typed.currency ?? settings.currency);
  return {
    currency,
    amount: parseAmount(typed.amount, currency),
    participants: parsePeople(typed.for, { currency, ...(typed.split && { split: typed.split }) }),
    payers: parsePeople(typed.paid_by ?? 'me', { currency }),
    date: parseDay(typed.date, now, settings.timeZone),
  };
}

interface Involved {
  readonly participants: ResolvedPeople;
  readonly payers: readonly Payment[];
  /** Everyone involved, and the author, with current names. */
  readonly members: readonly Member[];
}

/** Finds the participants and the payers. */
async function resolveInvolved(request: Request, context: ServerContext): Promise<Involved> {
  const { currency, amount } = request;
  const { lookup, membersById } = await findPeople([request.participants, request.payers], context);
  const participants = resolvePeople(request.participants, lookup);
  checkSplit(participants.split, amount.amountMinor, currency, participants.userIds.length);
  const payers = toPayments(resolvePeople(request.payers, lookup), amount.amountMinor, currency);
  const involved = new Set([
    context.actor.userId,
    ...participants.userIds,
    ...payers.map((payer) => payer.userId),
  ]);
  return {
    participants,
    payers,
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

/** The public answer. */
function announce(
  expense: Expense,
  card: ExpenseCard,
  { amount }: Request,
  { leftOut, rounded }: ResolvedPeople,
  voice: ServerVoice,
): Reply {
  const { amountRounded, buttons, peopleLeftOut, valuesRounded } = voice.replies.expense;
  const notes = [
    amount.rounded && amountRounded({ amount: voice.money(expense.amountMinor, expense.currency) }),
    rounded && valuesRounded(),
    leftOut.length > 0 &&
      peopleLeftOut({
        people: voice.list(leftOut.slice(0, namedLeftOut).map((userId) => voice.person(userId))),
        more: Math.max(0, leftOut.length - namedLeftOut),
      }),
  ].filter((note) => note !== false);
  return {
    kind: 'reply',
    tone: 'good',
    about: { expenseNumber: expense.number },
    blocks: [...card.texts, ...notes].map(text),
    buttons: [[expenseShow.button('show', { number: expense.number }, { label: buttons.details })]],
  };
}

/** People named one by one, without the author. */
function choosePings({ namedIds }: ResolvedPeople, { actor }: ServerContext): string[] {
  return namedIds.filter((userId) => userId !== actor.userId).slice(0, pingsAtMost);
}
