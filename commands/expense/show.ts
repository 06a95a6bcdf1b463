import type { Expense } from '../../src/ledger/expense.js';
import { cutText } from '../../src/limits.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { text, type Button, type Reply } from '../contract/answer.js';
import { serverAction } from '../contract/action.js';
import { serverCommand } from '../contract/command.js';
import type { ServerContext } from '../contract/context.js';
import { numberOption } from '../contract/option.js';
import { wholeNumber } from '../contract/state.js';
import { describeDisputes } from '../parts/describe-disputes.js';
import { describePayment, partiesOfPayment } from '../parts/describe-payment.js';
import { linkToMessage } from '../parts/link-to-message.js';
import { shareAction } from '../parts/share-action.js';
import { readerVoice } from '../parts/voices.js';
import { completeNumber } from './complete-number.js';
import { disputeButton, endDisputeButtons } from './dispute-actions.js';
import { describeExpense, listPeople, type ExpenseCard } from './expense-card.js';
import { expenseHistory } from './history.js';
import { receiverButtons } from './payment-actions.js';

/** How much of the name of a receipt's file is shown, in characters. */
const namedOfReceipt = 60;

/** `/expense show`: everything about one expense. */
export const expenseShow = serverCommand({
  path: 'expense show',
  code: 'es',
  describe: ({ expense }) => expense.show,
  options: { number: numberOption({ required: true, complete: completeNumber }) },
  visibility: 'ephemeral',
  run: async (input, context) => showExpense(input, context, await readerVoice(context)),
  actions: {
    show: serverAction({
      state: { number: wholeNumber },
      answers: 'reply',
      visibility: 'ephemeral',
      run: async ({ state }, context) => showExpense(state, context, await readerVoice(context)),
    }),
    share: shareAction({ number: wholeNumber }, showExpense),
  },
});

async function showExpense(
  { number }: { readonly number: number },
  context: ServerContext,
  voice: ServerVoice,
): Promise<Reply> {
  const { ledger, people, guildId, platform } = context;
  const expense = await ledger.fetchExpense(guildId, number);
  const card = describeCard(expense, voice);
  return {
    kind: 'reply',
    blocks: [...card.texts.map(text), { kind: 'divider' }, text(describeOrigin(expense, voice).join('\n'))],
    buttons: [
      [
        expenseShow.button('share', { number }, { label: voice.replies.lists.buttons.share }),
        expenseHistory.button('one', { number }, { label: voice.replies.expense.buttons.history }),
        ...(expense.voidedAt ? [] : [disputeButton(expense, voice)]),
      ],
      [...answerButtons(expense, context, voice), ...endDisputeButtons(expense, context, voice)],
    ].filter((row) => row.length > 0),
    files: card.isCut
      ? await card.files(await people.fetchNames(guildId, listPeople(expense)), platform.fileLimits)
      : [],
  };
}

/** What is shown of it; a payment always has room. */
function describeCard(expense: Expense, voice: ServerVoice): ExpenseCard {
  if (expense.kind === 'settlement') {
    return { texts: describePayment(expense, voice), isCut: false, files: () => Promise.resolve([]) };
  }
  const card = describeExpense(expense, voice);
  const disputes = describeDisputes(expense, voice);
  return { ...card, texts: [...card.texts, ...(disputes.length > 0 ? [disputes.join('\n')] : [])] };
}

/** The buttons for who was to receive a payment that is not confirmed, or manages the server. */
function answerButtons(expense: Expense, { actor }: ServerContext, voice: ServerVoice): Button[] {
  const { kind, voidedAt, confirmedAt } = expense;
  if (kind === 'expense' || voidedAt || confirmedAt) return [];
  const { payerId, receiverId } = partiesOfPayment(expense);
  const speaks = actor.userId === receiverId || (actor.canManageServer && actor.userId !== payerId);
  return speaks ? receiverButtons(expense, voice) : [];
}

/** One line each: who added it and when, whether it is void, its receipt, its message. */
function describeOrigin(expense: Expense, voice: ServerVoice): string[] {
  const { created, jump, receipt, voided } = voice.replies.expense;
  const { kind, createdBy, createdAt, receiptName, voidedAt } = expense;
  const link = linkToMessage(expense);
  return [
    kind === 'expense' && voidedAt && voided({ when: voice.instant(voidedAt) }),
    created({ person: voice.person(createdBy), when: voice.instant(createdAt) }),
    receiptName && receipt({ name: voice.typed(cutText(receiptName, namedOfReceipt)) }),
    link && jump({ link }),
  ].filter((line) => typeof line === 'string');
}
