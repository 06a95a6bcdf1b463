import type { Storage } from '../storage/connect.js';

/** A ledger that is not there any more, or not whole, because the bot had been removed from its server for long. */
export interface ErasedLedger {
  /** When its erasure began, or was done. */
  readonly at: Date;
  readonly expenses: number;
}

/** The ledgers that were erased, or are being erased, by server. */
export async function findErasedLedgers(storage: Storage): Promise<ReadonlyMap<string, ErasedLedger>> {
  const ledgers = new Map<string, ErasedLedger>();
  for await (const { _id, erasedAt, expenses } of storage.erasedServers.find().lean()) {
    ledgers.set(_id, { at: erasedAt, expenses });
  }
  for await (const { _id, erasingSince: at, lastNumber: expenses } of storage.raw.guilds.find({
    erasingSince: { $exists: true },
  })) {
    if (at) ledgers.set(_id, { at, expenses });
  }
  return ledgers;
}

/** Says that a ledger is not missing but erased. */
export function sayErased(guildId: string, { at }: ErasedLedger): void {
  const day = at.toISOString().slice(0, 10);
  process.stdout.write(
    `server ${guildId}: its data were erased on ${day}, 30 days after the bot was removed from it\n`,
  );
}
