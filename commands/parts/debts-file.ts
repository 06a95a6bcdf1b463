import { getCurrency } from '../../src/money/currency.js';
import { formatPlainAmount } from '../../src/money/format-amount.js';
import type { MinorSum } from '../../src/money/minor-sum.js';
import type { Debt } from '../../src/split/debts-of-expense.js';
import type { FileLimits, ServerContext } from '../contract/context.js';
import { inTurns } from './in-turns.js';
import { writeCsvFiles, type WrittenFiles } from './write-files.js';

const columns = ['debtorId', 'debtor', 'creditorId', 'creditor', 'amount', 'currency'] as const;

/** A server may have half a million debts; so many are looked at in a few milliseconds. */
const debtsInTurn = 5000;

type ShownDebt = Debt<MinorSum> & { readonly currency: string };

/** CSV files of debts, with names from the database. */
export async function makeDebtsFiles(
  name: string,
  debts: readonly ShownDebt[],
  { people, guildId, platform }: ServerContext,
): Promise<WrittenFiles> {
  const userIds = new Set<string>();
  for await (const { debtorId, creditorId } of inTurns(debts, debtsInTurn)) {
    userIds.add(debtorId).add(creditorId);
  }
  return writeDebtsFiles(name, debts, await people.fetchNames(guildId, [...userIds]), platform.fileLimits);
}

/** The same with given names. */
export function writeDebtsFiles(
  name: string,
  debts: Iterable<ShownDebt> | AsyncIterable<ShownDebt>,
  names: ReadonlyMap<string, string>,
  limits: FileLimits,
): Promise<WrittenFiles> {
  async function* toRows() {
    for await (const debt of debts) {
      yield {
        debtorId: debt.debtorId,
        debtor: names.get(debt.debtorId) ?? '',
        creditorId: debt.creditorId,
        creditor: names.get(debt.creditorId) ?? '',
        amount: formatPlainAmount(debt.amountMinor, getCurrency(debt.currency)),
        currency: debt.currency,
      };
    }
  }
  return writeCsvFiles(name, columns, toRows(), limits);
}
