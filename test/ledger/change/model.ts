import type { WhoMayChange } from '../../../src/ledger/settings.js';

/** What a model knows of an expense. */
export interface ModelContent {
  readonly description: string;
  readonly amountMinor: number;
  readonly category?: string | undefined;
  readonly payers: readonly { readonly userId: string }[];
  readonly participantIds: readonly string[];
  /** Who owes whom for it. Leftover paise depend on the expense's number. */
  debtsAt(number: number): readonly ModelDebt[];
}

export interface ModelDebt {
  readonly debtorId: string;
  readonly creditorId: string;
  readonly amountMinor: number;
}

/** What a model knows of a payment. */
export interface ModelPayment {
  readonly description: string;
  readonly payerId: string;
  readonly receiverId: string;
  readonly amountMinor: number;
  /** What it adds to the ledger: that the receiver owes the payer, or others in between. */
  readonly debts: readonly ModelDebt[];
}

/** Who asks for a step. */
interface Asker {
  readonly by: string;
  readonly isManager: boolean;
}

/** What a step of random people asks for. */
export type Step = Asker &
  (
    | { readonly kind: 'add'; readonly content: ModelContent }
    | { readonly kind: 'settle'; readonly payment: ModelPayment }
    | {
        readonly kind: 'edit';
        readonly number: number;
        /** The version that the person saw; undefined: whichever there is. */
        readonly version?: number;
        readonly edit: (content: ModelContent) => ModelContent;
      }
    | {
        readonly kind: 'void';
        readonly numbers: readonly number[];
        readonly reason?: string;
        /** By "Not received": of a payment that was not confirmed. */
        readonly ifUnconfirmed?: true;
      }
    | {
        readonly kind: 'restore' | 'confirm' | 'dispute' | 'withdraw' | 'closeDispute';
        readonly number: number;
      }
    | { readonly kind: 'settings'; readonly whoMayChange: WhoMayChange }
  );

type ExpenseStep = Exclude<Step, { kind: 'add' | 'settle' | 'settings' }>;

export interface Entry {
  readonly by: string;
  version: number;
  isVoid: boolean;
  content: ModelContent;
  /** Undefined: an expense. */
  readonly payment?: ModelPayment;
  isConfirmed: boolean;
  isRefused: boolean;
  /** In the order in which they said so. */
  disputedBy: readonly string[];
}

/** A ledger as it is thought, in place of as it is built: a list of expenses, added up anew at each look. */
export class Model {
  readonly entries: Entry[] = [];
  #whoMayChange: WhoMayChange = 'owners';

  /** Does a step, or says why it cannot be done: the code of the error. */
  take(step: Step): string | undefined {
    const refusal = this.refuse(step);
    if (refusal !== undefined) return refusal;
    switch (step.kind) {
      case 'add':
        this.entries.push(newEntry(step.by, step.content));
        return undefined;
      case 'settle':
        this.entries.push(newPayment(step, step.payment));
        return undefined;
      case 'settings':
        this.#whoMayChange = step.whoMayChange;
        return undefined;
      default:
        for (const number of changedBy(step)) {
          const entry = this.entries[number - 1];
          if (entry) change(entry, step);
        }
        return undefined;
    }
  }

  /** Why a step cannot be done; undefined: it can. */
  refuse(step: Step): string | undefined {
    switch (step.kind) {
      case 'add':
        return undefined;
      case 'settle':
        return isForSomebodyElse(step, step.payment) ? 'paymentOfOthers' : undefined;
      case 'settings':
        if (!step.isManager) return 'managersOnly';
        return step.whoMayChange === this.#whoMayChange ? 'settingsSame' : undefined;
      default:
        return this.#refuseChange(step);
    }
  }

  /** First what is not there, then what is not theirs, and only then what is not possible. */
  #refuseChange(step: ExpenseStep): string | undefined {
    const found = changedBy(step).map((number) => this.entries[number - 1]);
    if (found.includes(undefined)) return 'expenseNotFound';
    const entries = found as Entry[];
    const rights = entries.map((entry) => this.#refuseRight(step, entry)).find((code) => code !== undefined);
    return rights ?? refusePossible(step, entries);
  }

  #refuseRight(step: ExpenseStep, entry: Entry): string | undefined {
    const { payment } = entry;
    switch (step.kind) {
      case 'withdraw':
        return undefined;
      case 'closeDispute':
        return step.isManager ? undefined : 'managersOnly';
      case 'dispute':
        return isIn(entry, step.by) ? undefined : 'disputeNotYours';
      case 'confirm':
        if (!payment) return 'notPayment';
        return step.by === payment.receiverId || (step.isManager && step.by !== payment.payerId)
          ? undefined
          : 'paymentNotYours';
      case 'edit':
        if (payment) return 'paymentNotEdited';
        return this.#mayChange(step, entry) ? undefined : 'notYours';
      default:
        if (!payment) return this.#mayChange(step, entry) ? undefined : 'notYours';
        return this.#mayChangePayment(step, entry, payment) ? undefined : 'paymentNotYours';
    }
  }

  #mayChange({ by, isManager }: Asker, entry: Entry): boolean {
    const { payers, participantIds } = entry.content;
    if (isManager || this.#whoMayChange === 'everyone' || entry.by === by) return true;
    if (payers.some((payer) => payer.userId === by)) return true;
    return this.#whoMayChange === 'participants' && participantIds.includes(by);
  }

  /** What its receiver has said of it, that they got it or did not, only they take back, or a manager. */
  #mayChangePayment({ kind, by, isManager }: Step, entry: Entry, payment: ModelPayment): boolean {
    if (isManager || by === payment.receiverId) return true;
    if (entry.isConfirmed || (kind === 'restore' && entry.isRefused)) return false;
    return by === payment.payerId || entry.by === by || this.#whoMayChange === 'everyone';
  }

  /** Who owes whom for an expense as it counts now. */
  debtsOf(number: number): readonly ModelDebt[] {
    const entry = this.entries[number - 1];
    return !entry || entry.isVoid ? [] : entry.content.debtsAt(number);
  }

  /** What is owed for all of them. */
  debts(): readonly ModelDebt[] {
    return this.entries.flatMap((_entry, index) => this.debtsOf(index + 1));
  }
}

