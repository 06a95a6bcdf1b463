import { UserError } from '../errors/user-error.js';
import { addMinor } from '../money/minor-sum.js';
import type { Debt } from '../split/debts-of-expense.js';
import { changeBalances, type BalanceRecord } from '../storage/collections/balances.js';
import { partOfTotal } from '../storage/collections/guilds.js';
import type { Storage } from '../storage/connect.js';
import { isOutcomeUnknown, toStorageFailure } from '../storage/failures.js';
import { runRebuildStep, type RebuildStep } from '../storage/transaction/rebuild-transaction.js';
import type { Session } from '../storage/transaction/with-snapshot.js';
import type { Write } from '../storage/write.js';
import type { BalanceDifference, TotalDiffers } from './read/ledger-fault.js';
import { checkLedger, isReadableRow, type CheckedLedger } from './read/verify-balances.js';

/** What a rebuild has put right. */
export interface Rebuilt {
  /** How many live expenses were added up. */
  readonly expenses: number;
  readonly balances: readonly BalanceDifference[];
  readonly totals: readonly TotalDiffers[];
  /** How many rows of balances could not be read. */
  readonly unreadable: number;
}

/** How far a rebuild has come: expenses read, or balances written, of about how many. */
export interface RebuildProgress {
  readonly step: 'reading' | 'writing';
  readonly done: number;
  readonly of: number;
}

export interface RebuildOptions {
  readonly onProgress?: (progress: RebuildProgress) => void;
}

/** So many rows are written in one transaction: it stands before the changes of that server. */
const rowsInStep = 20;

/** How often the ledger is looked at anew: rows that could not be read, or another rebuild at the same time. */
const maxLooks = 5;

/**
 * Puts the balances and totals of a ledger right, as its expenses make them. Each is changed by what it differs, and
 * every change of the ledger changes both a balance and what its expenses make by the same: so a difference that was
 * found stays the same while others write, and only another rebuild could have mended it meanwhile. That is counted in
 * the server's document, and each step names the count it knows.
 *
 * It is no change of the ledger, and has no link in its chain: it touches what follows from the expenses, of which the
 * chain says everything already, and whoever checks the chain can compute the balances for themselves.
 * @throws UserError `ledgerDamaged` where expenses or changes are missing or damaged: the balances are then the only
 *   trace of them, and nothing is changed; `rebuildBusy` when others rebuild all the time
 * @throws StorageUnavailable; what was put right by then stays so
 */
export async function rebuildBalances(
  storage: Storage,
  guildId: string,
  { onProgress }: RebuildOptions = {},
): Promise<Rebuilt> {
  const rebuild = new Rebuild(storage, guildId, onProgress);
  try {
    return await rebuild.run();
  } catch (error) {
    throw toStorageFailure(error) ?? error;
  }
}

class Rebuild {
  readonly #balances: BalanceDifference[] = [];
  readonly #totals: TotalDiffers[] = [];
  #unreadable = 0;

  constructor(
    private readonly storage: Storage,
    private readonly guildId: string,
    private readonly onProgress: (progress: RebuildProgress) => void = () => undefined,
  ) {}

