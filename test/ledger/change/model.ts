import type { ExpenseContent } from '../../../src/ledger/change/expense-content.js';
import type { WhoMayChange } from '../../../src/ledger/settings.js';

/** What a step of random people asks for. */
export type Step =
  | { readonly kind: 'add'; readonly by: string; readonly content: ExpenseContent }
  | {
      readonly kind: 'edit';
      readonly by: string;
      readonly number: number;
      readonly version: number;
      readonly content: ExpenseContent;
    }
  | { readonly kind: 'void'; readonly by: string; readonly numbers: readonly number[] }
  | { readonly kind: 'restore'; readonly by: string; readonly number: number }
  | { readonly kind: 'settings'; readonly by: string; readonly whoMayChange: WhoMayChange };

interface Entry {
  readonly by: string;
  version: number;
  isVoid: boolean;
  content: ExpenseContent;
}

/** A ledger as it is thought, in place of as it is built: a list of expenses, added up anew at each look. */
export class Model {
  readonly entries: Entry[] = [];
  #whoMayChange: WhoMayChange = 'owners';

  constructor(private readonly managers: ReadonlySet<string>) {}

  /** Does a step, or says why it cannot be done: the code of the error. */
  take(step: Step): string | undefined {
    if (step.kind === 'add') {
      this.entries.push({ by: step.by, version: 1, isVoid: false, content: step.content });
      return undefined;
    }
    if (step.kind === 'settings') return this.#set(step);
    const numbers = step.kind === 'void' ? step.numbers : [step.number];
    const found = numbers.map((number) => this.entries[number - 1]);
    if (found.includes(undefined)) return 'expenseNotFound';
    const entries = found as Entry[];
    if (!entries.every((entry) => this.#mayChange(step.by, entry))) return 'notYours';
    const refusal = entries.map((entry) => refuse(step, entry)).find((code) => code !== undefined);
    if (refusal) return refusal;
    for (const entry of entries) {
      entry.version++;
      if (step.kind === 'edit') entry.content = step.content;
      else entry.isVoid = step.kind === 'void';
    }
    return undefined;
  }

  #set({ by, whoMayChange }: Step & { readonly kind: 'settings' }): string | undefined {
    if (!this.managers.has(by)) return 'managersOnly';
    if (whoMayChange === this.#whoMayChange) return 'settingsSame';
    this.#whoMayChange = whoMayChange;
    return undefined;
  }

  #mayChange(userId: string, { by, content }: Entry): boolean {
    const isOwner = by === userId || content.payers.some((payer) => payer.userId === userId);
    if (this.managers.has(userId) || isOwner || this.#whoMayChange === 'everyone') return true;
    return this.#whoMayChange === 'participants' && content.participantIds.includes(userId);
  }

  /** What each owes each, both directions set off, by `debtor creditor`. */
  balances(): Map<string, number> {
    const balances = new Map<string, number>();
    for (const [index, { isVoid, content }] of this.entries.entries()) {
      const payer = content.payers[0]?.userId ?? '';
      for (const [userId, minor] of isVoid ? [] : sharesOf(content, index + 1)) {
        const key = `${userId} ${payer}`;
        if (userId !== payer) balances.set(key, (balances.get(key) ?? 0) + minor);
      }
    }
    return balances;
  }
}

function refuse(
  step: Exclude<Step, { readonly kind: 'add' | 'settings' }>,
  { version, isVoid }: Entry,
): string | undefined {
  if (step.kind === 'edit')
    return step.version !== version ? 'changedMeanwhile' : isVoid ? 'isVoid' : undefined;
  if (step.kind === 'void') return isVoid ? 'alreadyVoid' : undefined;
  return isVoid ? undefined : 'notVoid';
}

/** Equal ones: the paise that are left go to those from the number on, in turn. */
function sharesOf(
  { split, amountMinor, participantIds }: ExpenseContent,
  number: number,
): [string, number][] {
  const count = participantIds.length;
  return participantIds.map((userId, index) => {
    if (split.kind === 'exact') return [userId, Number(split.values[index])];
    const turn = (index - ((number - 1) % count) + count) % count;
    return [userId, Math.floor(amountMinor / count) + (turn < amountMinor % count ? 1 : 0)];
  });
}
