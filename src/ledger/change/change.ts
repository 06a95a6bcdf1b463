import type { SettingsChange } from '../../storage/collections/changes.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import type { GuildSettings } from '../../storage/collections/guilds.js';
import type { Expense } from '../expense.js';
import type { Request } from './request.js';
import type { Authorized, ExpenseAction } from './rights.js';

/**
 * A change of a server's ledger, as a person asked for it. It is a value: whether it can be done, and what it then
 * comes to, is planned from what is stored, as often as it must be.
 */
export interface Change {
  readonly request: Request;
  readonly now: Date;
  /** For how many people it is; sets how long it may take. */
  readonly people: number;
  /** The numbers of the expenses that the plan looks at. */
  readonly numbers: readonly number[];
  /**
   * Pure, and may run more than once.
   * @throws UserError when it cannot be done; then nothing changes
   */
  plan(ledger: LedgerView): Plan;
}

/** What a plan may look at. */
export interface LedgerView {
  /** Of the next expense or payment. */
  readonly nextNumber: number;
  /** As they are stored at the moment of the change. */
  readonly settings: GuildSettings;
  /**
   * An expense that the change named.
   * @throws UserError `expenseNotFound`
   */
  expense(number: number): ExpenseRecord;
}

/** What a change comes to. */
export type Plan = AddPlan | ExpensePlan | SettingsPlan;

/** A new expense or payment. */
export interface AddPlan {
  readonly kind: 'add';
  readonly added: ExpenseRecord;
}

/** Other versions of stored ones. */
export type ExpensePlan = { [Action in ExpenseAction]: PlanOf<Action> }[ExpenseAction];

interface PlanOf<Action extends ExpenseAction> {
  readonly kind: Action;
  readonly reason?: string;
  /** In the order of their numbers; the version of the new ones is raised when they are written. */
  readonly changed: readonly {
    readonly from: Authorized<Action, ExpenseRecord>;
    readonly to: ExpenseRecord;
    /** Whom it concerns: they are told by a direct message, if they did not do it themselves. */
    readonly tells?: readonly string[];
  }[];
}

/** Other settings of the server. */
export interface SettingsPlan {
  readonly kind: 'settings';
  readonly from: Authorized<'settings', GuildSettings>;
  readonly to: GuildSettings;
}

/** What a change did. */
export interface Outcome {
  readonly kind: Plan['kind'];
  readonly expenses: readonly ChangedExpense[];
  /** What it changed in the settings of the server. */
  readonly settings?: SettingsChange;
  /** The same request came before, and did it. */
  readonly replayed: boolean;
}

export interface ChangedExpense {
  /** Undefined: it was added. */
  readonly before?: Expense;
  readonly after: Expense;
}
