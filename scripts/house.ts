import type { Import, SourceFile } from './read-imports.js';

/** The floors of the house, from the top: a room imports only from floors below its own. */
export const floors: readonly (readonly string[])[] = [
  ['start'],
  ['demo'],
  ['discord', 'jobs', 'embedded-database'],
  ['commands'],
  ['export'],
  ['people'],
  ['ledger'],
  ['storage'],
  ['texts'],
  ['split'],
  ['calendar', 'money'],
];

/** Stands on every floor, and imports nothing from them, except that `config` reads a cron. */
export const furniture: readonly string[] = ['config', 'errors', 'limits', 'ops'];

/** A package of its own, beside the house: it imports nothing of it. */
export const packageApart = 'playground';

/** Folders whose sources are looked at. */
export const sourceFolders: readonly string[] = ['src', 'commands', 'demo', packageApart];

/** The rooms that a whole floor or less may enter, and who may. */
const onlyFor: Readonly<Record<string, readonly string[]>> = {
  storage: ['ledger', 'people', 'jobs', 'export', 'start'],
  'embedded-database': ['start'],
  [packageApart]: ['demo'],
};

/** The room of a file, by its path from the root; `main`, `bot`, `cli` and what they share are the start. */
export function roomOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  if (top !== 'src') return top;
  const room = second.replace(/\.ts$/, '');
  return ['main', 'bot', 'cli'].includes(room) ? 'start' : room;
}

/** An import of one room by another. */
export interface Step {
  readonly file: string;
  readonly target: string;
  readonly from: string;
  readonly to: string;
  readonly isDynamic: boolean;
}

/** How an import is written in lists. */
export function describeStep({ file, target }: Pick<Step, 'file' | 'target'>): string {
  return `${file} imports ${target}`;
}

/** Every import that leads from a file of ours to another room. */
export function listSteps(files: readonly SourceFile[]): Step[] {
  return files.flatMap((file) =>
    file.imports
      .filter(({ target }) => isOurs(target))
      .map(({ target, isDynamic }) => ({
        file: file.path,
        target,
        from: roomOf(file.path),
        to: roomOf(target),
        isDynamic,
      }))
      .filter(({ from, to }) => from !== to),
  );
}

/** Folders of ours that have no room, e.g. `test/`, are on no floor: nobody may import from them. */
function isOurs(target: Import['target']): boolean {
  return /^(src|commands|demo|playground|test|bench|scripts)(\/|$)/.test(target);
}

/** Whether an import leads to a floor that is not below its own. */
export function isUpward({ from, to }: Pick<Step, 'from' | 'to'>): boolean {
  if (from === packageApart) return true;
  if (furniture.includes(to)) return false;
  if (furniture.includes(from)) return !(from === 'config' && to === 'calendar');
  return to !== packageApart && floorOf(to) <= floorOf(from);
}

/** What is on no floor is above all of them. */
function floorOf(room: string): number {
  return floors.findIndex((rooms) => rooms.includes(room));
}

/** Whether an import breaks a rule of the house: it leads upwards, or to a room that is not for everybody. */
export function isBreach(step: Step): boolean {
  if (isUpward(step)) return true;
  // A program that never reaches it never loads it, and the image does not have it.
  const isOfDevelopment = step.to === packageApart || step.to === 'demo';
  if (isOfDevelopment && step.file === 'src/main.ts') return !step.isDynamic;
  const guests = onlyFor[step.to];
  return guests !== undefined && !guests.includes(step.from);
}

/** A place for `findCircles`, and what it imports. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** The graph of some imports, each end named by `nameOf`, e.g. by its room. */
export function toGraph(
  imports: readonly Pick<Step, 'file' | 'target'>[],
  nameOf: (file: string) => string,
): Graph {
  const graph = new Map<string, Set<string>>();
  for (const { file, target } of imports) {
    const [from, to] = [nameOf(file), nameOf(target)];
    const targets = graph.get(from) ?? new Set();
    if (from !== to) targets.add(to);
    graph.set(from, targets);
  }
  return graph;
}

/** One circle of each knot in a graph, e.g. `['a', 'b', 'a']`: shortest of those through its first place. */
export function findCircles(graph: Graph): string[][] {
  const circles: string[][] = [];
  const seen = new Set<string>();
  for (const start of [...graph.keys()].sort()) {
    if (seen.has(start)) continue;
    const circle = findWayBack(graph, start);
    if (!circle) continue;
    circles.push(circle);
    // Whatever lies on a circle with this place is in the same knot, and is told with it.
    for (const place of reachableFrom(graph, start)) {
      if (reachableFrom(graph, place).has(start)) seen.add(place);
    }
  }
  return circles;
}

function findWayBack(graph: Graph, start: string): string[] | undefined {
  const trails: string[][] = [[start]];
  const seen = new Set<string>();
  for (let trail = trails.shift(); trail !== undefined; trail = trails.shift()) {
    for (const next of graph.get(trail.at(-1) ?? '') ?? []) {
      if (next === start) return [...trail, start];
      if (seen.has(next)) continue;
      seen.add(next);
      trails.push([...trail, next]);
    }
  }
  return undefined;
}

function reachableFrom(graph: Graph, start: string): Set<string> {
  const reached = new Set<string>();
  const open = [start];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    for (const next of graph.get(place) ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      open.push(next);
    }
  }
  return reached;
}

/**
 * The room inside a room that a file is in, e.g. `src/discord/respond` or `playground/page`. A file beside such rooms
 * stands for itself: the one that joins them imports them, and another is imported by them.
 */
export function innerRoomOf(file: string): string {
  const parts = file.split('/');
  const depth = parts[0] === 'src' ? 3 : 2;
  return parts.slice(0, depth).join('/');
}
