import { loadCommandConfig } from '../config.js';
import { streamGuildIds, verifyBalances } from '../ledger/read/verify-balances.js';
import { parseOptions } from './usage-error.js';
import { withStorage } from './with-storage.js';

/**
 * `verify`: recomputes every balance of every server from its expenses.
 * @returns whether no balance differs
 */
export async function verifyLedger(args: readonly string[], signal: AbortSignal): Promise<boolean> {
  parseOptions(args, []);
  return await withStorage(loadCommandConfig({ database: true }), async (storage) => {
    const total = { servers: 0, expenses: 0, differences: 0 };
    for await (const guildId of streamGuildIds(storage)) {
      signal.throwIfAborted();
      const { expenses, differences } = await verifyBalances(storage, guildId);
      total.servers++;
      total.expenses += expenses;
      total.differences += differences.length;
      if (differences.length > 0) {
        process.stdout.write(
          `server ${guildId}: ${differences.length} balances differ from ${expenses} expenses\n`,
        );
      }
    }
    const { servers, expenses, differences } = total;
    process.stdout.write(`${servers} servers, ${expenses} expenses, ${differences} differences\n`);
    return differences === 0;
  });
}
