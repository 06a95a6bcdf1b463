import { toCategoryKey } from '../../storage/collections/category-key.js';

/** Which expenses of a server are asked for. */
export interface ExpenseFilter {
  readonly guildId: string;
  /** Those that this member paid or shares in. */
  readonly memberId?: string;
  /** First and last day, both included: `2026-11-24`. */
  readonly from?: string;
  readonly to?: string;
  /** In any case. */
  readonly category?: string;
  /** Stands in the description, in any case. */
  readonly text?: string;
  readonly includeVoid?: boolean;
}

/** The filter as a query, void expenses included; always within one server. */
export function toQueryWithVoid({
  guildId,
  memberId,
  from,
  to,
  category,
  text,
}: Omit<ExpenseFilter, 'includeVoid'>) {
  return {
    guildId,
    ...(memberId !== undefined && { $or: [{ 'payers.userId': memberId }, { participantIds: memberId }] }),
    ...((from !== undefined || to !== undefined) && {
      date: { ...(from !== undefined && { $gte: from }), ...(to !== undefined && { $lte: to }) },
    }),
    ...(category !== undefined && { categoryKey: toCategoryKey(category) }),
    // A text and not a RegExp: some servers find nothing by a literal on an indexed field.
    ...(text !== undefined && { description: { $regex: escapeRegex(text), $options: 'i' } }),
  };
}

/** The filter as a query. */
export function toQuery({ includeVoid, ...filter }: ExpenseFilter) {
  return { ...toQueryWithVoid(filter), ...(!includeVoid && { voidedAt: { $exists: false } }) };
}

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
