import type { Permit } from '../../src/ledger/ledger.js';
import type { ServerContext } from '../contract/context.js';

/** Who typed, as the rights are asked for them. */
export function permitOf({ actor }: Pick<ServerContext, 'actor'>): Permit {
  return { userId: actor.userId, isManager: actor.canManageServer };
}
