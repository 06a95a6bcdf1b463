import { dayOf, parseExpenseDay } from '../../src/calendar/parse-day.js';
import type { Expense } from '../../src/ledger/expense.js';
import type { GuildSettings } from '../../src/ledger/settings.js';
import { textLimits } from '../../src/limits.js';
import { getCurrency, type Currency } from '../../src/money/currency.js';
import { parseAmount, type ParsedAmount } from '../../src/money/parse-amount.js';
import type { Payment } from '../../src/split/debts-of-expense.js';
import { parsePeople, type PeopleText } from '../../src/split/parse-people.js';
import { resolvePeople, type ResolvedPeople } from '../../src/split/resolve-people.js';
import { settleSplit, type SettledSplit } from '../../src/split/settle-split.js';
import { toPayments } from '../../src/split/to-payments.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { text, type Reply, type ReplyFile } from '../contract/answer.js';
import { serverCommand } from '../contract/command.js';
import type { Attachment, Member, ServerContext } from '../contract/context.js';
import { attachmentOption, choiceOption, textOption, type InputOf } from '../contract/option.js';
import { completeCurrency } from '../parts/complete-currency.js';
import { writeDebtsFile } from '../parts/debts-file.js';
import { everyonesVoice } from '../parts/voices.js';
import { completeCategory } from './complete-category.js';
import { describeExpense, shownDebts } from './expense-card.js';
import { findPeople } from './find-people.js';
import { expenseShow } from './show.js';

/** An expense pings at most this many of the people it names. */
const pingsAtMost = 10;

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
      split: people.settled.split,
      date: request.date,
      ...(typed.category && { category: typed.category }),
      typed: { amount: typed.amount, for: typed.for, ...(typed.paid_by && { paidBy: typed.paid_by }) },
      ...(receipt && { receiptName: receipt.name }),
      now: context.now,
    });
    const files = [...(receipt ? [receipt] : []), ...makeFiles(expense, people.members)];
    return {
      ...announce(expense, request, people, voice),
      files,
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
    date,
    isAhead: date > dayOf(now, settings.timeZone),
  };
}

interface Involved {
  readonly participants: ResolvedPeople;
  readonly settled: SettledSplit;
  readonly payers: readonly Payment[];
  /** Everyone involved, and the author, with current names. */
  readonly members: readonly Member[];
}

/** Finds the participants and the payers. */
async function resolveInvolved(request: Request, context: ServerContext): Promise<Involved> {
  const { currency, amount } = request;
  const { lookup, membersById } = await findPeople([request.participants, request.payers], context);
  const participants = resolvePeople(request.participants, lookup);
  const settled = settleSplit(participants.split, amount, currency, participants.userIds.length);
  const payers = toPayments(resolvePeople(request.payers, lookup), amount, currency);
  const involved = new Set([
    context.actor.userId,
    ...participants.userIds,
    ...payers.map((payer) => payer.userId),
  ]);
  return {
    participants,
    settled,
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
  { amount, isAhead }: Request,
  { participants: { leftOut }, settled }: Involved,
  voice: ServerVoice,
): Reply {
  const { amountRounded, buttons, dateAhead, peopleLeftOut, valuesRounded } = voice.replies.expense;
  const notes = [
    amount.rounded && amountRounded({ amount: voice.money(expense.amountMinor, expense.currency) }),
    settled.rounded && valuesRounded(),
    isAhead && dateAhead({ date: voice.day(expense.date) }),
    leftOut.length > 0 &&
      peopleLeftOut({ people: voice.list(leftOut.map((userId) => voice.person(userId))) }),
  ].filter((note) => note !== false);
  return {
    kind: 'reply',
    tone: 'good',
    about: { expenseNumber: expense.number },
    blocks: [...describeExpense(expense, voice), ...notes].map(text),
    buttons: [[expenseShow.button('show', { number: expense.number }, { label: buttons.details })]],
  };
}

/** All debts as a file, if there are more than the message shows. */
function makeFiles({ number, debts, currency }: Expense, members: readonly Member[]): ReplyFile[] {
  if (debts.length <= shownDebts) return [];
  const names = new Map(members.map(({ userId, name }) => [userId, name]));
  const listed = debts.map((debt) => ({ ...debt, currency }));
  return [writeDebtsFile(`expense-${number}.csv`, listed, names)];
}

/** People named one by one, without the author. */
function choosePings({ namedIds }: ResolvedPeople, { actor }: ServerContext): string[] {
  return namedIds.filter((userId) => userId !== actor.userId).slice(0, pingsAtMost);
}
