const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/**
 * Where an arrow key leads in a grid of groups, each with its own rows.
 * @param sizes how many entries each group has
 * @returns undefined if the key is no arrow; the same place at the ends
 */
export function moveInGroups(
  sizes: readonly number[],
  columns: number,
  at: number,
  key: string,
): number | undefined {
  const step = steps[key];
  const rows = listRows(sizes, columns);
  const last = (rows.at(-1)?.end ?? 1) - 1;
  if (step !== undefined) return Math.min(Math.max(at + step, 0), last);
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return undefined;
  const here = rows.findIndex(({ start, end }) => start <= at && at < end);
  const next = rows[here + (key === 'ArrowUp' ? -1 : 1)];
  const column = at - (rows[here]?.start ?? 0);
  return next === undefined ? at : Math.min(next.start + column, next.end - 1);
}

function listRows(sizes: readonly number[], columns: number) {
  const rows: { readonly start: number; readonly end: number }[] = [];
  let start = 0;
  for (const size of sizes) {
    const groupEnd = start + size;
    for (; start < groupEnd; start = rows.at(-1)?.end ?? groupEnd) {
      rows.push({ start, end: Math.min(start + columns, groupEnd) });
    }
  }
  return rows;
}
