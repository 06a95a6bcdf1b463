import { loadCommandConfig } from '../config.js';
import { UserError } from '../errors/user-error.js';
import { streamGuildIds } from '../ledger/read/verify-balances.js';
import { rebuildBalances } from '../ledger/rebuild-balances.js';
import type { Storage } from '../storage/connect.js';
import { parseOptions } from './usage-error.js';
import { withStorage } from './with-storage.js';

/**
 * `rebuild`: puts the balances of every server right, or those of one, as its expenses make them.
 * @returns whether there is such a ledger, and nothing in it is missing or damaged
 */
export async function rebuildLedger(args: readonly string[], signal: AbortSignal): Promise<boolean> {
  const { server } = parseOptions(args, ['server']);
  return await withStorage(loadCommandConfig({ database: true }), async (storage) => {
    const count = { servers: 0, damaged: 0 };
    for await (const guildId of streamGuildIds(storage)) {
      signal.throwIfAborted();
      if (server !== undefined && guildId !== server) continue;
      count.servers++;
      if (!(await rebuildOne(storage, guildId))) count.damaged++;
    }
    say(`${count.servers} servers looked at, ${count.damaged} of them damaged`);
    return count.servers > 0 && count.damaged === 0;
  });
}

/** @returns whether its balances are right now */
async function rebuildOne(storage: Storage, guildId: string): Promise<boolean> {
  try {
    const { balances, totals, unreadable } = await rebuildBalances(storage, guildId);
    if (balances.length + totals.length + unreadable > 0) {
      say(
        `server ${guildId}: put right: ${balances.length} balances, ${totals.length} totals, ${unreadable} damaged rows`,
      );
    }
    return true;
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'ledgerDamaged') throw error;
    say(`server ${guildId}: left as it is: its expenses are damaged or missing, as "verify" says`);
    return false;
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
