/**
 * What categories are compared by: those that differ only by case, form of Unicode or spaces are one. Written to each
 * expense beside the category as it was typed, because no collation that ignores case is known to every server.
 */
export function toCategoryKey(category: string): string {
  // By way of capitals, so that letters with two small forms are one: ς and σ, ß and ss.
  return category.normalize('NFKC').toUpperCase().toLowerCase().trim().replace(/\s+/g, ' ');
}
