import { AnchorDigest, firstLink, linkChange, linkExpense } from '../../../src/ledger/change/chain.js';
import { inChainOrder } from '../../../src/ledger/read/chain-order.js';
import { streamChanges, streamOrigins } from '../../../src/ledger/read/stream-chain.js';
import type { Storage } from '../../../src/storage/connect.js';
import { withSnapshot } from '../../../src/storage/transaction/with-snapshot.js';

/** Makes every link of a ledger anew from what it holds now, as a dishonest host could. */
export async function rewriteChain(storage: Storage, guildId: string): Promise<void> {
  const { guilds, expenses, changes } = storage.raw;
  const guild = await guilds.findOne({ _id: guildId });
  if (!guild?.chain) throw new Error('The ledger has no chain');
  const { revision, lastNumber } = guild.chain;
  const links = await withSnapshot(storage, async (session) => {
    const source = { storage, guildId, session };
    const found = [];
    const order = inChainOrder(streamOrigins(source, lastNumber), streamChanges(source, revision));
    for await (const link of order) found.push(link);
    return found;
  });
  let hash = firstLink(guildId);
  let unlinked = new AnchorDigest();
  for (const link of links) {
    if ('change' in link) {
      const { anchor, ...change } = link.change;
      const covered = anchor && { anchor: { ...anchor, digest: unlinked.finish() } };
      hash = linkChange(hash, { ...change, ...covered });
      await changes.updateOne({ guildId, revision: change.revision }, { $set: { hash, ...covered } });
      unlinked = new AnchorDigest();
    } else if (link.added.revision === undefined) unlinked.add(link.added);
    else {
      hash = linkExpense(hash, link.added.revision, link.added);
      await expenses.updateOne({ guildId, number: link.added.number }, { $set: { hash } });
    }
  }
  await guilds.updateOne({ _id: guildId }, { $set: { 'chain.hash': hash } });
  storage.caches.guildHeads.delete(guildId);
}
