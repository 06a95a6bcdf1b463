import type { Storage } from '../storage/connect.js';
import { readInTime } from '../storage/read-in-time.js';
import { MessageNotes } from './change/note-messages.js';
import {
  findRecorded,
  recordExpense,
  toRecorded,
  type NewExpense,
  type Recorded,
} from './change/record-expense.js';
import { addPayment, type NewPayment } from './change/record-payment.js';
import type { Outcome } from './change/change.js';
import { changeSettings, type SettingsRequest } from './change/change-settings.js';
import type { OneRequest } from './change/change-one.js';
import { confirmPayment } from './change/confirm-payment.js';
import { closeDisputes, disputeExpense, withdrawDispute, type NewDispute } from './change/dispute-expense.js';
import { editExpense, type Edit } from './change/edit-expense.js';
import { findChanged } from './change/find-outcome.js';
import { restoreExpense } from './change/restore-expense.js';
import { runChange } from './change/run-change.js';
import { voidExpenses, type Voiding } from './change/void-expenses.js';
import type { Request } from './change/request.js';
import type { Expense } from './expense.js';
import {
  fetchBalances,
  fetchPairNets,
  type BalanceFilter,
  type Balances,
  type Net,
} from './read/fetch-balances.js';
import { fetchFewestPayments, type FewestPayments } from './read/fetch-fewest-payments.js';
import {
  fetchStatement,
  streamStatement,
  type StatementFilter,
  type StatementLine,
  type StatementPage,
  type StatementRequest,
} from './read/fetch-statement.js';
import type { ExpenseFilter } from './read/expense-query.js';
import { fetchExpense } from './read/fetch-expense.js';
import { streamExpenses } from './read/stream-expenses.js';
import {
  fetchExpenseHistory,
  fetchServerHistory,
  type HistoryCursor,
  type HistoryEntry,
  type HistoryPage,
} from './read/fetch-history.js';
import { fetchLink } from './read/fetch-link.js';
import { findCategories } from './read/find-categories.js';
import { findDuplicate, type EarlierExpense } from './read/find-duplicate.js';
import { findExpenses } from './read/find-expenses.js';
import { findUnconfirmed } from './read/find-unconfirmed.js';
import { listExpenses, type ExpensePage, type PageRequest } from './read/list-expenses.js';
import { rebuildBalances, type RebuildOptions, type Rebuilt } from './rebuild-balances.js';
import { verifyBalances, type Verification } from './read/verify-balances.js';

export { isAmountMinor } from '../storage/collections/amount.js';
export type { Expense } from './expense.js';
export type { NewExpense, Recorded } from './change/record-expense.js';
export type { ChangedExpense, Outcome } from './change/change.js';
export { checkEditable, type Edit } from './change/edit-expense.js';
export type { SettingsRequest } from './change/change-settings.js';
export type { ExpenseContent } from './change/expense-content.js';
export type { Dispute, ExpenseNotes } from './expense.js';
export type { OneRequest } from './change/change-one.js';
export type { NewDispute } from './change/dispute-expense.js';
export type { NewPayment } from './change/record-payment.js';
export { checkPaymentRight, partiesOf } from './change/rights.js';
export type { Request } from './change/request.js';
export type { Permit } from './change/rights.js';
export type { Voiding } from './change/void-expenses.js';
export type { HistoryCursor, HistoryEntry, HistoryPage } from './read/fetch-history.js';
export type { BalanceDebt, BalanceFilter, Balances, Net } from './read/fetch-balances.js';
export type { FewestPayments } from './read/fetch-fewest-payments.js';
export type {
  StatementCursor,
  StatementFilter,
  StatementLine,
  StatementPage,
} from './read/fetch-statement.js';
export { describeNet } from './read/fetch-statement.js';
export type { EarlierExpense } from './read/find-duplicate.js';
export type { ExpenseFilter } from './read/expense-query.js';
export type { CurrencyTotal, ExpensePage, PageCursor, PageRequest } from './read/list-expenses.js';
export type { BalanceDifference, Difference, LedgerFault } from './read/ledger-fault.js';
export { isFault, isMendable } from './read/ledger-fault.js';
export type { Verification } from './read/verify-balances.js';
export type { RebuildOptions, RebuildProgress, Rebuilt } from './rebuild-balances.js';
export type { Place } from './read/ledger-path.js';

