/** A page of a list, and which one it is. */
export interface CutPage<Item> {
  readonly shown: readonly Item[];
  /** From 0; the last one where a later one was asked for. */
  readonly page: number;
  readonly pages: number;
}

/** The entries of one page of a list that is held whole. */
export function cutPage<Item>(items: readonly Item[], asked: number, pageLength: number): CutPage<Item> {
  const pages = Math.ceil(items.length / pageLength);
  const page = Math.max(0, Math.min(asked, pages - 1));
  return { shown: items.slice(page * pageLength, (page + 1) * pageLength), page, pages };
}
