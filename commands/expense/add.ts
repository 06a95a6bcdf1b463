import { SlashCommandSubcommandBuilder } from '@discordjs/builders';
import { z } from 'zod';
import { findCategories } from '../../src/ledger/read/find-categories.js';
import { recordExpense } from '../../src/ledger/change/record-expense.js';
import type { Expense } from '../../src/ledger/expense.js';
import { getCurrency, type Currency } from '../../src/money/currency.js';
import { formatAmount } from '../../src/money/format-amount.js';
import { parseAmount, type ParsedAmount } from '../../src/money/parse-amount.js';
import { ensurePeople, fetchLeftMembers } from '../../src/people/ensure-people.js';
import { checkSplit } from '../../src/split/split-expense.js';
import { toPayments } from '../../src/split/to-payments.js';
import { parsePeople, type PeopleText } from '../../src/split/parse-people.js';
import { resolvePeople, type ResolvedPeople } from '../../src/split/resolve-people.js';
import type { Payment } from '../../src/split/debts-of-expense.js';
import { fetchGuildSettings, type GuildSettings } from '../../src/storage/collections/guilds.js';
import { descriptions } from '../../src/texts/en/descriptions.js';
import { textsOf } from '../../src/texts/text.js';
import { serverCommand, type Attachment, type Member, type ServerContext } from '../contract/command.js';
import { completeCurrency } from '../parts/complete-currency.js';
import { writeDebtsFile } from '../parts/debts-file.js';
import { describeExpense, shownDebts } from './expense-card.js';
import { findPeople } from './find-people.js';
import { mentionPerson } from '../parts/mention-person.js';
import { parseDay } from '../parts/parse-day.js';
import type { Reply, ReplyFile } from '../contract/reply.js';

/** So many people are pinged when an expense names them one by one. */
const pingsAtMost = 10;

const input = z.object({
  amount: z.string(),
  description: z.string().trim().min(1).max(100),
  for: z.string(),
  paid_by: z.string().optional(),
  split: z.enum(['equal', 'exact', 'percent', 'shares']).optional(),
  date: z.string().optional(),
  category: z.string().trim().max(20).optional(),
  currency: z.string().optional(),
  receipt: z.custom<Attachment>().optional(),
});
type Input = z.infer<typeof input>;

const texts = descriptions.expenseAdd;
const definition = new SlashCommandSubcommandBuilder()
  .setName('add')
  .setDescription(texts.command)
  .addStringOption((option) => option.setName('amount').setDescription(texts.amount).setRequired(true))
  .addStringOption((option) =>
    option.setName('description').setDescription(texts.description).setRequired(true).setMaxLength(100),
  )
  .addStringOption((option) => option.setName('for').setDescription(texts.for).setRequired(true))
  .addStringOption((option) => option.setName('paid_by').setDescription(texts.paidBy))
  .addStringOption((option) =>
    option
      .setName('split')
      .setDescription(texts.split)
      .addChoices(
        { name: texts.splitChoices.equal, value: 'equal' },
        { name: texts.splitChoices.exact, value: 'exact' },
        { name: texts.splitChoices.percent, value: 'percent' },
        { name: texts.splitChoices.shares, value: 'shares' },
      ),
  )
  .addStringOption((option) => option.setName('date').setDescription(texts.date))
  .addStringOption((option) =>
    option.setName('category').setDescription(texts.category).setMaxLength(20).setAutocomplete(true),
  )
  .addStringOption((option) =>
    option.setName('currency').setDescription(texts.currency).setMaxLength(3).setAutocomplete(true),
  )
  .addAttachmentOption((option) => option.setName('receipt').setDescription(texts.receipt))
  .toJSON();

