import { UserError } from '../../src/errors/user-error.js';
import { OutcomeUnknown } from '../../src/errors/storage-failure.js';
import type { Outcome } from '../../src/ledger/change/change.js';
import { runChange } from '../../src/ledger/change/run-change.js';
import { fetchBalances } from '../../src/ledger/read/fetch-balances.js';
import type { Storage } from '../../src/storage/connect.js';
import type { Asked } from '../ledger/change/any-step.js';
import { netsOf } from '../ledger/change/model.js';
import type { HistoryAnswer, Operation } from './history.js';
import { show } from './read-stored.js';

/** Asks a ledger, and writes down what was asked and answered. */
export class Recorder {
  readonly operations: Operation[] = [];
  #count = 0;

  constructor(readonly guildId: string) {}

  /**
   * Asks for a change.
   * @param requestId default: a new one
   */
  change(
    storage: Storage,
    { step, toChange }: Asked,
    requestId = `r${++this.#count}`,
  ): Promise<HistoryAnswer> {
    const { guildId } = this;
    return this.#record(requestId, step, async () => {
      try {
        return acknowledge(await runChange(storage, toChange({ guildId, requestId })));
      } catch (error) {
        if (error instanceof OutcomeUnknown) return { kind: 'unknown' };
        if (error instanceof UserError) return { kind: 'refused', code: (error as UserError).code };
        return { kind: 'refused' };
      }
    });
  }

  /** Asks for all balances. */
  readBalances(storage: Storage): Promise<HistoryAnswer> {
    return this.#record(`r${++this.#count}`, { kind: 'balances' }, async () => {
      const { debts } = await fetchBalances(storage, this.guildId);
      const minor = debts.map((debt) => ({ ...debt, amountMinor: Number(debt.amountMinor) }));
      return { kind: 'showed', nets: netsOf(minor) };
    });
  }

  async #record(
    id: string,
    asked: Operation['asked'],
    work: () => Promise<HistoryAnswer>,
  ): Promise<HistoryAnswer> {
    const askedAtMs = performance.now();
    const answer = await work();
    const answeredAtMs = performance.now();
    this.operations.push({ id, asked, askedAtMs, answer, answeredAtMs });
    return answer;
  }
}

function acknowledge({ expenses }: Outcome): HistoryAnswer {
  return { kind: 'done', expenses: expenses.map(({ after }) => show(after)) };
}
