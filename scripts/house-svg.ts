import { floors, sharedRooms, separatePackage } from './house.js';

/** All imports of one room by another. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  /** Against the rule; drawn red. */
  readonly isUpward: boolean;
}

/** A room with its sources. */
export interface Room {
  readonly name: string;
  readonly fileCount: number;
}

const contents: Readonly<Record<string, string>> = {
  start: 'main, bot, cli',
  demo: 'examples, worlds, a bucket',
  discord: 'the adapter',
  jobs: 'what runs on a clock',
  'embedded-database': 'if MONGODB_URI is not set',
  commands: 'what people type',
  export: 'CSV, and its way to S3',
  people: 'profiles',
  ledger: 'expenses and balances',
  storage: 'MongoDB, the transaction',
  texts: 'every sentence people read',
  split: 'who owes which part',
  calendar: 'days, schedules, zones',
  money: 'amounts, to the paisa',
  [separatePackage]: 'a local Discord, its own package',
};

/** One per floor, dark enough for white text. */
const colours = [
  ...['#b5472f', '#8f5a00', '#4a58c4', '#00798a', '#97408a', '#2f7d32', '#6b4fb0'],
  ...['#a8356a', '#1f6fb2', '#6a6a1d', '#8a5140', '#3c6e71', '#546179', '#7a3e9d'],
];
const fault = '#d3122a';

const width = 900;
const wall = 30;
const boxLeft = 56;
const boxRight = 312;
const firstLane = 394;
const laneGap = 42;
const entryGap = 15;
/** The height for the arrow that leaves a room. */
const exitHeight = 18;
const rowPadding = 14;
const smallestRow = 58;
const roof = 84;

interface Row {
  readonly room: Room;
  readonly top: number;
  readonly height: number;
  /** One of its imports is not below it. */
  readonly isAtFault: boolean;
}

/** Draws the rooms as boxes on their floors, and their imports as arrows beside them. */
export function drawHouse(rooms: readonly Room[], arrows: readonly Arrow[]): string {
  const rows = placeRows(rooms, arrows);
  const house = rows.filter(({ room }) => room.name !== separatePackage);
  const apart = rows.find(({ room }) => room.name === separatePackage);
  const ground = bottomOf(house);
  const shelves = drawSharedRooms(rooms, arrows, (apart ? bottomOf([apart]) : ground) + 26);
  const height = (apart ? bottomOf([apart]) : ground) + 150;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, -apple-system, 'Segoe UI', sans-serif">`,
    '<title>The rooms of Hisaab on their floors, and which of them import which</title>',
    `<rect width="${width}" height="${height}" rx="14" fill="#fbf8f3"/>`,
    ...drawWalls(house, ground),
    ...rows.map((row) => drawRoom(row)),
    ...drawStairs(rows, arrows),
    ...shelves,
    '</svg>',
    '',
  ].join('\n');
}

/** Places the rooms from the top down. A room with more incoming arrows is higher. */
function placeRows(rooms: readonly Room[], arrows: readonly Arrow[]): Row[] {
  let top = roof + 20;
  return [...floors, [separatePackage]].flatMap((floor) => {
    const here = rooms.filter(({ name }) => floor.includes(name));
    if (floor.includes(separatePackage)) top += 22;
    return here.map((room) => {
      const entries = arrows.filter((arrow) => arrow.to === room.name).length;
      const height = Math.max(smallestRow, (entries - 1) * entryGap + 2 * rowPadding + exitHeight);
      const isAtFault = arrows.some((arrow) => arrow.from === room.name && arrow.isUpward);
      const row = { room, top, height, isAtFault };
      top += height;
      return row;
    });
  });
}

function bottomOf(rows: readonly Row[]): number {
  return Math.max(roof, ...rows.map(({ top, height }) => top + height));
}