function newEntry(by: string, content: ModelContent): Entry {
  const nothingSaid = { isConfirmed: false, isRefused: false, disputedBy: [] };
  return { by, version: 1, isVoid: false, content, ...nothingSaid };
}

/** Who pays says nothing of whether it came; anybody else who may record it does. */
function newPayment({ by }: Asker, payment: ModelPayment): Entry {
  const { description, amountMinor, payerId, receiverId, debts } = payment;
  const payers = [{ userId: payerId }];
  const content = { description, amountMinor, payers, participantIds: [receiverId], debtsAt: () => debts };
  return { ...newEntry(by, content), payment, isConfirmed: by !== payerId };
}

function isForSomebodyElse({ by, isManager }: Asker, { payerId, receiverId }: ModelPayment): boolean {
  return !isManager && by !== payerId && by !== receiverId;
}

/** Whether somebody paid an expense or shares in it, or paid or got a payment. */
function isIn({ content }: Entry, userId: string): boolean {
  return content.participantIds.includes(userId) || content.payers.some((payer) => payer.userId === userId);
}

/** The expenses and payments that a step adds or changes. @param nextNumber of the next one that is added */
export function numbersOf(step: Step, nextNumber: number): readonly number[] {
  switch (step.kind) {
    case 'add':
    case 'settle':
      return [nextNumber];
    case 'settings':
      return [];
    default:
      return changedBy(step);
  }
}

function changedBy(step: ExpenseStep): readonly number[] {
  return step.kind === 'void' ? step.numbers : [step.number];
}

function refusePossible(step: ExpenseStep, entries: readonly Entry[]): string | undefined {
  const [entry] = entries;
  if (!entry) return undefined;
  const { version, isVoid, isConfirmed, disputedBy } = entry;
  switch (step.kind) {
    case 'void':
      if (entries.some((one) => one.isVoid)) return 'alreadyVoid';
      if (step.ifUnconfirmed && entries.some((one) => one.isConfirmed)) return 'alreadyConfirmed';
      return step.reason === undefined && entries.some((one) => isRefusal(step, one))
        ? 'reasonNeeded'
        : undefined;
    case 'edit':
      if ((step.version ?? version) !== version) return 'changedMeanwhile';
      return isVoid ? 'isVoid' : undefined;
    case 'restore':
      return isVoid ? undefined : 'notVoid';
    case 'confirm':
      return isConfirmed ? 'alreadyConfirmed' : isVoid ? 'isVoid' : undefined;
    case 'dispute':
      return isVoid ? 'isVoid' : disputedBy.includes(step.by) ? 'alreadyDisputed' : undefined;
    case 'withdraw':
      return disputedBy.includes(step.by) ? undefined : 'notDisputed';
    case 'closeDispute':
      return disputedBy.length > 0 ? undefined : 'notDisputed';
  }
}

/** Whether a payment is voided by who should have got it, and has not said that they did. */
function isRefusal({ by }: Asker, { payment, isConfirmed }: Entry): boolean {
  return payment?.receiverId === by && !isConfirmed;
}

function change(entry: Entry, step: ExpenseStep): void {
  entry.version++;
  switch (step.kind) {
    case 'edit':
      entry.content = step.edit(entry.content);
      entry.disputedBy = [];
      break;
    case 'void':
      entry.isRefused = isRefusal(step, entry);
      entry.isVoid = true;
      break;
    case 'restore':
      // Who took back that the money did not come has said that it came.
      entry.isConfirmed ||= entry.isRefused && entry.payment?.receiverId === step.by;
      entry.isVoid = entry.isRefused = false;
      break;
    case 'confirm':
      entry.isConfirmed = true;
      break;
    case 'dispute':
      entry.disputedBy = [...entry.disputedBy, step.by];
      break;
    case 'withdraw':
      entry.disputedBy = entry.disputedBy.filter((userId) => userId !== step.by);
      break;
    case 'closeDispute':
      entry.disputedBy = [];
      break;
  }
}

/** What the net of each pair is, by `debtor creditor` with the lower id first; even ones are left out. */
export function netsOf(debts: Iterable<ModelDebt>): Map<string, number> {
  const nets = new Map<string, number>();
  for (const debt of debts) addToNets(nets, debt, 1);
  return nets;
}

/** Puts a debt into the nets, or takes it out again. */
export function addToNets(nets: Map<string, number>, debt: ModelDebt, times: 1 | -1): void {
  const { debtorId, creditorId, amountMinor } = debt;
  const isFirst = debtorId < creditorId;
  const key = isFirst ? `${debtorId} ${creditorId}` : `${creditorId} ${debtorId}`;
  const net = (nets.get(key) ?? 0) + (isFirst ? amountMinor : -amountMinor) * times;
  if (net === 0) nets.delete(key);
  else nets.set(key, net);
}
