/** The items without repetitions, in the order of their first. */
export function unique<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)];
}