/** `/expense add`: saves one expense and the balances that it makes. */
export const expenseAdd = serverCommand<Input>({
  path: 'expense add',
  code: 'ea',
  definition,
  visibility: 'public',
  changes: true,
  input,
  complete: {
    category: completeCategory,
    currency: (typed) => Promise.resolve(completeCurrency(typed)),
  },
  async run(typed, context) {
    const settings = await fetchGuildSettings(context.storage, context.guildId);
    const request = parseRequest(typed, settings, context.now);
    const people = await resolveInvolved(request, context);
    const receipt = typed.receipt && {
      name: typed.receipt.name,
      content: await context.platform.download(typed.receipt),
      inline: typed.receipt.contentType?.startsWith('image/') ?? false,
    };
    const { userIds, split } = people.participants;
    await ensurePeople(context.storage, context.guildId, people.members, context.now);
    // Whatever can fail comes first: once it is saved, nobody may be told that nothing was.
    const left = await fetchLeftMembers(context.storage, context.guildId);
    const { expense } = await recordExpense(context.storage, {
      guildId: context.guildId,
      requestId: context.requestId,
      createdBy: context.actor.userId,
      channelId: context.channelId,
      description: typed.description,
      currency: request.currency.code,
      amountMinor: request.amount.amountMinor,
      payers: people.payers,
      participantIds: userIds,
      split,
      date: request.date,
      ...(typed.category && { category: typed.category }),
      typed: { amount: typed.amount, for: typed.for, ...(typed.paid_by && { paidBy: typed.paid_by }) },
      ...(receipt && { receiptName: receipt.name }),
      now: context.now,
    });
    return announce(expense, { request, people, settings, receipt, left }, context);
  },
});

/** What was typed, read as far as it can be without asking anyone. */
interface Request {
  readonly currency: Currency;
  readonly amount: ParsedAmount;
  readonly participants: PeopleText;
  readonly payers: PeopleText;
  readonly date: string;
}

function parseRequest(typed: Input, settings: GuildSettings, now: Date): Request {
  const currency = getCurrency(typed.currency ?? settings.currency);
  const amount = parseAmount(typed.amount, currency);
  return {
    currency,
    amount,
    participants: parsePeople(typed.for, { currency, ...(typed.split && { split: typed.split }) }),
    payers: parsePeople(typed.paid_by ?? 'me', { currency }),
    date: parseDay(typed.date, now, settings.timeZone),
  };
}

interface People {
  readonly participants: ResolvedPeople;
  readonly payers: readonly Payment[];
  readonly members: readonly Member[];
}

async function resolveInvolved(request: Request, context: ServerContext): Promise<People> {
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

interface Announcement {
  readonly request: Request;
  readonly people: People;
  readonly settings: GuildSettings;
  readonly receipt: ReplyFile | undefined;
  readonly left: ReadonlyMap<string, string>;
}

/** What everybody is told of it; asks nothing of anyone. */
function announce(expense: Expense, made: Announcement, context: ServerContext): Reply {
  const { replies } = textsOf(context.serverLocale);
  const { request, left } = made;
  const { participants, members } = made.people;
  const names = new Map(members.map(({ userId, name }) => [userId, name]));
  const notes = [
    request.amount.rounded &&
      replies.amountRounded({ amount: formatAmount(expense.amountMinor, request.currency) }),
    participants.rounded && replies.valuesRounded(),
    participants.leftOut.length > 0 &&
      replies.peopleLeftOut({
        people: participants.leftOut.map((userId) => mentionPerson(userId, left)).join(', '),
      }),
  ].filter((note) => note !== false);
  const debts = expense.debts.map((debt) => ({ ...debt, currency: expense.currency }));
  return {
    kind: 'reply',
    tone: 'good',
    about: { expenseNumber: expense.number },
    blocks: [...describeExpense(expense, context.serverLocale, left), ...notes].map((text) => ({
      kind: 'text',
      text,
    })),
    buttons: [
      [
        {
          label: replies.buttons.details,
          action: { command: 'es', action: 'show', state: [String(expense.number)] },
        },
      ],
    ],
    files: [
      ...(made.receipt ? [made.receipt] : []),
      ...(debts.length > shownDebts ? [writeDebtsFile(`expense-${expense.number}.csv`, debts, names)] : []),
    ],
    pings: made.settings.pings
      ? participants.namedIds.filter((userId) => userId !== context.actor.userId).slice(0, pingsAtMost)
      : [],
  };
}

async function completeCategory(typed: string, { storage, guildId }: ServerContext) {
  const categories = await findCategories(storage, guildId, typed, 25);
  return categories.map((category) => ({ name: category, value: category }));
}
