import type { Storage } from '../storage/connect.js';
import { findErasingServers } from '../storage/collections/guilds.js';
import { streamSnapshot } from '../storage/stream-snapshot.js';
import { checkBalance, nameBalance } from './export-balances.js';
import { changeProjection, describeAdding, describeChange, nameChange } from './export-changes.js';
import { describeHead, nameHead, streamHeads } from './export-heads.js';
import { describeExpense, expenseProjection, nameExpense } from './export-expenses.js';
import type { LeftOut } from './left-out.js';

/** More than a few servers with unreadable records are no damage of theirs: something is wrong with all. */
const maxLeftOut = 1_000;

/**
 * Looks for the servers whose records cannot be written, by what writes them. It reads everything once, before a file is
 * begun: a server is in the files with all its rows or with none, and no other server waits for it to be mended. Those
 * whose data are being erased are left out too. (An erasure that begins later waits for an export that runs.)
 * @throws TooManyUnreadable
 */
export async function findUnexportable(storage: Storage, signal: AbortSignal): Promise<LeftOut> {
  const reasons = new Map<string, string>();
  const check = <Found extends { readonly guildId: string }>(
    records: readonly Found[],
    use: (record: Found) => unknown,
    nameRecord: (record: Found) => string,
  ): void => {
    signal.throwIfAborted();
    for (const record of records) {
      const { guildId } = record;
      if (reasons.has(guildId)) continue;
      try {
        use(record);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        reasons.set(guildId, `${nameRecord(record)}: ${why}`);
        if (reasons.size > maxLeftOut) throw new TooManyUnreadable();
      }
    }
  };
  for await (const rows of streamSnapshot(storage, storage.raw.balances)) {
    check(rows, checkBalance, nameBalance);
  }
  const options = { projection: expenseProjection };
  for await (const records of streamSnapshot(storage, storage.raw.expenses, options)) {
    check(records, describeExpense, nameExpense);
    check(records, describeAdding, nameExpense);
  }
  for await (const records of streamSnapshot(storage, storage.raw.changes, {
    projection: changeProjection,
  })) {
    check(records, describeChange, nameChange);
  }
  for await (const heads of streamHeads(storage)) check(heads, describeHead, nameHead);
  const erasing = await findErasingServers(storage);
  for (const guildId of erasing) reasons.delete(guildId);
  const unreadable = [...reasons].map(([guildId, reason]) => ({ guildId, reason }));
  return { unreadable, ids: new Set([...reasons.keys(), ...erasing]) };
}

/** So many servers have unreadable records that an export without them would be worth little. */
export class TooManyUnreadable extends Error {
  constructor() {
    super(`More than ${maxLeftOut} servers have records that cannot be exported`);
    this.name = 'TooManyUnreadable';
  }
}
