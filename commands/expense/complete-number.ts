import type { Expense } from '../../src/ledger/expense.js';
import { cutText } from '../../src/limits.js';
import type { Voice } from '../../src/texts/voice.js';
import type { ServerContext } from '../contract/context.js';
import type { Choice } from '../contract/option.js';

const offeredAtMost = 25;
/** The longest description in a choice, in characters. It leaves room for the total. */
const describedInChoice = 60;

/** Offers expenses by number, its first digits, or words. */
export async function completeNumber(typed: string, context: ServerContext): Promise<Choice[]> {
  const { ledger, guildId, voice } = context;
  const expenses = await ledger.findExpenses(guildId, typed, offeredAtMost);
  return expenses.map((expense) => ({ name: describeChoice(expense, voice), value: expense.number }));
}

function describeChoice({ number, description, amountMinor, currency }: Expense, voice: Voice): string {
  return voice.replies.expense.choice({
    number,
    description: cutText(description, describedInChoice),
    total: voice.money(amountMinor, currency),
  });
}
