import type { Expense } from '../../src/ledger/expense.js';
import type { AuditedExpense } from '../../src/ledger/settings.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { partiesOfPayment } from './describe-payment.js';

/** Longer names of who paid whom are cut, in characters: a line may name two of them. */
const shownName = 30;

/** An expense or a payment in one line: what it is, and its total. */
export function describeShortly(expense: Expense, voice: ServerVoice): string {
  return describeAudited(
    { ...expense, ...(expense.kind === 'settlement' && { parties: partiesOfPayment(expense) }) },
    voice,
  );
}

/** The same for one as it is told. */
export function describeAudited(
  {
    number,
    description,
    currency,
    amountMinor,
    parties,
  }: Pick<AuditedExpense, 'number' | 'description' | 'currency' | 'amountMinor' | 'parties'>,
  voice: ServerVoice,
): string {
  const { line, paymentLine } = voice.replies.expense.change;
  const said = { number, description: voice.typed(description), total: voice.money(amountMinor, currency) };
  if (!parties) return line(said);
  return paymentLine({
    ...said,
    payer: voice.person(parties.payerId, shownName),
    receiver: voice.person(parties.receiverId, shownName),
  });
}
