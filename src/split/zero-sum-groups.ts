import { absoluteMinor, type MinorSum } from '../money/minor-sum.js';
import { ExactNets } from './exact-nets.js';
import type { PersonNet } from './debts-of-expense.js';

/** Groups of people whose nets add up to 0, and who is in none of them. */
export interface Grouped {
  readonly groups: readonly (readonly PersonNet[])[];
  readonly rest: readonly PersonNet[];
}

/** The largest debt first; among equal ones by id. */
export function compareNets(one: PersonNet, other: PersonNet): number {
  if (one.netMinor !== other.netMinor) return one.netMinor < other.netMinor ? -1 : 1;
  return one.userId < other.userId ? -1 : 1;
}

/**
 * As many pairs as there are of one who owes exactly what the other gets.
 * @param people in the order of `compareNets`, none with a net of 0
 */
export function takePairs(people: readonly PersonNet[]): Grouped {
  const creditors = new Map<MinorSum, PersonNet[]>();
  // From the last on, so that the first one lies on top.
  for (const person of people.toReversed()) {
    if (person.netMinor < 0) continue;
    const alike = creditors.get(person.netMinor);
    if (alike) alike.push(person);
    else creditors.set(person.netMinor, [person]);
  }
  const groups = people
    .filter(({ netMinor }) => netMinor < 0)
    .flatMap((debtor) => {
      const creditor = creditors.get(absoluteMinor(debtor.netMinor))?.pop();
      return creditor ? [[debtor, creditor]] : [];
    });
  return { groups, rest: withoutThose(people, groups) };
}

/** Among so many people all groups of three are looked for in some ten milliseconds. */
const maxSearched = 2_000;

/**
 * Groups of three, until no three people are left whose nets add up to 0.
 * @param people in the order of `compareNets`, none with a net of 0
 * @returns undefined where there are too many people for that
 */
export function takeTriples(people: readonly PersonNet[]): Grouped | undefined {
  if (people.length > maxSearched) return undefined;
  const nets = new ExactNets(people.map(({ netMinor }) => netMinor));
  const isTaken = new Uint8Array(people.length);
  const groups: PersonNet[][] = [];
  // The first of three pays, for the order is by amount.
  const payers = people.filter(({ netMinor }) => netMinor < 0).length;
  for (let first = 0; first < payers; first++) {
    if (isTaken[first]) continue;
    const others = findTwo(nets, isTaken, first);
    if (!others) continue;
    const group = [first, ...others];
    for (const index of group) isTaken[index] = 1;
    groups.push(group.flatMap((index) => people[index] ?? []));
  }
  return { groups, rest: people.filter((_person, index) => !isTaken[index]) };
}

/** Two behind the first who make 0 with it: one pointer from each end, over those who are not taken. */
function findTwo(nets: ExactNets, isTaken: Uint8Array, first: number): [number, number] | undefined {
  let [low, high] = [first + 1, isTaken.length - 1];
  while (low < high) {
    if (isTaken[low]) low++;
    else if (isTaken[high]) high--;
    else {
      const sign = nets.signOfThree(first, low, high);
      if (sign === 0) return [low, high];
      if (sign < 0) low++;
      else high--;
    }
  }
  return undefined;
}

/** As many as the subsets of 16 people: some ten milliseconds. */
const maxStates = 2 ** 16;

/** People with the same net, who can stand for each other. */
interface Kind {
  readonly netMinor: MinorSum;
  readonly people: readonly PersonNet[];
  /** How far apart two states lie of which one has one person more of this kind. */
  readonly stride: number;
}

/**
 * The most groups into which all people fall, by dynamic programming: a state is how many there are of each kind, so
 * 16 people of different nets have as many as a thousand of a few.
 *
 * When people are added one by one, each time the sum is 0 a group is complete. The most groups of a state are the most
 * of any state with one person less, and one more where its own sum is 0.
 * @param people in the order of `compareNets`; their nets add up to 0
 * @returns undefined where there are too many states
 */
export function findMostGroups(people: readonly PersonNet[]): PersonNet[][] | undefined {
  const kinds = listKinds(people);
  const states = kinds.reduce((count, kind) => count * (kind.people.length + 1), 1);
  return states > maxStates ? undefined : readGroups(kinds, countGroups(kinds, states));
}

/** Of each state. */
interface GroupCounts {
  readonly most: Uint16Array;
  /** 1: its nets add up to 0. */
  readonly isComplete: Uint8Array;
}

function countGroups(kinds: readonly Kind[], states: number): GroupCounts {
  const [most, isComplete] = [new Uint16Array(states), new Uint8Array(states)];
  const nets = new ExactNets(kinds.map(({ netMinor }) => netMinor));
  const sums = nets.startSums(states);
  const strides = Int32Array.from(kinds, ({ stride }) => stride);
  const ends = Uint16Array.from(kinds, (kind) => kind.people.length);
  const counts = new Uint16Array(kinds.length);
  for (let state = 1; state < states; state++) {
    // The next state has one more of the first kind that is not used up, and none of those before it.
    let kind = 0;
    for (; counts[kind] === ends[kind]; kind++) counts[kind] = 0;
    counts[kind] = (counts[kind] ?? 0) + 1;
    const sign = sums.add(state, state - (strides[kind] ?? 0), kind);
    let before = 0;
    for (; kind < strides.length; kind++) {
      const one = most[state - (strides[kind] ?? 0)] ?? 0;
      if (counts[kind] !== 0 && one > before) before = one;
    }
    isComplete[state] = sign === 0 ? 1 : 0;
    most[state] = before + (sign === 0 ? 1 : 0);
  }
  return { most, isComplete };
}

function listKinds(people: readonly PersonNet[]): Kind[] {
  const alike = new Map<MinorSum, PersonNet[]>();
  for (const person of people) {
    const some = alike.get(person.netMinor);
    if (some) some.push(person);
    else alike.set(person.netMinor, [person]);
  }
  let stride = 1;
  return [...alike].map(([netMinor, some]) => {
    const kind = { netMinor, people: some, stride };
    stride *= some.length + 1;
    return kind;
  });
}

/** Goes back from the state of all people, each time to one that has the most groups. */
function readGroups(kinds: readonly Kind[], { most, isComplete }: GroupCounts): PersonNet[][] {
  const groups: PersonNet[][] = [];
  const left = kinds.map((kind) => [...kind.people]);
  for (let state = most.length - 1; state > 0;) {
    if (isComplete[state]) groups.push([]);
    const wanted = (most[state] ?? 0) - (isComplete[state] ?? 0);
    const from = state;
    const index = kinds.findIndex(
      ({ stride }, kind) => (left[kind]?.length ?? 0) > 0 && most[from - stride] === wanted,
    );
    const person = left[index]?.pop();
    if (person) groups.at(-1)?.push(person);
    state -= kinds[index]?.stride ?? state;
  }
  return groups;
}

function withoutThose(people: readonly PersonNet[], groups: readonly (readonly PersonNet[])[]): PersonNet[] {
  const grouped = new Set(groups.flat());
  return people.filter((person) => !grouped.has(person));
}
