import { apostrophes } from '../../split/fold-name.js';
import { toCategoryKey } from '../../storage/collections/category-key.js';

/** Which expenses of a server are asked for. */
export interface ExpenseFilter {
  readonly guildId: string;
  /** Those that this member paid or shares in. */
  readonly memberId?: string;
  /** Those that one of the two paid and the other shares: all that may make one owe the other. Not beside `memberId`. */
  readonly pair?: readonly [string, string];
  readonly currency?: string;
  /** First and last day, both included: `2026-11-24`. */
  readonly from?: string;
  readonly to?: string;
  /** In any case. */
  readonly category?: string;
  /** Stands in the description, in any case and Unicode form. */
  readonly text?: string;
  readonly includeVoid?: boolean;
  /** Payments that this member was to receive, and has not confirmed. */
  readonly unconfirmedBy?: string;
}

/**
 * What an expense must be, apart from its server, its day and whether it is void. A range of an index stands before it
 * in a query: some servers look at an expense in the order of the query, and a text is the dearest to look for.
 */
export function toConditions(filter: ExpenseFilter): object {
  const { memberId, pair, currency, category, text, unconfirmedBy } = filter;
  return {
    ...(pair && {
      $or: [
        { 'payers.userId': pair[0], participantIds: pair[1] },
        { 'payers.userId': pair[1], participantIds: pair[0] },
      ],
    }),
    ...(currency !== undefined && { currency }),
    ...(memberId !== undefined && { $or: [{ 'payers.userId': memberId }, { participantIds: memberId }] }),
    ...(category !== undefined && { categoryKey: toCategoryKey(category) }),
    ...(text !== undefined && describedWith(text)),
    ...(unconfirmedBy !== undefined && {
      kind: 'settlement',
      'participantIds.0': unconfirmedBy,
      confirmedAt: { $exists: false },
    }),
  };
}

/**
 * A description that contains a text, in any case and in each form in which a keyboard may have written it. Some servers
 * compile a regular expression anew for each expense, which takes ten times as long as to compare; so one is used only
 * where the text could be written otherwise. MongoDB's `$toLower` knows ASCII alone.
 */
function describedWith(text: string): object {
  const forms = [...new Set([text, text.normalize('NFC'), text.normalize('NFD')])];
  if (forms.length === 1 && text.search(apostrophes) < 0 && !hasCasesBeyondAscii(text)) {
    const lowered = { $literal: text.toLowerCase() };
    return { $expr: { $gte: [{ $indexOfCP: [{ $toLower: '$description' }, lowered] }, 0] } };
  }
  const patterns = forms.map((form) => escapeRegex(form).replace(apostrophes, apostrophes.source));
  // A text and not a RegExp: some servers find nothing by a literal on an indexed field.
  return { description: { $regex: patterns.join('|'), $options: 'i' } };
}

function hasCasesBeyondAscii(text: string): boolean {
  return Array.from(text).some(
    (character) => character > '\u007f' && character.toLowerCase() !== character.toUpperCase(),
  );
}

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
