import { foldName } from '../../split/fold-name.js';

/**
 * What categories are compared by: those that read alike, in any case, are one. Written to each expense beside the
 * category as it was typed, because no collation that ignores case is known to every server.
 */
export function toCategoryKey(category: string): string {
  return foldName(category);
}
