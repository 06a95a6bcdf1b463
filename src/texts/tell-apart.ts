import { foldName } from '../split/fold-name.js';

/** Enough to tell most people apart, and short enough to compare at a glance. */
const shortestEnd = 4;

/**
 * The ends of the ids of people whose names read alike, by id: four digits, more where those are alike too. Case,
 * spaces, forms of Unicode and characters that show nothing make no difference to a reader.
 */
export function endsOfIds(names: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const idsByName = new Map<string, string[]>();
  for (const [userId, name] of names) {
    const read = foldName(name).replaceAll(' ', '');
    const ids = idsByName.get(read);
    if (ids) ids.push(userId);
    else idsByName.set(read, [userId]);
  }
  const ends = new Map<string, string>();
  for (const ids of idsByName.values()) if (ids.length > 1) addEnds(ids, ends);
  return ends;
}

function addEnds(ids: readonly string[], ends: Map<string, string>): void {
  const longest = Math.max(...ids.map((id) => id.length));
  for (let length = shortestEnd; ; length++) {
    const cut = ids.map((id) => id.slice(-length));
    if (new Set(cut).size < ids.length && length < longest) continue;
    ids.forEach((id, index) => ends.set(id, cut[index] ?? id));
    return;
  }
}
