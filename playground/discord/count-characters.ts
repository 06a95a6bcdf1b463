/** How long Discord finds a text: it counts code points, so an emoji outside of the first plane is one. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
