import type { Expense } from '../../src/ledger/expense.js';
import { cutText } from '../../src/limits.js';
import type { Voice } from '../../src/texts/voice.js';
import type { ServerContext } from '../contract/context.js';
import type { Choice } from '../contract/option.js';
import { partiesOfPayment } from '../parts/describe-payment.js';

const offeredAtMost = 25;
/** The longest description in a choice, in characters. It leaves room for the total. */
const describedInChoice = 60;
/** The same of each name of a payment. */
const namedInChoice = 28;

/** Offers expenses by number, its first digits, or words. */
export async function completeNumber(typed: string, context: ServerContext): Promise<Choice[]> {
  const { ledger, people, guildId, voice } = context;
  const expenses = await ledger.findExpenses(guildId, typed, offeredAtMost);
  const parties = expenses.filter(isPayment).flatMap((payment) => {
    const { payerId, receiverId } = partiesOfPayment(payment);
    return [payerId, receiverId];
  });
  const names: ReadonlyMap<string, string> =
    parties.length === 0 ? new Map() : await people.fetchNames(guildId, [...new Set(parties)]);
  return expenses.map((expense) => ({ name: describeChoice(expense, names, voice), value: expense.number }));
}

function isPayment({ kind }: Expense): boolean {
  return kind === 'settlement';
}

/** Discord shows no mentions there. */
function describeChoice(expense: Expense, names: ReadonlyMap<string, string>, voice: Voice): string {
  const { number, description, amountMinor, currency } = expense;
  const total = voice.money(amountMinor, currency);
  const { choice, paymentChoice } = voice.replies.expense;
  if (!isPayment(expense))
    return choice({ number, description: cutText(description, describedInChoice), total });
  const { payerId, receiverId } = partiesOfPayment(expense);
  const nameOf = (userId: string) => cutText(names.get(userId) ?? userId, namedInChoice);
  return paymentChoice({ number, payer: nameOf(payerId), receiver: nameOf(receiverId), total });
}
