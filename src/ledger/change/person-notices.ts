import type { NoticeRecord } from '../../storage/collections/notices.js';
import type { ChangedExpense } from './change.js';
import { describeDone, nonceOf, type AuditEntry, type DoneChange } from './audit-notices.js';

/** One change tells at most this many people. */
const toldAtMost = 25;

/** What the changes of one transaction tell the people whom they concern, by direct messages. */
export class PersonNotices {
  readonly #told: { readonly userId: string; readonly entry: AuditEntry }[] = [];

  /** Each is told of what concerns them alone. Who did it themselves is not told. */
  note(done: DoneChange): void {
    const { plan, change, outcome } = done;
    if (!('changed' in plan)) return;
    const told = new Map<string, ChangedExpense[]>();
    for (const [index, { tells = [] }] of plan.changed.entries()) {
      const expense = outcome.expenses[index];
      if (expense) for (const userId of new Set(tells)) addTo(told, userId, expense);
    }
    told.delete(change.request.createdBy);
    for (const [userId, expenses] of [...told].slice(0, toldAtMost)) {
      this.#told.push({ userId, entry: describeDone(done, expenses) });
    }
  }

  /** To be written with the changes. @param now when that is */
  toRecords(guildId: string, now: Date): NoticeRecord[] {
    return this.#told.map(({ userId, entry }) => ({
      kind: 'change',
      guildId,
      userId,
      payload: { guildId, change: entry },
      nonce: nonceOf('change', guildId, userId, entry.revision),
      state: 'pending',
      attempts: 0,
      nextAttemptAt: now,
      createdAt: now,
    }));
  }
}

function addTo(told: Map<string, ChangedExpense[]>, userId: string, expense: ChangedExpense): void {
  const others = told.get(userId);
  if (others) others.push(expense);
  else told.set(userId, [expense]);
}
