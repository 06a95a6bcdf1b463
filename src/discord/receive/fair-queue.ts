/** What work may take much of: the processor, for very many people; or the network, for a file. */
export type Load = 'light' | 'crowd' | 'file';

/** Someone's piece of work, in one server. */
export interface Turn {
  readonly serverId: string;
  readonly userId: string;
  readonly load: Load;
}

/** How many of one person, of one server and of all. */
interface Counts {
  readonly ofPerson: number;
  readonly ofServer: number;
  readonly ofAll: number;
}

export interface FairQueueLimits {
  /** At work at the same time; `heavyOfServer` of each load that is not light. */
  readonly atWork: Counts & { readonly heavyOfServer: number };
  /** At work or waiting. Each count is larger than that of `atWork`. */
  readonly underWay: Counts;
  /** Which work of a person who has too much is refused: the new one, or the one that has waited longest. */
  readonly refuses: 'new' | 'oldest';
}

/** Work that is refused. `person`: its person has too much under way; `others`: the server, or all servers, have. */
export interface Refused<Work> {
  readonly work: Work;
  readonly because: 'person' | 'others';
}

/**
 * Decides whose work comes next: servers take turns, and so do the people of a server. A person's work in a server
 * keeps its order. It starts nothing itself.
 */
export class FairQueue<Work extends Turn> {
  /** What waits, by server and person, who both stand in the order of their turns. */
  readonly #waiting = new Map<string, Map<string, Work[]>>();
  readonly #atWork = new Set<Work>();
  readonly #atWorkOfPerson = new Tally();
  readonly #atWorkOfServer = new Tally();
  readonly #heavyOfServer = new Tally();
  readonly #underWayOfPerson = new Tally();
  readonly #underWayOfServer = new Tally();
  #underWay = 0;

  constructor(private readonly limits: FairQueueLimits) {}

