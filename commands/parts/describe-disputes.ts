import type { Expense } from '../../src/ledger/expense.js';
import type { ServerVoice } from '../../src/texts/voice.js';

/** More disputes of one expense are counted. */
const shownAtMost = 3;
/** A reason is cut here, in characters, so that there is room for the others. */
const shownReason = 100;
const shownName = 30;

/** Who disputes an expense and why, a line each. */
export function describeDisputes({ disputes = [] }: Expense, voice: ServerVoice): string[] {
  const { by, more } = voice.replies.expense.dispute;
  const lines = disputes.slice(0, shownAtMost).map((dispute) =>
    by({
      person: voice.person(dispute.by, shownName),
      reason: voice.typedCut(dispute.reason, shownReason),
    }),
  );
  const left = disputes.length - lines.length;
  return left > 0 ? [...lines, more({ count: left })] : lines;
}
