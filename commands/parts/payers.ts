import type { Payment } from '../../src/split/debts-of-expense.js';
import type { ServerVoice } from '../../src/texts/voice.js';

/** If an expense has more payers, a line shows their number instead of their names. */
export const namedPayers = 3;

/** A longer name of a person is cut where a line is short of room. */
export const shortName = 20;

/** The payers of an expense within a line that is short of room. */
export function describePayersShortly(payers: readonly Payment[], voice: ServerVoice): string {
  const [only] = payers;
  return payers.length === 1 && only
    ? voice.person(only.userId, shortName)
    : voice.replies.expense.manyPayers({ count: payers.length });
}

/** The payers of an expense within a line. */
export function describePayers(payers: readonly Payment[], currency: string, voice: ServerVoice): string {
  return payers.length > namedPayers
    ? voice.replies.expense.manyPayers({ count: payers.length })
    : voice.payers(payers, currency);
}