  async run(): Promise<Rebuilt> {
    const { storage, guildId } = this;
    for (let look = 0; look < maxLooks; look++) {
      const found = await checkLedger(storage, guildId, (done, of) => {
        this.onProgress({ step: 'reading', done, of });
      });
      if (found.damageCount > 0) throw new UserError('ledgerDamaged', { count: found.damageCount });
      if (!(await this.#mendOnce(found))) continue;
      const { expenses } = found;
      return { expenses, balances: this.#balances, totals: this.#totals, unreadable: this.#unreadable };
    }
    throw new UserError('rebuildBusy');
  }

  /** @returns false where the ledger is to be looked at again */
  async #mendOnce(found: CheckedLedger): Promise<boolean> {
    try {
      const isReadable = found.faults.every(({ fault }) => fault !== 'balanceUnreadable');
      return isReadable && found.balances.every(isWithinReach)
        ? await this.#addDifferences(found)
        : await this.#makeReadable(found);
    } catch (error) {
      // What was written shows at the next look.
      if (isOutcomeUnknown(error)) return false;
      throw error;
    }
  }

  async #addDifferences({ faults, balances, rebuilds: before }: CheckedLedger): Promise<boolean> {
    let rebuilds = before;
    const totals = faults.flatMap((fault) => (fault.fault === 'totalDiffers' ? [fault] : []));
    if (totals.length > 0) {
      if (!(await this.#step({ rebuilds: rebuilds++, totals: toIncreases(totals) }, () => []))) return false;
      this.#totals.push(...totals);
    }
    let done = 0;
    for (const step of inSteps(balances)) {
      const write = (session: Session) => this.#toWrites(step, session);
      if (!(await this.#step({ rebuilds: rebuilds++, totals: {} }, write))) return false;
      this.#balances.push(...step);
      this.onProgress({ step: 'writing', done: (done += step.length), of: balances.length });
    }
    return true;
  }

  async #toWrites(differences: readonly BalanceDifference[], session: Session): Promise<Write[]> {
    const { storage, guildId } = this;
    const writes: Write[] = [];
    for (const [currency, ofCurrency] of groupBy(differences, (difference) => difference.currency)) {
      const debts = ofCurrency.map(toDebt);
      writes.push(...(await changeBalances(storage, { guildId, currency, debts }, session)));
    }
    return writes;
  }

  /**
   * Takes out of the rows what cannot be read, or is too far from what it should be to be reached by adding; what then
   * differs is added at the next look.
   */
  async #makeReadable({ balances, rebuilds }: CheckedLedger): Promise<false> {
    const { storage, guildId } = this;
    const far = new Set(balances.filter((one) => !isWithinReach(one)).map(nameCell));
    let count = 0;
    const isDone = await this.#step({ rebuilds, totals: {} }, async (session) => {
      count = 0;
      for await (const row of storage.raw.balances.find({ guildId }, { session })) {
        const { _id, currency, creditorId } = row;
        const owedBy = readableCells(row, far);
        if (owedBy && Object.keys(owedBy).length === Object.keys(row.owedBy).length) continue;
        count++;
        if (owedBy) {
          const change = { guildId, currency, creditorId, owedBy };
          await storage.raw.balances.replaceOne({ _id }, change, { session });
        } else await storage.raw.balances.deleteOne({ _id }, { session });
      }
      return [];
    });
    if (isDone) this.#unreadable += count;
    return false;
  }

  #step(
    step: Omit<RebuildStep, 'guildId'>,
    work: (session: Session) => readonly Write[] | Promise<readonly Write[]>,
  ): Promise<boolean> {
    return runRebuildStep(this.storage, { guildId: this.guildId, ...step }, async (session) => work(session));
  }
}

/** By whole rows, which follow each other. */
function* inSteps(differences: readonly BalanceDifference[]): Generator<BalanceDifference[]> {
  const rows = groupBy(differences, ({ currency, creditorId }) => `${currency} ${creditorId}`);
  const each = [...rows.values()];
  for (let at = 0; at < each.length; at += rowsInStep) yield each.slice(at, at + rowsInStep).flat();
}

/** The sums of both are exact numbers, and so is what lies between them. */
function isWithinReach({ storedMinor, computedMinor }: BalanceDifference): boolean {
  return typeof addMinor(computedMinor, -storedMinor) === 'number';
}

function toDebt({ debtorId, creditorId, currency, storedMinor, computedMinor }: BalanceDifference): Debt {
  const amountMinor = addMinor(computedMinor, -storedMinor);
  if (typeof amountMinor !== 'number') throw new UserError('balanceTooLarge', { creditorId, currency });
  return { debtorId, creditorId, amountMinor };
}

function nameCell({
  currency,
  creditorId,
  debtorId,
}: Pick<BalanceDifference, 'currency' | 'creditorId' | 'debtorId'>): string {
  return `${currency} ${creditorId} ${debtorId}`;
}

/** The cells of a row that can stay; undefined: the row is none. */
function readableCells(
  row: BalanceRecord,
  far: ReadonlySet<string>,
): Readonly<Record<string, number>> | undefined {
  if (!isReadableRow({ ...row, owedBy: {} })) return undefined;
  const cells: unknown = row.owedBy;
  if (typeof cells !== 'object' || cells === null) return undefined;
  return Object.fromEntries(
    Object.entries(row.owedBy).filter(
      ([debtorId, minor]) => Number.isSafeInteger(minor) && !far.has(nameCell({ ...row, debtorId })),
    ),
  );
}

function toIncreases(totals: readonly TotalDiffers[]): Record<string, number | bigint> {
  const increases: Record<string, number | bigint> = {};
  for (const { currency, kind, isVoid, ...sums } of totals) {
    const path = `totals.${currency}.${partOfTotal(kind, isVoid)}`;
    increases[`${path}.count`] = sums.computedCount - sums.storedCount;
    increases[`${path}.amountMinor`] = BigInt(sums.computedMinor) - BigInt(sums.storedMinor);
  }
  return increases;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
