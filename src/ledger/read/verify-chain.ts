import type { ChangedSettings, ChangeRecord, SettingsChange } from '../../storage/collections/changes.js';
import {
  readSettings,
  type ChainHead,
  type FoundHead,
  type GuildSettings,
} from '../../storage/collections/guilds.js';
import { AnchorDigest, firstLink, linkChange, linkExpense } from '../change/chain.js';
import { inChainOrder } from './chain-order.js';
import type { LedgerFault } from './ledger-fault.js';
import { streamChanges, streamOrigins, type ChainSource, type Origin } from './stream-chain.js';

/**
 * Walks the chain of a ledger from its first link to its newest, and says where it is not as it was made: an expense or
 * a change that is another one now, that is gone, or that was put in. Only a stretch of it is held at once.
 * @param head as the server's document tells it
 */
export async function* verifyChain(source: ChainSource, head: FoundHead): AsyncGenerator<LedgerFault> {
  if (!head.chain) return;
  const walk = new ChainWalk(source.guildId);
  const origins = streamOrigins(source, head.chain.lastNumber);
  for await (const link of inChainOrder(origins, streamChanges(source, head.chain.revision))) {
    yield* 'added' in link ? walk.add(link.added) : walk.change(link.change);
  }
  yield* walk.finish(head.chain, readSettings(head));
}

class ChainWalk {
  #link: string;
  #revision = 0;
  #unlinked = new AnchorDigest();
  /** What the changes so far have made of the settings; those that none has changed are missing. */
  #settings: ChangedSettings = {};

  constructor(guildId: string) {
    this.#link = firstLink(guildId);
  }

  *add({ faults, ...origin }: Origin): Generator<LedgerFault> {
    yield* faults;
    const { revision, hash, number } = origin;
    if (revision === undefined || hash === undefined) {
      this.#unlinked.add(origin);
      return;
    }
    yield* this.#goTo(revision);
    if (linkExpense(this.#link, revision, origin) !== hash) yield { fault: 'chainBroken', revision, number };
    this.#link = hash;
  }

  *change(change: ChangeRecord): Generator<LedgerFault> {
    const { revision, hash, anchor, expenses, settings } = change;
    // What an anchor covers raised the revision too, without a link.
    if (anchor) this.#revision = revision;
    else yield* this.#goTo(revision);
    const number = anchor?.fromNumber ?? expenses[0]?.number;
    if (anchor && this.#unlinked.finish() !== anchor.digest) {
      const { fromNumber, toNumber } = anchor;
      yield { fault: 'anchorBroken', fromNumber, toNumber };
    }
    this.#unlinked = new AnchorDigest();
    if (linkChange(this.#link, change) !== hash)
      yield { fault: 'chainBroken', revision, ...(number !== undefined && { number }) };
    this.#link = hash;
    if (settings) yield* this.#changeSettings(settings);
  }

  *#changeSettings({ before, after }: SettingsChange): Generator<LedgerFault> {
    yield* this.#compareSettings(before);
    this.#settings = { ...this.#settings, ...after };
  }

  /** With what the changes have made of them. */
  *#compareSettings(found: ChangedSettings): Generator<LedgerFault> {
    for (const setting of Object.keys(this.#settings) as (keyof GuildSettings)[]) {
      const isOther = setting in found && (found[setting] ?? null) !== this.#settings[setting];
      if (isOther) yield { fault: 'settingDiffers', setting };
    }
  }

  *#goTo(revision: number): Generator<LedgerFault> {
    const from = this.#revision + 1;
    if (revision > from) yield { fault: 'changesMissing', from, to: revision - 1 };
    this.#revision = revision;
  }

  *finish({ revision, hash }: ChainHead, settings: GuildSettings): Generator<LedgerFault> {
    yield* this.#compareSettings({ auditChannelId: null, ...settings });
    yield* this.#goTo(revision + 1);
    if (this.#link !== hash) yield { fault: 'chainHeadDiffers', revision };
  }
}
