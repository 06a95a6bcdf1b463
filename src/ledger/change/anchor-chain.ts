import type { ChangeRecord } from '../../storage/collections/changes.js';
import { notErasing, type FoundHead } from '../../storage/collections/guilds.js';
import type { Storage } from '../../storage/connect.js';
import type { Session } from '../../storage/transaction/with-snapshot.js';
import {
  runGuildTransaction,
  type GuildWrites,
  type LedgerHead,
} from '../../storage/transaction/guild-transaction.js';
import { AnchorDigest, firstLink, linkChange } from './chain.js';

/** How many expenses are read at once. */
const stride = 500;

/** A ledger's head with its chain; undefined where a release without chains has gone on since its newest link. */
export function toLedgerHead(
  guildId: string,
  { revision, lastNumber, chain, settings }: FoundHead,
): LedgerHead | undefined {
  if (chain) return chain.revision === revision ? { revision, lastNumber, chain, settings } : undefined;
  if (revision > 0) return undefined;
  return { revision, lastNumber, chain: { revision, lastNumber, hash: firstLink(guildId) }, settings };
}

/**
 * Brings a chain up to its ledger, by a change that covers every expense without a link of its own: those that were
 * there before chains were kept, and those that a process of an earlier release has added beside this one. What is
 * covered does not change meanwhile, for whoever would change it brings the chain up first.
 */
export async function anchorChain(storage: Storage, guildId: string, now: Date): Promise<void> {
  const guild = await storage.raw.guilds.findOne({ _id: guildId });
  if (!guild || toLedgerHead(guildId, guild)) return;
  const fromNumber = (guild.chain?.lastNumber ?? 0) + 1;
  const before = new AnchorDigest();
  await addExpenses(storage, { guildId, fromNumber, toNumber: guild.lastNumber }, before);
  storage.caches.guildHeads.delete(guildId);
  try {
    await runGuildTransaction(storage, guildId, async ({ session, found }) => {
      if (toLedgerHead(guildId, found)) throw new AnchoredMeanwhile();
      const digest = before.copy();
      const range = { guildId, fromNumber: guild.lastNumber + 1, toNumber: found.lastNumber };
      await addExpenses(storage, range, digest, session);
      const covered = { fromNumber, toNumber: found.lastNumber, digest: digest.finish() };
      return makeAnchor(guildId, found, covered, now);
    });
  } catch (error) {
    if (!(error instanceof AnchoredMeanwhile)) throw error;
  }
}

/** Another process was faster. */
class AnchoredMeanwhile extends Error {}

function makeAnchor(
  guildId: string,
  { revision: found, lastNumber, chain, settings }: FoundHead,
  anchor: NonNullable<ChangeRecord['anchor']>,
  now: Date,
): GuildWrites<void> {
  const revision = found + 1;
  const content = {
    revision,
    kind: 'anchor' as const,
    requestId: `anchor ${revision}`,
    by: 'hisaab',
    at: now,
    expenses: [],
    anchor,
  };
  const hash = linkChange(chain?.hash ?? firstLink(guildId), content);
  const document: ChangeRecord = { guildId, ...content, requestHash: '', hash };
  return {
    head: { revision, lastNumber, chain: { revision, lastNumber, hash }, settings },
    counted: [],
    writes: [{ kind: 'insert', collection: 'changes', document }],
    result: undefined,
  };
}

interface NumberRange {
  readonly guildId: string;
  readonly fromNumber: number;
  readonly toNumber: number;
}

/** Range by range: a sort of a whole ledger costs some servers more than all the rest. */
async function addExpenses(
  storage: Storage,
  { guildId, fromNumber, toNumber }: NumberRange,
  digest: AnchorDigest,
  session?: Session,
): Promise<void> {
  for (let from = fromNumber; from <= toNumber; from += stride) {
    const number = { $gte: from, $lt: Math.min(from + stride, toNumber + 1) };
    const expenses = await storage.raw.expenses
      .find({ guildId, number }, session ? { session } : {})
      .toArray();
    for (const expense of expenses.sort((one, other) => one.number - other.number)) digest.add(expense);
  }
}

/**
 * Brings the chain of every ledger up that is behind: those from before chains were kept.
 * @param tell told where there are such: a million expenses take half a minute
 */
export async function anchorChains(
  storage: Storage,
  now: Date,
  tell: (behind: { readonly ledgers: number; readonly expenses: number }) => void,
): Promise<void> {
  const behind = await storage.raw.guilds
    .find(
      { revision: { $gt: 0 }, ...notErasing, $expr: { $ne: ['$chain.revision', '$revision'] } },
      { projection: { _id: 1, lastNumber: 1 } },
    )
    .toArray();
  if (behind.length === 0) return;
  tell({
    ledgers: behind.length,
    expenses: behind.reduce((sum, { lastNumber }) => sum + lastNumber, 0),
  });
  for (const { _id } of behind) await anchorChain(storage, _id, now);
}