/** What may be done with the ledgers of servers. Each method throws StorageUnavailable. */
export interface Ledger {
  /**
   * What a request has saved already; undefined: it comes for the first time. A command asks before it looks up
   * anything else: who is in a role, and which day it is, may have changed since.
   * @throws UserError `requestReused` when its id came before with other input
   */
  findRecorded(request: Request): Promise<Expense | undefined>;
  /**
   * Saves an expense and the balances that it makes. The same request again returns what the first one saved.
   * @throws UserError `requestReused` when a request comes again with other input, and what `checkSplit` throws
   * @throws RangeError for input that no command should hand on
   * @throws OutcomeUnknown
   */
  recordExpense(expense: NewExpense): Promise<Recorded>;
  /** What a request has changed already, as `findRecorded`. */
  findChanged(request: Request): Promise<Outcome | undefined>;
  /**
   * Changes what an expense says. The same request again changes nothing more.
   * @throws UserError as `editExpense` says
   * @throws OutcomeUnknown
   */
  editExpense(edit: Edit): Promise<Outcome>;
  /** Takes expenses out of the balances, all or none. As `editExpense`. */
  voidExpenses(voiding: Voiding): Promise<Outcome>;
  /** Undoes a void. As `editExpense`. */
  restoreExpense(request: OneRequest): Promise<Outcome>;
  /**
   * Records a payment between two members. The same request again returns what the first one saved.
   * @throws UserError as `addPayment` says
   * @throws OutcomeUnknown
   */
  recordPayment(payment: NewPayment): Promise<Recorded>;
  /** The receiver of a payment says that the money came. As `editExpense`. */
  confirmPayment(request: OneRequest): Promise<Outcome>;
  /** Says that somebody disagrees with an expense. As `editExpense`. */
  disputeExpense(dispute: NewDispute): Promise<Outcome>;
  /** Takes back somebody's own dispute. As `editExpense`. */
  withdrawDispute(request: OneRequest): Promise<Outcome>;
  /** Ends all disputes of an expense, by who manages the server. As `editExpense`. */
  closeDisputes(request: OneRequest): Promise<Outcome>;
  /** Changes the settings of a server, by who manages it. As `editExpense`; `changeSettings` says what it throws. */
  changeSettings(request: SettingsRequest): Promise<Outcome>;
  /** Remembers which message announced an expense. */
  noteMessage(guildId: string, number: number, messageId: string): Promise<void>;
  /** One page of a server's expenses, newest first. */
  listExpenses(filter: ExpenseFilter, page: PageRequest): Promise<ExpensePage>;
  /** All expenses that match, newest first, one by one. */
  streamExpenses(filter: ExpenseFilter): AsyncIterable<Expense>;
  /**
   * One expense, void or not.
   * @throws UserError `expenseNotFound`
   */
  fetchExpense(guildId: string, number: number): Promise<Expense>;
  /** An earlier expense that is probably the same as one, typed twice. As `findDuplicate` says; never rejects. */
  findDuplicate(expense: Expense): Promise<EarlierExpense | undefined>;
  /** The expenses that may be meant by what was typed so far: a number, its first digits, or words; newest first. */
  findExpenses(guildId: string, typed: string, limit: number): Promise<Expense[]>;
  /** The newest payments that somebody was to receive and has neither confirmed nor refused. */
  findUnconfirmed(
    guildId: string,
    search: { readonly receiverId: string; readonly limit: number },
  ): Promise<Expense[]>;
  /** The categories of a server that contain what was typed, the most used of late first. */
  findCategories(guildId: string, typed: string, limit: number): Promise<string[]>;
  /** Who owes whom in a server: all pairs, or those of one member. */
  fetchBalances(guildId: string, filter?: BalanceFilter): Promise<Balances>;
  /** What a member gets from another, by currency; negative where the member owes. */
  fetchPairNets(
    guildId: string,
    pair: { readonly memberId: string; readonly withId: string },
  ): Promise<readonly Net[]>;
  /** The fewest payments that settle all debts of a server, or those in one currency. */
  fetchFewestPayments(guildId: string, filter?: Pick<BalanceFilter, 'currency'>): Promise<FewestPayments>;
  /**
   * All that was done to one expense, the newest first.
   * @throws UserError `expenseNotFound`
   */
  fetchExpenseHistory(guildId: string, number: number): Promise<HistoryEntry[]>;
  /** A page of what was done in a server, the newest first. */
  fetchServerHistory(
    guildId: string,
    page: { readonly before?: HistoryCursor; readonly limit: number },
  ): Promise<HistoryPage>;
  /** One page of the live expenses and payments behind the balance of two members. */
  fetchStatement(guildId: string, filter: StatementFilter, request: StatementRequest): Promise<StatementPage>;
  /**
   * All of them, newest first, one by one.
   * @throws UserError `statementChanged` when an expense was changed meanwhile
   */
  streamStatement(guildId: string, filter: StatementFilter): AsyncIterable<StatementLine>;
  /** The link of the chain that a change has made; undefined: there is no such change. As `fetchLink` says. */
  fetchLink(
    guildId: string,
    change: { readonly revision: number; readonly lastNumber: number },
  ): Promise<string | undefined>;
  /** Recomputes the ledger of a server from its expenses, and says what is missing, damaged or different. */
  verifyBalances(guildId: string): Promise<Verification>;
  /**
   * Puts the balances and totals of a server right, as its expenses make them.
   * @throws UserError `ledgerDamaged`, `rebuildBusy`
   */
  rebuildBalances(guildId: string, options?: RebuildOptions): Promise<Rebuilt>;
}

