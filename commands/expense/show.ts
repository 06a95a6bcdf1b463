import { SlashCommandSubcommandBuilder } from '@discordjs/builders';
import { z } from 'zod';
import { fetchExpense } from '../../src/ledger/read/fetch-expense.js';
import { findExpenses } from '../../src/ledger/read/find-expenses.js';
import type { Expense } from '../../src/ledger/expense.js';
import { getCurrency } from '../../src/money/currency.js';
import { formatAmount } from '../../src/money/format-amount.js';
import { fetchLeftMembers } from '../../src/people/ensure-people.js';
import { descriptions } from '../../src/texts/en/descriptions.js';
import { escapeMarkdown } from '../../src/texts/escape-markdown.js';
import { textsOf, type Locale } from '../../src/texts/text.js';
import { serverCommand, type ServerContext } from '../contract/command.js';
import { makeDebtsFile } from '../parts/debts-file.js';
import { describeExpense, shownDebts } from './expense-card.js';
import { linkToMessage } from '../parts/link-to-message.js';
import { mentionPerson } from '../parts/mention-person.js';
import { showInstant } from '../parts/parse-day.js';
import type { Reply } from '../contract/reply.js';
import { shareReply } from '../parts/share-reply.js';

const code = 'es';
const input = z.object({ number: z.number().int().min(1) });
const texts = descriptions.expenseShow;

/** `/expense show`: everything about one expense. */
export const expenseShow = serverCommand<z.infer<typeof input>>({
  path: 'expense show',
  code,
  definition: new SlashCommandSubcommandBuilder()
    .setName('show')
    .setDescription(texts.command)
    .addIntegerOption((option) =>
      option
        .setName('number')
        .setDescription(texts.number)
        .setRequired(true)
        .setMinValue(1)
        .setAutocomplete(true),
    )
    .toJSON(),
  visibility: 'ephemeral',
  input,
  run: ({ number }, context) => showExpense(number, context, context.locale),
  complete: {
    async number(typed, { storage, guildId }) {
      const expenses = await findExpenses(storage, guildId, typed, 25);
      return expenses.map((expense) => ({ name: nameExpense(expense), value: expense.number }));
    },
  },
  actions: {
    show: {
      answers: 'reply',
      visibility: 'ephemeral',
      run: ({ state }, context) => showExpense(Number(state[0]), context, context.locale),
    },
    share: {
      answers: 'reply',
      visibility: 'public',
      async run({ state }, context) {
        return shareReply(await showExpense(Number(state[0]), context, context.serverLocale), context);
      },
    },
  },
});

async function showExpense(number: number, context: ServerContext, locale: Locale): Promise<Reply> {
  const expense = await fetchExpense(context.storage, context.guildId, number);
  const { replies } = textsOf(locale);
  const left = await fetchLeftMembers(context.storage, context.guildId);
  const debts = expense.debts.map((debt) => ({ ...debt, currency: expense.currency }));
  const link = linkToMessage(expense);
  const more = [
    expense.voidedAt && replies.expenseVoid({ when: showInstant(expense.voidedAt) }),
    replies.expenseCreated({
      person: mentionPerson(expense.createdBy, left),
      when: showInstant(expense.createdAt),
    }),
    expense.receiptName && replies.expenseReceipt({ name: escapeMarkdown(expense.receiptName) }),
    link && replies.expenseJump({ link }),
  ].filter((line) => line !== undefined);
  return {
    kind: 'reply',
    blocks: [
      ...describeExpense(expense, locale, left).map((text) => ({ kind: 'text' as const, text })),
      { kind: 'divider' },
      { kind: 'text', text: more.join('\n') },
    ],
    buttons: [
      [{ label: replies.buttons.share, action: { command: code, action: 'share', state: [String(number)] } }],
    ],
    files: debts.length > shownDebts ? [await makeDebtsFile(`expense-${number}.csv`, debts, context)] : [],
  };
}

/** An expense as a choice while its number is typed; choices show no Markdown. */
function nameExpense(expense: Expense): string {
  const total = formatAmount(expense.amountMinor, getCurrency(expense.currency));
  return `#${expense.number} ${expense.description.slice(0, 60)} · ${total}`;
}