  /** Lets work wait for its turn. Returns what is refused for it, or because of it: the work itself or another. */
  add(work: Work): Refused<Work> | undefined {
    const refused = this.#findRefused(work);
    if (refused?.work === work) return refused;
    if (refused !== undefined) this.remove(refused.work);
    const persons = getOrAdd(this.#waiting, work.serverId, () => new Map<string, Work[]>());
    getOrAdd(persons, work.userId, () => []).push(work);
    this.#underWayOfPerson.add(work.userId, 1);
    this.#underWayOfServer.add(work.serverId, 1);
    this.#underWay += 1;
    return refused;
  }

  /** The work whose turn it is, which is at work from now on; undefined while nothing may begin. */
  takeNext(): Work | undefined {
    const { atWork } = this.limits;
    if (this.#atWork.size >= atWork.ofAll) return undefined;
    for (const [serverId, persons] of this.#waiting) {
      if (this.#atWorkOfServer.get(serverId) >= atWork.ofServer) continue;
      for (const [userId, [next]] of persons) {
        if (next === undefined || this.#atWorkOfPerson.get(userId) >= atWork.ofPerson) continue;
        if (isHeavy(next) && this.#heavyOfServer.get(heavyKey(next)) >= atWork.heavyOfServer) continue;
        this.#begin(next, persons);
        return next;
      }
    }
    return undefined;
  }

  /** Takes out work that waits or is at work; nothing happens if it is neither. */
  remove(work: Work): void {
    const { serverId, userId } = work;
    if (this.#atWork.delete(work)) {
      this.#atWorkOfPerson.add(userId, -1);
      this.#atWorkOfServer.add(serverId, -1);
      if (isHeavy(work)) this.#heavyOfServer.add(heavyKey(work), -1);
    } else if (!this.#stopWaiting(work)) {
      return;
    }
    this.#underWayOfPerson.add(userId, -1);
    this.#underWayOfServer.add(serverId, -1);
    this.#underWay -= 1;
  }

  /** Takes out all that waits. */
  removeWaiting(): Work[] {
    const all = [...this.#waiting.values()].flatMap((persons) => [...persons.values()].flat());
    for (const work of all) this.remove(work);
    return all;
  }

  /** Its person and its server go to the end of their rows. */
  #begin(work: Work, persons: Map<string, Work[]>): void {
    const { serverId, userId } = work;
    const ofPerson = persons.get(userId) ?? [];
    this.#stopWaiting(work);
    if (persons.delete(userId)) persons.set(userId, ofPerson);
    if (this.#waiting.delete(serverId)) this.#waiting.set(serverId, persons);
    this.#atWork.add(work);
    this.#atWorkOfPerson.add(userId, 1);
    this.#atWorkOfServer.add(serverId, 1);
    if (isHeavy(work)) this.#heavyOfServer.add(heavyKey(work), 1);
  }

  #stopWaiting(work: Work): boolean {
    const { serverId, userId } = work;
    const persons = this.#waiting.get(serverId);
    const ofPerson = persons?.get(userId) ?? [];
    const index = ofPerson.indexOf(work);
    if (persons === undefined || index < 0) return false;
    ofPerson.splice(index, 1);
    if (ofPerson.length === 0) persons.delete(userId);
    if (persons.size === 0) this.#waiting.delete(serverId);
    return true;
  }

  /**
   * Where there is too much, the newest work of whoever has the most waiting is refused: a server that floods us
   * takes no place from another, nor a person from the others of the server.
   */
  #findRefused(work: Work): Refused<Work> | undefined {
    const { underWay, refuses } = this.limits;
    const { serverId, userId } = work;
    if (this.#underWayOfPerson.get(userId) >= underWay.ofPerson) {
      const refused = refuses === 'oldest' ? this.#oldestOf(userId) : undefined;
      return { work: refused ?? work, because: 'person' };
    }
    const isServerFull = this.#underWayOfServer.get(serverId) >= underWay.ofServer;
    if (!isServerFull && this.#underWay < underWay.ofAll) return undefined;
    const server = isServerFull ? serverId : this.#findCrowded(this.#waiting, serverId, countInServer);
    const persons = this.#waiting.get(server) ?? new Map<string, Work[]>();
    const person = this.#findCrowded(
      persons,
      server === serverId ? userId : '',
      (ofPerson) => ofPerson.length,
    );
    const newest = server === serverId && person === userId ? work : persons.get(person)?.at(-1);
    return { work: newest ?? work, because: 'others' };
  }

  #oldestOf(userId: string): Work | undefined {
    return [...this.#waiting.values()].flatMap((persons) => persons.get(userId)?.[0] ?? [])[0];
  }

  /** The key with the most waiting; `own` if none has more. */
  #findCrowded<Value>(all: ReadonlyMap<string, Value>, own: string, count: (value: Value) => number): string {
    const mine = all.get(own);
    let [crowded, most] = [own, mine === undefined ? 0 : count(mine)];
    for (const [key, value] of all) if (count(value) > most) [crowded, most] = [key, count(value)];
    return crowded;
  }
}

function isHeavy({ load }: Turn): boolean {
  return load !== 'light';
}

function heavyKey({ serverId, load }: Turn): string {
  return `${serverId} ${load}`;
}

function countInServer(persons: ReadonlyMap<string, readonly unknown[]>): number {
  return [...persons.values()].reduce((sum, ofPerson) => sum + ofPerson.length, 0);
}

/** Counts by key; a key that is not counted takes no room. */
class Tally {
  readonly #counts = new Map<string, number>();

  get(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  add(key: string, change: 1 | -1): void {
    const count = this.get(key) + change;
    if (count > 0) this.#counts.set(key, count);
    else this.#counts.delete(key);
  }
}

function getOrAdd<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const existing = map.get(key);
  if (existing !== undefined) return existing;
  const made = make();
  map.set(key, made);
  return made;
}
