import { csvOf } from '../../src/export/csv.js';
import { getCurrency } from '../../src/money/currency.js';
import { formatPlainAmount } from '../../src/money/format-amount.js';
import type { MinorSum } from '../../src/money/minor-sum.js';
import type { Debt } from '../../src/split/debts-of-expense.js';
import type { ReplyFile } from '../contract/answer.js';
import type { ServerContext } from '../contract/context.js';

const columns = ['debtorId', 'debtor', 'creditorId', 'creditor', 'amount', 'currency'] as const;

type ShownDebt = Debt<MinorSum> & { readonly currency: string };

/** A CSV file of debts, with names from the database. */
export async function makeDebtsFile(
  name: string,
  debts: readonly ShownDebt[],
  { people, guildId }: ServerContext,
): Promise<ReplyFile> {
  const userIds = debts.flatMap((debt) => [debt.debtorId, debt.creditorId]);
  return writeDebtsFile(name, debts, await people.fetchNames(guildId, userIds));
}

/** The same with given names. */
export function writeDebtsFile(
  name: string,
  debts: readonly ShownDebt[],
  names: ReadonlyMap<string, string>,
): ReplyFile {
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
