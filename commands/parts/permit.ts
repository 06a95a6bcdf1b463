import type { Permit } from '../../src/ledger/ledger.js';
import type { ServerContext } from '../contract/context.js';

/** What decides whether who typed may change an expense. */
export async function fetchPermit({ settings, actor, guildId }: ServerContext): Promise<Permit> {
  const { whoMayChange } = await settings.fetch(guildId);
  return { userId: actor.userId, isManager: actor.canManageServer, whoMayChange };
}
