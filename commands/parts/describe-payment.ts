import type { Expense } from '../../src/ledger/expense.js';
import { partiesOf } from '../../src/ledger/ledger.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { describeDisputes } from './describe-disputes.js';

/** A payment as a message shows it, a text each: who paid whom, its day and note, and whether it came. */
export function describePayment(payment: Expense, voice: ServerVoice): string[] {
  const { details, passes } = voice.replies.settle;
  const { date, debts, description } = payment;
  const passed = debts.length - 1;
  return [
    [
      describeParties(payment, voice),
      details({ date: voice.day(date), description: voice.typed(description) }),
      ...(passed > 0 ? [passes({ count: debts.length })] : []),
    ].join('\n'),
    [describeState(payment, voice), ...describeDisputes(payment, voice)].join('\n'),
  ];
}

/** Who paid whom how much, as its sentences need it. */
export function namePayment(payment: Expense, voice: ServerVoice) {
  const { payerId, receiverId } = partiesOfPayment(payment);
  return {
    number: payment.number,
    payer: voice.person(payerId),
    receiver: voice.person(receiverId),
    amount: voice.money(payment.amountMinor, payment.currency),
  };
}

/** Who paid whom by a payment. */
export function partiesOfPayment({ payers, shares }: Expense) {
  return partiesOf({ payers, participantIds: shares.map(({ userId }) => userId) });
}

/** It is said by whom it was recorded. */
function describeParties(payment: Expense, voice: ServerVoice): string {
  const { got, noted, says } = voice.replies.settle;
  const { payerId, receiverId } = partiesOfPayment(payment);
  const names = namePayment(payment, voice);
  if (payment.createdBy === payerId) return says(names);
  if (payment.createdBy === receiverId) return got(names);
  return noted({ ...names, by: voice.person(payment.createdBy) });
}

function describeState(payment: Expense, voice: ServerVoice): string {
  const { settle, expense } = voice.replies;
  const { voidedAt, confirmedAt, isRefused } = payment;
  const { receiver } = namePayment(payment, voice);
  if (voidedAt) {
    const when = voice.instant(voidedAt);
    return isRefused ? settle.refused({ receiver, when }) : expense.voided({ when });
  }
  return confirmedAt
    ? settle.confirmed({ when: voice.instant(confirmedAt) })
    : settle.unconfirmed({ receiver });
}
