import { csvOf } from '../src/export/csv.js';
import { getCurrency } from '../src/money/currency.js';
import { formatPlainAmount } from '../src/money/format-amount.js';
import { readNames } from '../src/people/know-people.js';
import type { Debt } from '../src/split/debts-of-expense.js';
import type { ServerContext } from './command.js';
import type { ReplyFile } from './reply.js';

const columns = ['debtorId', 'debtor', 'creditorId', 'creditor', 'amount', 'currency'] as const;

/** A list of debts as the CSV file that hangs on a message. */
export async function makeDebtsFile(
  name: string,
  debts: readonly (Debt & { readonly currency: string })[],
  { storage, guildId }: ServerContext,
): Promise<ReplyFile> {
  const names = await readNames(
    storage,
    guildId,
    debts.flatMap((debt) => [debt.debtorId, debt.creditorId]),
  );
  const rows = debts.map((debt) => ({
    debtorId: debt.debtorId,
    debtor: names.get(debt.debtorId) ?? '',
    creditorId: debt.creditorId,
    creditor: names.get(debt.creditorId) ?? '',
    amount: formatPlainAmount(debt.amountMinor, getCurrency(debt.currency)),
    currency: debt.currency,
  }));
  return { name, content: csvOf(columns, rows) };
}
