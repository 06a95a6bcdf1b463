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

/** Who asks for a step. */
interface Asker {
  readonly by: string;
  readonly isManager: boolean;
}

/** What a step of random people asks for. */
export type Step = Asker &
  (
    | { readonly kind: 'add'; readonly content: ModelContent }
    | {
        readonly kind: 'edit';
        readonly number: number;
        /** The version that the person saw; undefined: whichever there is. */
        readonly version?: number;
        readonly edit: (content: ModelContent) => ModelContent;
      }
    | { readonly kind: 'void'; readonly numbers: readonly number[] }
    | { readonly kind: 'restore'; readonly number: number }
    | { readonly kind: 'settings'; readonly whoMayChange: WhoMayChange }
  );

export interface Entry {
  readonly by: string;
  version: number;
  isVoid: boolean;
  content: ModelContent;
}

/** A ledger as it is thought, in place of as it is built: a list of expenses, added up anew at each look. */
export class Model {
  readonly entries: Entry[] = [];
  #whoMayChange: WhoMayChange = 'owners';

  /** Does a step, or says why it cannot be done: the code of the error. */
  take(step: Step): string | undefined {
    const refusal = this.refuse(step);
    if (refusal !== undefined) return refusal;
    if (step.kind === 'add') {
      this.entries.push({ by: step.by, version: 1, isVoid: false, content: step.content });
      return undefined;
    }
    if (step.kind === 'settings') {
      this.#whoMayChange = step.whoMayChange;
      return undefined;
    }
    for (const number of numbersOf(step)) {
      const entry = this.entries[number - 1];
      if (!entry) continue;
      entry.version++;
      if (step.kind === 'edit') entry.content = step.edit(entry.content);
      else entry.isVoid = step.kind === 'void';
    }
    return undefined;
  }

  /** Why a step cannot be done; undefined: it can. */
  refuse(step: Step): string | undefined {
    if (step.kind === 'settings') {
      if (!step.isManager) return 'managersOnly';
      return step.whoMayChange === this.#whoMayChange ? 'settingsSame' : undefined;
    }
    const found = numbersOf(step).map((number) => this.entries[number - 1]);
    if (found.includes(undefined)) return 'expenseNotFound';
    const entries = found as Entry[];
    if (!entries.every((entry) => this.#mayChange(step, entry))) return 'notYours';
    return entries.map((entry) => refuse(step, entry)).find((code) => code !== undefined);
  }

  #mayChange({ by, isManager }: Asker, entry: Entry): boolean {
    const { payers, participantIds } = entry.content;
    if (isManager || this.#whoMayChange === 'everyone' || entry.by === by) return true;
    if (payers.some((payer) => payer.userId === by)) return true;
    return this.#whoMayChange === 'participants' && participantIds.includes(by);
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

/** The expenses that a step changes. */
export function numbersOf(step: Step): readonly number[] {
  if (step.kind === 'add' || step.kind === 'settings') return [];
  return step.kind === 'void' ? step.numbers : [step.number];
}

function refuse(step: Step, { version, isVoid }: Entry): string | undefined {
  if (step.kind === 'edit')
    return (step.version ?? version) !== version ? 'changedMeanwhile' : isVoid ? 'isVoid' : undefined;
  if (step.kind === 'void') return isVoid ? 'alreadyVoid' : undefined;
  return isVoid ? undefined : 'notVoid';
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
