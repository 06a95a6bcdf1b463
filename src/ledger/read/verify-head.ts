import type { ChainHead } from '../../storage/collections/guilds.js';
import type { Storage } from '../../storage/connect.js';
import { withSnapshot } from '../../storage/transaction/with-snapshot.js';
import { AnchorDigest, firstLink, linkChange, linkExpense } from '../change/chain.js';
import { inChainOrder } from './chain-order.js';
import { streamChanges, streamOrigins, type ChainSource } from './stream-chain.js';

/** What became of a link: it is as it was, what led to it is something else now, or the chain ends before it. */
export type HeadState = 'same' | 'differs' | 'gone';

/**
 * Whether the chain of a ledger still passes through a head that was recorded outside of the database. The link is made
 * anew from what the ledger holds, and no stored link is believed: so somebody who changed the past is found also where
 * they rewrote every link after it.
 */
export async function verifyHead(storage: Storage, guildId: string, recorded: ChainHead): Promise<HeadState> {
  return await withSnapshot(storage, async (session) => {
    const guild = await storage.raw.guilds.findOne({ _id: guildId }, { session });
    if (!guild?.chain || guild.chain.revision < recorded.revision) return 'gone';
    return (await makeLink({ storage, guildId, session }, recorded)) === recorded.hash ? 'same' : 'differs';
  });
}

/** The link that everything up to a place in a ledger makes. */
async function makeLink(source: ChainSource, { revision, lastNumber }: ChainHead): Promise<string> {
  let link = firstLink(source.guildId);
  let unlinked = new AnchorDigest();
  for await (const one of inChainOrder(streamOrigins(source, lastNumber), streamChanges(source, revision))) {
    if ('change' in one) {
      const { anchor, ...change } = one.change;
      const covered = anchor && { anchor: { ...anchor, digest: unlinked.finish() } };
      link = linkChange(link, { ...change, ...covered });
      unlinked = new AnchorDigest();
    } else if (one.added.revision === undefined || one.added.hash === undefined) unlinked.add(one.added);
    else link = linkExpense(link, one.added.revision, one.added);
  }
  return link;
}
