/** Discord's ids in the order of their numbers, which is that of their making; they have no leading zeros. */
export function compareIds(one: string, other: string): number {
  if (one.length !== other.length) return one.length - other.length;
  return one === other ? 0 : one < other ? -1 : 1;
}