function drawWalls(rows: readonly Row[], ground: number): string[] {
  const [left, right, eaves] = [wall, width - wall, roof + 20];
  const bands = floors
    .map((floor) => rows.filter(({ room }) => floor.includes(room.name)))
    .filter((floor) => floor.length > 0)
    .map((floor, index) => {
      const [top, bottom] = [Math.min(...floor.map((row) => row.top)), bottomOf(floor)];
      const fill = index % 2 === 0 ? '#ffffff' : '#f5f0e7';
      return `<rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" fill="${fill}"/>`;
    });
  const middle = (left + right) / 2;
  return [
    `<path d="M${left - 14} ${eaves} L${middle} 18 L${right + 14} ${eaves} Z" fill="#b5573f"/>`,
    `<text x="${middle}" y="62" text-anchor="middle" font-size="19" font-weight="700" fill="#fff">Hisaab</text>`,
    `<text x="${middle}" y="86" text-anchor="middle" font-size="12.5" fill="#ffe9df">a room imports only from floors below its own; the figures count the imports</text>`,
    ...bands,
    `<path d="M${left} ${eaves} V${ground} H${right} V${eaves}" fill="none" stroke="#8a7a66" stroke-width="2.5"/>`,
  ];
}

function drawRoom({ room, top, height, isAtFault }: Row): string {
  const colour = isAtFault ? fault : colourOf(room.name);
  const middle = top + height / 2;
  const frame = room.name === separatePackage ? 'stroke-dasharray="5 4"' : '';
  return [
    `<rect x="${boxLeft}" y="${top + 5}" width="${boxRight - boxLeft}" height="${height - 10}" rx="7" fill="#fff" stroke="${colour}" stroke-width="2" ${frame}/>`,
    `<text x="${boxLeft + 14}" y="${middle - 3}" font-size="15.5" font-weight="650" fill="${colour}">${room.name}</text>`,
    `<text x="${boxRight - 14}" y="${middle - 3}" font-size="11.5" text-anchor="end" fill="#8a8177">${countOf(room.fileCount, 'file')}</text>`,
    `<text x="${boxLeft + 14}" y="${middle + 15}" font-size="12" fill="#5d554c">${contents[room.name] ?? ''}</text>`,
  ].join('');
}

/** The arrows of a room share a lane: out of its box, down the lane, and into each room that it imports. */
function drawStairs(rows: readonly Row[], arrows: readonly Arrow[]): string[] {
  const inside = arrows.filter(({ from, to }) => [from, to].every((name) => rowOf(rows, name)));
  const sources = rows
    .map(({ room }) => room.name)
    .filter((name) => inside.some(({ from }) => from === name));
  return sources.flatMap((name, index) => {
    const lane = firstLane + (sources.length - 1 - index) * laneGap;
    const own = inside.filter(({ from }) => from === name);
    return drawLane(rows, inside, own, { name, lane });
  });
}

