import { UserError } from '../../../src/errors/user-error.js';
import { firstLink } from '../../../src/ledger/change/chain.js';
import type { Change } from '../../../src/ledger/change/change.js';
import { LedgerDraft } from '../../../src/ledger/change/ledger-draft.js';
import { defaultGuildSettings, type GuildSettings } from '../../../src/storage/collections/guilds.js';
import { now } from '../ledger.js';

/** An empty ledger, of the server `1`. */
export function newDraft(settings: Partial<GuildSettings> = {}): LedgerDraft {
  const chain = { revision: 0, lastNumber: 0, hash: firstLink('1') };
  const head = { revision: 0, lastNumber: 0, chain, settings: { ...defaultGuildSettings, ...settings } };
  return new LedgerDraft('1', head, []);
}

/** What a change comes to: the code of its error, or `done`. */
export function attempt(draft: LedgerDraft, change: Change): string {
  try {
    draft.apply(change);
    return 'done';
  } catch (error) {
    if (error instanceof UserError) return (error as UserError).code;
    throw error;
  }
}

/** Who is told of changes by direct messages, each time. */
export function toldBy(draft: LedgerDraft): (string | undefined)[] {
  return draft.makeNotices(now).flatMap(({ kind, userId }) => (kind === 'change' ? [userId] : []));
}