export function createLedger(storage: Storage): Ledger {
  const messageNotes = new MessageNotes(storage);
  return {
    findRecorded: (request) => findRecorded(storage, request),
    recordExpense: (expense) => recordExpense(storage, expense),
    findChanged: (request) => findChanged(storage, request),
    editExpense: (edit) => runChange(storage, editExpense(edit)),
    voidExpenses: (voiding) => runChange(storage, voidExpenses(voiding)),
    restoreExpense: (request) => runChange(storage, restoreExpense(request)),
    recordPayment: async (payment) => toRecorded(await runChange(storage, addPayment(payment))),
    confirmPayment: (request) => runChange(storage, confirmPayment(request)),
    disputeExpense: (dispute) => runChange(storage, disputeExpense(dispute)),
    withdrawDispute: (request) => runChange(storage, withdrawDispute(request)),
    closeDisputes: (request) => runChange(storage, closeDisputes(request)),
    changeSettings: (request) => runChange(storage, changeSettings(request)),
    fetchExpenseHistory: (guildId, number) => fetchExpenseHistory(storage, guildId, number),
    fetchServerHistory: (guildId, page) => fetchServerHistory(storage, guildId, page),
    noteMessage: (guildId, number, messageId) => messageNotes.add({ guildId, number, messageId }),
    listExpenses: (filter, page) => listExpenses(storage, filter, page),
    streamExpenses: (filter) => streamExpenses(storage, filter),
    fetchExpense: (guildId, number) => fetchExpense(storage, guildId, number),
    findDuplicate: (expense) => findDuplicate(storage, expense),
    findExpenses: (guildId, typed, limit) => findExpenses(storage, guildId, typed, limit),
    findUnconfirmed: (guildId, search) => findUnconfirmed(storage, guildId, search),
    findCategories: (guildId, typed, limit) => findCategories(storage, guildId, typed, limit),
    fetchBalances: (guildId, filter) => fetchBalances(storage, guildId, filter),
    fetchPairNets: (guildId, pair) => readInTime((time) => fetchPairNets(storage, guildId, pair, time)),
    fetchFewestPayments: (guildId, filter) => fetchFewestPayments(storage, guildId, filter),
    fetchStatement: (guildId, filter, request) => fetchStatement(storage, guildId, filter, request),
    streamStatement: (guildId, filter) => streamStatement(storage, guildId, filter),
    fetchLink: (guildId, change) => fetchLink(storage, guildId, change),
    verifyBalances: (guildId) => verifyBalances(storage, guildId),
    rebuildBalances: (guildId, options) => rebuildBalances(storage, guildId, options),
  };
}