function drawLane(
  rows: readonly Row[],
  arrows: readonly Arrow[],
  own: readonly Arrow[],
  { name, lane }: { readonly name: string; readonly lane: number },
): string[] {
  const row = rowOf(rows, name);
  if (!row) return [];
  const colour = colourOf(name);
  const exitY = row.top + row.height - exitHeight;
  const entries = own.map((arrow) => ({ arrow, y: entryOf(rows, arrows, arrow) }));
  const deepest = Math.max(exitY, ...entries.map(({ y }) => y));
  const highest = Math.min(exitY, ...entries.map(({ y }) => y));
  const rail = `M${boxRight} ${exitY} H${lane - 8} Q${lane} ${exitY} ${lane} ${exitY + 8} V${deepest - 8}`;
  return [
    `<path d="${rail}" fill="none" stroke="#fff" stroke-width="6"/>`,
    ...entries.map(({ arrow, y }) => drawEntry(arrow, y, lane, colour)),
    `<path d="${rail}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    highest < exitY ? `<path d="M${lane} ${exitY} V${highest}" stroke="${fault}" stroke-width="3"/>` : '',
  ];
}

function drawEntry(arrow: Arrow, y: number, lane: number, colour: string): string {
  const stroke = arrow.isUpward ? fault : colour;
  const line = `M${lane} ${y - 8} Q${lane} ${y} ${lane - 8} ${y} H${boxRight + 9}`;
  const tip = `M${boxRight + 1} ${y} l9 -4.5 v9 Z`;
  return [
    `<path d="${line}" fill="none" stroke="#fff" stroke-width="4.5" stroke-opacity="0.85"/>`,
    `<path d="${line}" fill="none" stroke="${stroke}" stroke-width="${arrow.isUpward ? 3 : 1.6}"/>`,
    `<path d="${tip}" fill="${stroke}"/>`,
    `<rect x="${boxRight + 16}" y="${y - 6.5}" width="25" height="13" rx="6.5" fill="${stroke}"/>`,
    `<text class="count" x="${boxRight + 28.5}" y="${y + 3.6}" font-size="10" font-weight="600" text-anchor="middle" fill="#fff">${arrow.count}</text>`,
  ].join('');
}

/** The height at which an arrow enters its room; arrows from near floors come first. */
function entryOf(rows: readonly Row[], arrows: readonly Arrow[], { from, to }: Arrow): number {
  const row = rowOf(rows, to);
  if (!row) return 0;
  const order = rows.map(({ room }) => room.name);
  const incoming = arrows.filter((arrow) => arrow.to === to).map((arrow) => arrow.from);
  incoming.sort((one, other) => order.indexOf(one) - order.indexOf(other));
  const first = row.top + (row.height - exitHeight - (incoming.length - 1) * entryGap) / 2;
  return first + incoming.indexOf(from) * entryGap;
}

/** Every floor uses these rooms, so their users are counted instead of drawn. */
function drawSharedRooms(rooms: readonly Room[], arrows: readonly Arrow[], top: number): string[] {
  const pieces = rooms.filter(({ name }) => sharedRooms.includes(name));
  const step = (width - 2 * wall) / Math.max(1, pieces.length);
  const title = `<text x="${wall}" y="${top + 4}" font-size="12.5" fill="#5d554c">Used on every floor:</text>`;
  const boxes = pieces.map(({ name, fileCount }, index) => {
    const incoming = arrows.filter((arrow) => arrow.to === name);
    const outgoing = arrows.filter((arrow) => arrow.from === name);
    const colour = outgoing.some(({ isUpward }) => isUpward) ? fault : '#6d655b';
    const uses = incoming.reduce((sum, { count }) => sum + count, 0);
    const left = wall + index * step;
    const needs = outgoing.map(({ to, count }) => `${to} ${count}`).join(', ') || 'nothing';
    return [
      `<rect x="${left}" y="${top + 16}" width="${step - 14}" height="84" rx="7" fill="#fff" stroke="${colour}" stroke-width="1.5"/>`,
      `<text x="${left + 14}" y="${top + 38}" font-size="15" font-weight="650" fill="${colour}">${name}</text>`,
      `<text x="${left + step - 28}" y="${top + 38}" font-size="11.5" text-anchor="end" fill="#8a8177">${countOf(fileCount, 'file')}</text>`,
      `<text x="${left + 14}" y="${top + 60}" font-size="12" fill="#5d554c">${countOf(uses, 'import')}, from ${countOf(incoming.length, 'room')}</text>`,
      `<text x="${left + 14}" y="${top + 79}" font-size="12" fill="#5d554c">imports ${needs}</text>`,
    ].join('');
  });
  return [title, ...boxes];
}

function rowOf(rows: readonly Row[], name: string): Row | undefined {
  return rows.find(({ room }) => room.name === name);
}

function colourOf(name: string): string {
  const place = [...floors.flat(), separatePackage].indexOf(name);
  return colours[place % colours.length] ?? fault;
}

function countOf(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
