import type { MinorSum } from '../../money/minor-sum.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import type { GuildSettings } from '../../storage/collections/guilds.js';

/** One direction of a pair whose stored balance is not what its expenses make. */
export interface BalanceDifference {
  readonly creditorId: string;
  readonly debtorId: string;
  readonly currency: string;
  readonly storedMinor: MinorSum;
  readonly computedMinor: MinorSum;
}

/** The parts of an expense do not make its amount. */
interface PartsDiffer {
  readonly number: number;
  readonly currency: string;
  readonly amountMinor: number;
  readonly sumMinor: MinorSum;
}

/** What is counted of the live or the void expenses or payments in a currency is not what they make. */
export interface TotalDiffers {
  readonly currency: string;
  readonly kind: ExpenseRecord['kind'];
  readonly isVoid: boolean;
  readonly storedCount: number;
  readonly storedMinor: MinorSum;
  readonly computedCount: number;
  readonly computedMinor: MinorSum;
}

/** What is damaged or missing in the ledger of a server, besides balances. */
export type LedgerFault =
  /** It has expenses or balances, and no document of its own: its settings and its last number are gone. */
  | { readonly fault: 'guildMissing' }
  /** Expenses that were saved are gone. */
  | { readonly fault: 'numbersMissing'; readonly from: number; readonly to: number }
  | { readonly fault: 'numberTwice'; readonly number: number }
  /** The next expense would take a number that is taken, or has been. */
  | { readonly fault: 'numberBeyondLast'; readonly number: number; readonly lastNumber: number }
  | ({ readonly fault: 'sharesDiffer' } & PartsDiffer)
  | ({ readonly fault: 'paymentsDiffer' } & PartsDiffer)
  /** Not as many shares as participants. */
  | { readonly fault: 'sharesUnpaired'; readonly number: number }
  /** The debts that are stored with it do not bring its people even. */
  | { readonly fault: 'debtsDiffer'; readonly number: number }
  | ({ readonly fault: 'totalDiffers' } & TotalDiffers)
  /** What the change with this revision did is not what stands there now: this expense is the first of it, if any. */
  | { readonly fault: 'chainBroken'; readonly revision: number; readonly number?: number }
  /** The expenses that were there before chains were kept are not as they were. */
  | { readonly fault: 'anchorBroken'; readonly fromNumber: number; readonly toNumber: number }
  /** Changes that were made are gone; by revision. */
  | { readonly fault: 'changesMissing'; readonly from: number; readonly to: number }
  /** A version of an expense is not what its change made of it. */
  | { readonly fault: 'versionDiffers'; readonly number: number; readonly version: number }
  /** A setting of the server is not what the changes made of it. */
  | { readonly fault: 'settingDiffers'; readonly setting: keyof GuildSettings }
  /** The newest link is not the one that the server's document names. */
  | { readonly fault: 'chainHeadDiffers'; readonly revision: number }
  /** A field is missing, or is nothing that can stand there. `number` is as stored. */
  | { readonly fault: 'expenseUnreadable'; readonly number: unknown }
  | { readonly fault: 'balanceUnreadable'; readonly creditorId: unknown };

/** Something that is not as it should be. */
export type Difference = BalanceDifference | LedgerFault;

export function isFault(difference: Difference): difference is LedgerFault {
  return 'fault' in difference;
}

/** Whether it is wrong in what follows from the expenses, and not in the expenses themselves: a rebuild mends it. */
export function isMendable(difference: Difference): boolean {
  return (
    !isFault(difference) || difference.fault === 'totalDiffers' || difference.fault === 'balanceUnreadable'
  );
}
