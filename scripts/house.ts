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

/** Rooms that every floor may import. They import no floor, except that `config` parses a cron. */
export const sharedRooms: readonly string[] = ['config', 'errors', 'limits', 'ops'];

/** A separate package, which imports nothing of the house. */
export const separatePackage = 'playground';

export const sourceFolders: readonly string[] = ['src', 'commands', 'demo', separatePackage];

/** Rooms that only some others may import. */
const onlyFor: Readonly<Record<string, readonly string[]>> = {
  storage: ['ledger', 'people', 'jobs', 'export', 'start'],
  'embedded-database': ['start'],
  [separatePackage]: ['demo'],
};

/** The room of a file, by its path from the root. `main`, `bot` and `cli` are the room `start`. */
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

/** An import as text. */
export function describeStep({ file, target }: Pick<Step, 'file' | 'target'>): string {
  return `${file} imports ${target}`;
}

/** Every import from one room to another. */
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

/** Folders without a room, e.g. `test/`, are on no floor: nothing may import them. */
function isOurs(target: Import['target']): boolean {
  return /^(src|commands|demo|playground|test|bench|scripts)(\/|$)/.test(target);
}

/** Whether an import leads to a floor that is not below its own. */
export function isUpward({ from, to }: Pick<Step, 'from' | 'to'>): boolean {
  if (from === separatePackage) return true;
  if (sharedRooms.includes(to)) return false;
  if (sharedRooms.includes(from)) return !(from === 'config' && to === 'calendar');
  return to !== separatePackage && floorOf(to) <= floorOf(from);
}

/** A room without a floor counts as above all of them. */
function floorOf(room: string): number {
  return floors.findIndex((rooms) => rooms.includes(room));
}

/** Whether an import leads upwards, or to a room that this one may not import. */
export function isBreach(step: Step): boolean {
  if (isUpward(step)) return true;
  // A dynamic import loads it only on the playground; the image does not contain it.
  const isOfDevelopment = step.to === separatePackage || step.to === 'demo';
  if (isOfDevelopment && step.file === 'src/main.ts') return !step.isDynamic;
  const guests = onlyFor[step.to];
  return guests !== undefined && !guests.includes(step.from);
}

/** Nodes with the nodes they import. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** Makes a graph of imports. `nameOf` gives the node of a file, e.g. its room. */
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

/** One cycle of each strongly connected component, e.g. `['a', 'b', 'a']`: the shortest through its first node. */
export function findCircles(graph: Graph): string[][] {
  const circles: string[][] = [];
  const seen = new Set<string>();
  for (const start of [...graph.keys()].sort()) {
    if (seen.has(start)) continue;
    const circle = findWayBack(graph, start);
    if (!circle) continue;
    circles.push(circle);
    // Nodes on a cycle with this one belong to the same component, which is reported once.
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
 * The inner room of a file, e.g. `src/discord/respond` or `playground/page`. A file beside inner rooms counts as one by
 * itself: it may import them, or they may import it.
 */
export function innerRoomOf(file: string): string {
  const parts = file.split('/');
  const depth = parts[0] === 'src' ? 3 : 2;
  return parts.slice(0, depth).join('/');
}
