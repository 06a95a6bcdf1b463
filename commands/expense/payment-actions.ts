import { UserError } from '../../src/errors/user-error.js';
import type { Expense, Outcome } from '../../src/ledger/ledger.js';
import { textLimits } from '../../src/limits.js';
import type { ServerVoice, Voice } from '../../src/texts/voice.js';
import { say, type Button, type Modal, type Reply } from '../contract/answer.js';
import { serverAction } from '../contract/action.js';
import { serverActions } from '../contract/command.js';
import type { ServerContext } from '../contract/context.js';
import { wholeNumber } from '../contract/state.js';
import { namePayment, partiesOfPayment } from '../parts/describe-payment.js';
import { describeShortly } from '../parts/describe-shortly.js';
import { requestOf } from '../parts/request-of.js';
import { everyonesVoice } from '../parts/voices.js';
import { expenseRestore } from './restore.js';

/** What the receiver of a payment says of it. */
export const paymentActions = serverActions({
  name: 'payment',
  code: 'pa',
  actions: {
    gotIt: serverAction({
      state: { number: wholeNumber },
      answers: 'update',
      visibility: 'public',
      changes: true,
      run: ({ state }, context) => confirm(state.number, context),
    }),
    notReceived: serverAction({
      state: { number: wholeNumber },
      answers: 'reply',
      visibility: 'public',
      opensModal: true,
      run: ({ state }, context) => askWhy(state.number, context),
    }),
    refuse: serverAction({
      state: { number: wholeNumber },
      fields: { reason: { required: true, maxLength: textLimits.reason } },
      answers: 'update',
      visibility: 'public',
      changes: true,
      run: ({ state, fields }, context) => refuse(state.number, fields.reason, context),
    }),
  },
});

/** The buttons for the receiver of a payment that is not confirmed. */
export function receiverButtons({ number }: Pick<Expense, 'number'>, { replies }: Voice): Button[] {
  const { gotIt, notReceived } = replies.settle.buttons;
  return [
    paymentActions.button('gotIt', { number }, { label: gotIt, style: 'success' }),
    paymentActions.button('notReceived', { number }, { label: notReceived }),
  ];
}

async function confirm(number: number, context: ServerContext): Promise<Reply> {
  const { ledger } = context;
  // Everything that can fail comes before the change: an error says that nothing was saved.
  const voice = await everyonesVoice(context);
  try {
    const outcome = await ledger.confirmPayment({ ...requestOf({ number }, context), number });
    return tellConfirmation(paymentOf(outcome), context.actor.userId, voice);
  } catch (error) {
    if (error instanceof UserError && error.code === 'isVoid') return offerRestore(number, context.voice);
    throw error;
  }
}

function tellConfirmation(payment: Expense, userId: string, voice: ServerVoice): Reply {
  const { gotIt, gotItFor } = voice.replies.settle;
  const names = namePayment(payment, voice);
  const isReceiver = partiesOfPayment(payment).receiverId === userId;
  const words = isReceiver ? gotIt(names) : gotItFor({ ...names, by: voice.person(userId) });
  return { ...say(words), changed: [payment.number] };
}

/** A message of its own: the one with the button stays, for it shows what became of the payment. */
function offerRestore(number: number, { replies }: Voice): Reply {
  const { buttons } = replies.expense;
  return {
    ...say(replies.settle.isVoid({ number })),
    visibility: 'ephemeral',
    isNew: true,
    buttons: [[expenseRestore.button('restore', { number }, { label: buttons.restore })]],
  };
}

function askWhy(number: number, { voice }: ServerContext): Modal {
  const { title, fields } = voice.replies.settle.refuseForm;
  return paymentActions.form('refuse', { number }, { title: title({ number }), fields });
}

async function refuse(number: number, reason: string, context: ServerContext): Promise<Reply> {
  const voice = await everyonesVoice(context);
  const outcome = await context.ledger.voidExpenses({
    ...requestOf({ number, reason }, context),
    numbers: [number],
    reason,
    ifUnconfirmed: true,
  });
  return tellRefusal(paymentOf(outcome), reason, context.actor.userId, voice);
}

/** Others than the receiver, who may void it too, say only that. */
function tellRefusal(payment: Expense, reason: string, userId: string, voice: ServerVoice): Reply {
  const { settle, expense } = voice.replies;
  const { number } = payment;
  return {
    ...say(
      payment.isRefused
        ? settle.notReceived(namePayment(payment, voice))
        : `${expense.change.voidBy({ person: voice.person(userId), expenses: 0, payments: 1 })}\n${describeShortly(payment, voice)}`,
      expense.change.voidReason({ reason: voice.typed(reason) }),
    ),
    tone: 'bad',
    changed: [number],
    buttons: [[expenseRestore.button('restore', { number }, { label: expense.buttons.restore })]],
  };
}

function paymentOf({ expenses }: Outcome): Expense {
  const [changed] = expenses;
  if (!changed) throw new Error('No payment was changed');
  return changed.after;
}
