// npm run house: draws the rooms, their floors and the imports between them into docs/house.svg, and prints them as
// text. It fails if an import leads upwards or rooms import each other in a cycle.
//   npm run house -- FILE       draws into another file
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  findCircles,
  floors,
  sharedRooms,
  isUpward,
  listSteps,
  separatePackage,
  roomOf,
  sourceFolders,
  toGraph,
  type Step,
} from './house.js';
import { drawHouse, type Arrow } from './house-svg.js';
import { readSources } from './read-imports.js';

const root = path.resolve(import.meta.dirname, '..');
const file = process.argv[2] ?? path.join(root, 'docs', 'house.svg');

const sources = readSources(root, sourceFolders);
const steps = listSteps(sources);
const arrows = countArrows(steps);
const circles = findCircles(toGraph(steps, roomOf));
const upwards = arrows.filter((arrow) => arrow.isUpward);
/** From the top of the house. */
const rooms = [...floors.flat(), ...sharedRooms, separatePackage]
  .map((name) => ({ name, fileCount: sources.filter((source) => roomOf(source.path) === name).length }))
  .filter(({ fileCount }) => fileCount > 0);

writeFileSync(file, drawHouse(rooms, arrows));
process.stdout.write(`${[...describeRooms(), '', ...describeFaults()].join('\n')}\n`);
if (upwards.length + circles.length > 0) process.exitCode = 1;

function countArrows(all: readonly Step[]): Arrow[] {
  const counted = new Map<string, Arrow>();
  for (const step of all) {
    const { from, to } = step;
    const count = (counted.get(`${from} ${to}`)?.count ?? 0) + 1;
    counted.set(`${from} ${to}`, { from, to, count, isUpward: isUpward(step) });
  }
  return [...counted.values()];
}

/** One line per room, with its imports. */
function describeRooms(): string[] {
  return rooms.map(({ name }) => {
    const targets = rooms.flatMap(({ name: to }) =>
      arrows.filter((arrow) => arrow.from === name && arrow.to === to),
    );
    return `${name.padEnd(18)} ${targets.map(({ to, count }) => `${to} ${count}`).join(', ') || 'nothing'}`;
  });
}

function describeFaults(): string[] {
  return [
    ...upwards.map(({ from, to, count }) => `UPWARDS ${from} imports ${to} ${count} times`),
    ...circles.map((circle) => `CIRCLE ${circle.join(' -> ')}`),
    `${arrows.length} arrows, ${upwards.length} upwards, ${circles.length} circles`,
  ];
}
