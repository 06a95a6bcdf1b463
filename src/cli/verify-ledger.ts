import { existsSync } from 'node:fs';
import { loadCommandConfig } from '../config.js';
import { isFault, type Difference, type LedgerFault } from '../ledger/read/ledger-fault.js';
import { streamGuildIds, verifyBalances } from '../ledger/read/verify-balances.js';
import { compareWithExport, readManifest } from './compare-with-export.js';
import { compareWithHeads } from './compare-with-heads.js';
import { findErasedLedgers, sayErased } from './erased-ledgers.js';
import { parseOptions, UsageError } from './usage-error.js';
import { withStorage } from './with-storage.js';

/** More of one server are only counted. */
const shownFaults = 20;

/**
 * `verify`: recomputes the ledger of every server from its expenses; with a manifest of an export also whether all of
 * its expenses are there; with the heads of an export whether every ledger's past is what it was then.
 * @returns whether there is a ledger, and nothing in it is missing, damaged or different
 */
export async function verifyLedger(args: readonly string[], signal: AbortSignal): Promise<boolean> {
  const { manifest: file, heads } = parseOptions(args, ['manifest', 'heads']);
  if (heads !== undefined && !existsSync(heads)) throw new UsageError(`There is no file ${heads}.`);
  const exported = file === undefined ? undefined : await readManifest(file);
  return await withStorage(loadCommandConfig({ database: true }), async (storage) => {
    const total = { servers: 0, expenses: 0, differences: 0 };
    for await (const guildId of streamGuildIds(storage)) {
      signal.throwIfAborted();
      const { expenses, differences, more = 0 } = await verifyBalances(storage, guildId);
      const erased = differences.length > 0 && (await findErasedLedgers(storage)).get(guildId);
      if (erased) {
        sayErased(guildId, erased);
        continue;
      }
      total.servers++;
      total.expenses += expenses;
      total.differences += differences.length + more;
      sayDifferences(guildId, expenses, differences, more);
    }
    const { servers, expenses, differences } = total;
    say(`${servers} servers, ${expenses} expenses, ${differences} differences`);
    if (servers === 0) say('There is no ledger in this database. Is it the one that was meant?');
    const isAsExported = exported === undefined || (await compareWithExport(storage, exported, signal));
    const isAsRecorded = heads === undefined || (await compareWithHeads(storage, heads, signal));
    return servers > 0 && differences === 0 && isAsExported && isAsRecorded;
  });
}

function sayDifferences(
  guildId: string,
  expenses: number,
  differences: readonly Difference[],
  more: number,
): void {
  const faults = differences.filter(isFault);
  for (const fault of faults.slice(0, shownFaults)) say(`server ${guildId}: ${describeFault(fault)}`);
  const balances = differences.length - faults.length;
  if (balances > 0) say(`server ${guildId}: ${balances} balances differ from ${expenses} expenses`);
  const unsaid = Math.max(0, faults.length - shownFaults) + more;
  if (unsaid > 0) say(`server ${guildId}: and ${unsaid} more`);
}

function describeFault(fault: LedgerFault): string {
  switch (fault.fault) {
    case 'guildMissing':
      return 'its document in "guilds" is missing';
    case 'numbersMissing':
      return fault.from === fault.to
        ? `expense ${fault.from} is missing`
        : `expenses ${fault.from} to ${fault.to} are missing`;
    case 'chainBroken':
      return fault.number === undefined
        ? `change ${fault.revision} is not what was saved`
        : `change ${fault.revision} (expense ${fault.number}) is not what was saved`;
    case 'anchorBroken':
      return `expenses ${fault.fromNumber} to ${fault.toNumber} are not what was saved`;
    case 'changesMissing':
      return fault.from === fault.to
        ? `change ${fault.from} is missing`
        : `changes ${fault.from} to ${fault.to} are missing`;
    case 'versionDiffers':
      return `expense ${fault.number}: version ${fault.version} is not what its change made`;
    case 'settingDiffers':
      return `the setting ${fault.setting} is not what its changes made`;
    case 'chainHeadDiffers':
      return `the newest change is not change ${fault.revision} as it was saved`;
    case 'numberTwice':
      return `expense ${fault.number} is there twice`;
    case 'numberBeyondLast':
      return `expense ${fault.number} is there, but the last number is ${fault.lastNumber}`;
    case 'sharesDiffer':
      return `expense ${fault.number}: its shares make ${fault.sumMinor} of ${fault.amountMinor} minor units`;
    case 'paymentsDiffer':
      return `expense ${fault.number}: its payments make ${fault.sumMinor} of ${fault.amountMinor} minor units`;
    case 'sharesUnpaired':
      return `expense ${fault.number} has not as many shares as participants`;
    case 'debtsDiffer':
      return `expense ${fault.number}: its debts are not what its payments and shares make`;
    case 'totalDiffers': {
      const { kind, isVoid, currency, storedCount, storedMinor, computedCount, computedMinor } = fault;
      const which = `${isVoid ? 'void' : 'live'} ${kind}s in ${currency}`;
      return `the total of ${which} is stored as ${storedCount} of ${storedMinor} minor units, and they are ${computedCount} of ${computedMinor}`;
    }
    case 'expenseUnreadable':
      return `expense ${String(fault.number)} cannot be read`;
    case 'balanceUnreadable':
      return `the balances of ${String(fault.creditorId)} cannot be read`;
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
