import type { Expense } from '../src/ledger/ledger.js';
import type { ServerVoice } from '../src/texts/voice.js';
import type { ExpenseMessage, Reply } from './contract/answer.js';
import type { ServerContext } from './contract/context.js';
import { announceExpense } from './expense/announce-expense.js';
import { listPeople } from './expense/expense-card.js';
import { everyonesVoice } from './parts/voices.js';
import { describePaymentMessage } from './settle/announce-payment.js';

/** The message of an expense or a payment as it should be now; undefined where it is not known. */
export async function describeMessage(
  expenseNumber: number,
  context: ServerContext,
): Promise<ExpenseMessage | undefined> {
  const expense = await context.ledger.fetchExpense(context.guildId, expenseNumber);
  const { channelId, messageId, receiptName } = expense;
  if (channelId === undefined || messageId === undefined) return undefined;
  const reply = await describe(expense, context, await everyonesVoice(context));
  return { channelId, messageId, reply, keepsReceipt: receiptName !== undefined };
}

async function describe(expense: Expense, context: ServerContext, voice: ServerVoice): Promise<Reply> {
  if (expense.kind === 'settlement') return describePaymentMessage(expense, voice);
  const { ledger, people, guildId, platform } = context;
  const fetchNames = () => people.fetchNames(guildId, listPeople(expense));
  const duplicate = await ledger.findDuplicate(expense);
  const { fileLimits } = platform;
  const parts = { receipt: undefined, fetchNames, fileLimits, duplicate, pings: false };
  return announceExpense(expense, parts, voice);
}
