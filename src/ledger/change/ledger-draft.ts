import { UserError } from '../../errors/user-error.js';
import type { Debt } from '../../split/debts-of-expense.js';
import type { ChangeRecord } from '../../storage/collections/changes.js';
import type { ExpenseRecord } from '../../storage/collections/expenses.js';
import { partOfTotal, type ChainHead, type GuildSettings } from '../../storage/collections/guilds.js';
import type { NoticeRecord } from '../../storage/collections/notices.js';
import type { Counted, LedgerHead } from '../../storage/transaction/guild-transaction.js';
import { debtsOf, toExpense } from '../to-expense.js';
import { AuditNotices } from './audit-notices.js';
import { linkChange, linkExpense } from './chain.js';
import type { AddPlan, Change, ExpensePlan, LedgerView, Outcome, Plan, SettingsPlan } from './change.js';
import { PersonNotices } from './person-notices.js';
import { hashRequest } from './request.js';
import { compareSettings, compareVersions } from './versions.js';

/** What several changes of one ledger come to, one after the other. Pure: what it holds is written by others. */
export class LedgerDraft implements LedgerView {
  #head: LedgerHead;
  readonly #expenses: Map<number, ExpenseRecord>;
  readonly #touched = new Set<number>();
  readonly #addedFrom: number;
  readonly #records: ChangeRecord[] = [];
  readonly #counted: Counted[] = [];
  /** What the balances gain, by currency. */
  readonly #debts = new Map<string, Debt[]>();
  readonly #auditNotices = new AuditNotices();
  readonly #personNotices = new PersonNotices();

  /** @param stored the expenses that the changes look at */
  constructor(
    private readonly guildId: string,
    head: LedgerHead,
    stored: readonly ExpenseRecord[],
  ) {
    this.#head = head;
    this.#addedFrom = head.lastNumber + 1;
    this.#expenses = new Map(stored.map((expense) => [expense.number, expense]));
  }

  get head(): LedgerHead {
    return this.#head;
  }

  get nextNumber(): number {
    return this.#head.lastNumber + 1;
  }

  get settings(): GuildSettings {
    return this.#head.settings;
  }

  expense(number: number): ExpenseRecord {
    const expense = this.#expenses.get(number);
    if (!expense) throw new UserError('expenseNotFound', { number });
    return expense;
  }

  /**
   * Adds a change to the draft.
   * @throws UserError when it cannot be done; the draft is as it was before
   */
  apply(change: Change): Outcome {
    const plan = change.plan(this);
    const { settings } = this;
    const outcome = this.#carryOut(change, plan);
    // A channel that is left by this change is told so.
    const done = { change, plan, outcome, revision: this.#head.revision };
    this.#auditNotices.note([settings, this.settings], done);
    this.#personNotices.note(done);
    return outcome;
  }

  #carryOut(change: Change, plan: Plan): Outcome {
    switch (plan.kind) {
      case 'add':
        return this.#add(plan);
      case 'settings':
        return this.#changeSettings(change, plan);
      default:
        return this.#changeExpenses(change, plan);
    }
  }

  #add({ added }: AddPlan): Outcome {
    const revision = this.#head.revision + 1;
    const hash = linkExpense(this.#head.chain.hash, revision, added);
    const record = { ...added, revision, hash };
    this.#put(undefined, record);
    this.#advance({ revision, lastNumber: added.number, hash });
    return { kind: 'add', expenses: [{ after: toExpense(record) }], replayed: false };
  }

  #changeExpenses(change: Change, { kind, reason, changed }: ExpensePlan): Outcome {
    const versions = changed.map(({ from, to }) => ({
      before: from,
      after: { ...to, version: from.version + 1 },
    }));
    this.#record(change, {
      kind,
      ...(reason !== undefined && { reason }),
      expenses: versions.map(({ before, after }) => compareVersions(before, after)),
    });
    for (const { before, after } of versions) this.#put(before, after);
    return {
      kind,
      expenses: versions.map(({ before, after }) => ({ before: toExpense(before), after: toExpense(after) })),
      replayed: false,
    };
  }

  #changeSettings(change: Change, { kind, from, to }: SettingsPlan): Outcome {
    const settings = compareSettings(from, to);
    this.#record(change, { kind, expenses: [], settings });
    this.#head = { ...this.#head, settings: to };
    return { kind, expenses: [], settings, replayed: false };
  }

  /** Adds a link to the chain, with what the change did. */
  #record(
    { request, now }: Change,
    did: Pick<ChangeRecord, 'kind' | 'reason' | 'expenses' | 'settings'>,
  ): void {
    const { lastNumber, chain } = this.#head;
    const revision = this.#head.revision + 1;
    const { requestId, createdBy: by } = request;
    const content = { revision, requestId, by, at: now, ...did };
    const hash = linkChange(chain.hash, content);
    this.#records.push({ guildId: this.guildId, ...content, requestHash: hashRequest(request), hash });
    this.#advance({ revision, lastNumber, hash });
  }

  #advance({ revision, lastNumber, hash }: ChainHead): void {
    this.#head = { ...this.#head, revision, lastNumber, chain: { revision, lastNumber, hash } };
  }

  #put(before: ExpenseRecord | undefined, after: ExpenseRecord): void {
    this.#expenses.set(after.number, after);
    this.#touched.add(after.number);
    if (before) this.#count(before, -1);
    this.#count(after, 1);
  }

  #count(expense: ExpenseRecord, times: 1 | -1): void {
    const { kind, currency, amountMinor, voidedAt } = expense;
    const isVoid = voidedAt !== undefined;
    this.#counted.push({ part: partOfTotal(kind, isVoid), currency, amountMinor, times });
    if (isVoid) return;
    let debts = this.#debts.get(currency);
    if (!debts) this.#debts.set(currency, (debts = []));
    for (const debt of debtsOf(expense)) debts.push({ ...debt, amountMinor: debt.amountMinor * times });
  }

  /** What changes in the totals of the guild. */
  get counted(): readonly Counted[] {
    return this.#counted;
  }

  /** What the balances gain, by currency; negative where a debt is taken out. */
  get debts(): ReadonlyMap<string, readonly Debt[]> {
    return this.#debts;
  }

  /** The expenses that were added, and the newest versions of those that were changed. */
  get touched(): { readonly added: readonly ExpenseRecord[]; readonly changed: readonly ExpenseRecord[] } {
    const touched = [...this.#touched].map((number) => this.expense(number));
    return {
      added: touched.filter(({ number }) => number >= this.#addedFrom),
      changed: touched.filter(({ number }) => number < this.#addedFrom),
    };
  }

  /** What the audit channel and the people concerned are told of the changes. @param now when they are written */
  makeNotices(now: Date): readonly NoticeRecord[] {
    return [
      ...this.#auditNotices.toRecords(this.guildId, now),
      ...this.#personNotices.toRecords(this.guildId, now),
    ];
  }

  /** The changes that are not said by what was added. */
  get records(): readonly ChangeRecord[] {
    return this.#records;
  }
}
