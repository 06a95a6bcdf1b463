import type { Block } from '../contract/answer.js';

/** What one page of an answer says. */
export interface PageBody {
  readonly blocks: readonly Block[];
  /** Below the rest. */
  readonly notes: readonly string[];
  readonly page: number;
  /** 0 when there is nothing to show. */
  readonly pages: number;
}

/** One page of a list. */
export interface CutPage<Item> {
  readonly shown: readonly Item[];
  /** From 0, at most the last page. */
  readonly page: number;
  readonly pages: number;
}

/** Cuts one page out of a list. */
export function cutPage<Item>(items: readonly Item[], asked: number, pageLength: number): CutPage<Item> {
  const pages = Math.ceil(items.length / pageLength);
  const page = Math.max(0, Math.min(asked, pages - 1));
  return { shown: items.slice(page * pageLength, (page + 1) * pageLength), page, pages };
}
