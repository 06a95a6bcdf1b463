import { describeNet, type Expense } from '../../src/ledger/ledger.js';
import type { GuildSettings } from '../../src/ledger/settings.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { say, text, type Button, type FollowUp, type Reply } from '../contract/answer.js';
import { disputeButton } from '../expense/dispute-actions.js';
import { receiverButtons } from '../expense/payment-actions.js';
import { expenseRestore } from '../expense/restore.js';
import { expenseShow } from '../expense/show.js';
import { expenseVoid } from '../expense/void.js';
import { describePayment, namePayment, partiesOfPayment } from '../parts/describe-payment.js';

/** The answer when a payment is recorded: its message for everyone, and another one for whom it concerns. */
export function announcePayment(payment: Expense, { pings }: GuildSettings, voice: ServerVoice): Reply {
  return { ...describePaymentMessage(payment, voice), ...followUpOf(payment, pings, voice) };
}

/** The public message of a payment. It follows from what is stored, so that the same request again is answered alike. */
export function describePaymentMessage(payment: Expense, voice: ServerVoice): Reply {
  const { movesNoMoney, rounded } = voice.replies.settle;
  const { number, voidedAt, notes, amountMinor, currency } = payment;
  const [head = '', state = ''] = describePayment(payment, voice);
  const left = voidedAt ? [] : describeLeft(payment, voice);
  return {
    kind: 'reply',
    tone: voidedAt ? 'bad' : 'good',
    about: { expenseNumber: number },
    blocks: [
      head,
      ...left,
      ...(notes?.amountRounded ? [rounded({ amount: voice.money(amountMinor, currency) })] : []),
      `${state}\n${movesNoMoney()}`,
    ].map(text),
    buttons: [makeButtons(payment, voice)],
  };
}

/** What one of the two owed the other after it. */
function describeLeft(payment: Expense, voice: ServerVoice): string[] {
  const { currency, amountMinor, notes = {} } = payment;
  const { leftMinor } = notes;
  if (leftMinor === undefined) return [];
  const { left, leftNothing, over } = voice.replies.settle;
  const { payerId, receiverId } = partiesOfPayment(payment);
  const debt = describeNet(leftMinor, receiverId, payerId);
  if (!debt) return [leftNothing()];
  const lines = [left({ debt: voice.debt(debt, currency) })];
  if (leftMinor < 0) lines.push(over({ amount: voice.money(Math.min(-leftMinor, amountMinor), currency) }));
  return [lines.join('\n')];
}

function makeButtons(payment: Expense, voice: ServerVoice): Button[] {
  const { number, version, voidedAt, confirmedAt } = payment;
  const { buttons } = voice.replies.expense;
  // The message that asked the receiver says by now that it did not come.
  const isOpenAgain = !voidedAt && !confirmedAt && version > 1;
  return [
    ...(isOpenAgain ? receiverButtons(payment, voice) : []),
    expenseShow.button('show', { number }, { label: buttons.details }),
    ...(voidedAt
      ? [expenseRestore.button('restore', { number }, { label: buttons.restore })]
      : [expenseVoid.button('ask', { number }, { label: buttons.void })]),
    ...(!voidedAt && confirmedAt ? [disputeButton(payment, voice)] : []),
  ];
}

/** Asks the receiver whether the money came; where a manager recorded it, both are told. */
function followUpOf(payment: Expense, pings: boolean, voice: ServerVoice): { followUp?: FollowUp } {
  const { ask, toldBoth } = voice.replies.settle;
  const { number, createdBy, confirmedAt, voidedAt } = payment;
  const { payerId, receiverId } = partiesOfPayment(payment);
  if (voidedAt) return {};
  const names = namePayment(payment, voice);
  const message = (words: string, addressees: readonly string[], buttons: readonly Button[]): FollowUp => ({
    ...say(words),
    visibility: 'public',
    pings: pings ? addressees.filter((userId) => voice.isHere(userId)) : [],
    addressees,
    buttons: [buttons],
  });
  if (!confirmedAt) return { followUp: message(ask(names), [receiverId], receiverButtons(payment, voice)) };
  if (createdBy === receiverId) return {};
  const both = toldBoth({ ...names, by: voice.person(createdBy), number });
  return { followUp: message(both, [payerId, receiverId], [disputeButton(payment, voice)]) };
}
