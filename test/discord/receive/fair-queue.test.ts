import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  FairQueue,
  type FairQueueLimits,
  type Load,
  type Turn,
} from '../../../src/discord/receive/fair-queue.js';

interface Job extends Turn {
  readonly id: number;
}

const limits: FairQueueLimits = {
  atWork: { ofPerson: 2, ofServer: 3, heavyOfServer: 1, ofAll: 5 },
  underWay: { ofPerson: 4, ofServer: 7, ofAll: 12 },
  refuses: 'new',
};

/** What happens to the queue: somebody's work comes, a turn is given, or work that was begun or waits ends. */
type Step =
  | ({ readonly kind: 'add' } & Turn)
  | { readonly kind: 'take' }
  | { readonly kind: 'remove'; readonly index: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('add' as const),
        serverId: server(),
        userId: person(),
        load: fc.constantFrom('light', 'light', 'crowd', 'file'),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('take' as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), index: fc.nat(20) }) },
  ),
  { maxLength: 120 },
);

function server(): fc.Arbitrary<string> {
  return fc.constantFrom('A', 'B', 'C', 'D');
}

function person(): fc.Arbitrary<string> {
  return fc.constantFrom('asha', 'ravi', 'meera', 'kabir', 'zoya');
}

/** The queue, beside lists of what waits and of what is at work. */
class Model {
  readonly queue: FairQueue<Job>;
  readonly waiting: Job[] = [];
  readonly atWork: Job[] = [];
  readonly refused: Job[] = [];
  added = 0;
  ended = 0;

  constructor(readonly limits: FairQueueLimits) {
    this.queue = new FairQueue(limits);
  }

  add(
    serverId: string,
    userId: string,
    load: Load = 'light',
  ): { job: Job; refused: ReturnType<FairQueue<Job>['add']> } {
    const job = { serverId, userId, load, id: this.added++ };
    const refused = this.queue.add(job);
    this.waiting.push(job);
    if (refused !== undefined) {
      // Refused is what waits, once.
      expect(this.waiting).toContain(refused.work);
      drop(this.waiting, refused.work);
      this.refused.push(refused.work);
    }
    return { job, refused };
  }

  take(): Job | undefined {
    const job = this.queue.takeNext();
    if (job === undefined) return undefined;
    expect(this.waiting).toContain(job);
    drop(this.waiting, job);
    this.atWork.push(job);
    return job;
  }

  remove(index: number): void {
    const all = [...this.atWork, ...this.waiting];
    const job = all[index % all.length];
    if (job === undefined) return;
    this.queue.remove(job);
    this.queue.remove(job);
    drop(this.atWork, job);
    drop(this.waiting, job);
    this.ended += 1;
  }

  /** What waits and may begin now. */
  eligible(): Job[] {
    const { ofPerson, ofServer, heavyOfServer, ofAll } = this.limits.atWork;
    if (this.atWork.length >= ofAll) return [];
    // A person's work keeps its order, so what waits behind heavy work waits with it.
    const firstOf = ({ serverId, userId }: Job) =>
      this.waiting.find((job) => job.serverId === serverId && job.userId === userId);
    return this.waiting.filter(
      (job) =>
        count(this.atWork, 'serverId', job.serverId) < ofServer &&
        count(this.atWork, 'userId', job.userId) < ofPerson &&
        countLike(firstOf(job), this.atWork) < heavyOfServer,
    );
  }
}

function drop<Item>(list: Item[], item: Item): void {
  const index = list.indexOf(item);
  if (index >= 0) list.splice(index, 1);
}

function count(jobs: readonly Job[], by: 'serverId' | 'userId', value: string): number {
  return jobs.filter((job) => job[by] === value).length;
}

/** Of the same heavy load in the same server. */
function countLike(job: Turn | undefined, jobs: readonly Turn[]): number {
  if (job === undefined || job.load === 'light') return 0;
  return jobs.filter(({ serverId, load }) => serverId === job.serverId && load === job.load).length;
}

function most(jobs: readonly Job[], by: 'serverId' | 'userId'): number {
  return Math.max(0, ...jobs.map((job) => count(jobs, by, job[by])));
}

/** Runs steps, and looks at each turn that is given. */
function play(given: readonly Step[], onTake: (model: Model, before: Job[], job?: Job) => void): Model {
  const model = new Model(limits);
  for (const step of given) {
    if (step.kind === 'add') model.add(step.serverId, step.userId, step.load);
    else if (step.kind === 'remove') model.remove(step.index);
    else {
      const before = model.eligible();
      onTake(model, before, model.take());
    }
    const alike = model.atWork.map((job) => countLike(job, model.atWork));
    expect(Math.max(0, ...alike)).toBeLessThanOrEqual(limits.atWork.heavyOfServer);
    const all = [...model.waiting, ...model.atWork];
    for (const [jobs, { ofPerson, ofServer, ofAll }] of [
      [model.atWork, limits.atWork],
      [all, limits.underWay],
    ] as const) {
      expect(most(jobs, 'userId')).toBeLessThanOrEqual(ofPerson);
      expect(most(jobs, 'serverId')).toBeLessThanOrEqual(ofServer);
      expect(jobs.length).toBeLessThanOrEqual(ofAll);
    }
  }
  return model;
}

describe('whatever comes, begins and ends', () => {
  test('the limits hold, nothing is lost and nothing begins twice', () => {
    fc.assert(
      fc.property(steps, (given) => {
        const model = play(given, () => undefined);
        while (model.waiting.length + model.atWork.length > 0) {
          while (model.take());
          model.remove(0);
        }
        expect(model.ended + model.refused.length).toBe(model.added);
        expect(model.queue.takeNext()).toBeUndefined();
      }),
    );
  });

  test('light work of others begins while heavy work of their server waits', () => {
    const model = new Model(limits);
    model.add('A', 'asha', 'crowd');
    model.add('A', 'ravi', 'crowd');
    model.add('A', 'meera');
    const begun = [model.take(), model.take(), model.take()];
    expect(begun.map((job) => job?.userId)).toEqual(['asha', 'meera', undefined]);
  });

  test('a turn is given whenever something may begin', () => {
    fc.assert(
      fc.property(steps, (given) => {
        play(given, (_model, eligible, job) => {
          expect(job === undefined).toBe(eligible.length === 0);
          if (job !== undefined) expect(eligible).toContain(job);
        });
      }),
    );
  });

  test('the work of a person in a server keeps its order', () => {
    fc.assert(
      fc.property(steps, (given) => {
        play(given, ({ waiting }, _eligible, job) => {
          if (job === undefined) return;
          const earlier = waiting.filter(
            ({ id, serverId, userId }) => id < job.id && serverId === job.serverId && userId === job.userId,
          );
          expect(earlier).toEqual([]);
        });
      }),
    );
  });

  test('no server that may begin waits for two turns of another', () => {
    fc.assert(
      fc.property(steps, (given) => {
        const passed = new PassedOver();
        play(given, (_model, eligible, job) => {
          if (job !== undefined) passed.note(eligible, job, 'serverId');
        });
      }),
    );
  });

  test('nor does a person for two turns of another in their server', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom('A', 'B'), (given, serverId) => {
        const passed = new PassedOver();
        play(given, (_model, eligible, job) => {
          const here = eligible.filter((other) => other.serverId === serverId);
          if (job?.serverId === serverId) passed.note(here, job, 'userId');
        });
      }),
    );
  });
});

/** Who was passed over, and how often by whom, since their own last turn or since they could begin. */
class PassedOver {
  #counts = new Map<string, Map<string, number>>();

  note(eligible: readonly Job[], begun: Job, by: 'serverId' | 'userId'): void {
    const left = new Set(eligible.map((job) => job[by]));
    left.delete(begun[by]);
    this.#counts = new Map(
      [...left].map((key) => {
        const times = this.#counts.get(key) ?? new Map<string, number>();
        return [key, times.set(begun[by], (times.get(begun[by]) ?? 0) + 1)];
      }),
    );
    const most = Math.max(0, ...[...this.#counts.values()].flatMap((times) => [...times.values()]));
    expect(most).toBeLessThanOrEqual(1);
  }
}

describe('where there is too much', () => {
  const fill = (model: Model, times: number, serverId: string, userId: string) => {
    for (let i = 0; i < times; i += 1) model.add(serverId, userId);
  };

  test('a person is refused their newest work, wherever they type', () => {
    const model = new Model(limits);
    fill(model, 2, 'A', 'asha');
    fill(model, 2, 'B', 'asha');
    const { job, refused } = model.add('C', 'asha');
    expect(refused).toEqual({ work: job, because: 'person' });
  });

  test('or the one that has waited longest, where only the newest is of use', () => {
    const model = new Model({ ...limits, refuses: 'oldest' });
    fill(model, 4, 'A', 'asha');
    const begun = [model.take()?.id, model.take()?.id];
    const { refused } = model.add('A', 'asha');
    expect([begun, refused?.work.id, refused?.because]).toEqual([[0, 1], 2, 'person']);
  });

  test('in a full server the newest of whoever has the most waiting makes room', () => {
    const model = new Model(limits);
    fill(model, 4, 'A', 'asha');
    fill(model, 3, 'A', 'ravi');
    const { refused } = model.add('A', 'meera');
    expect(refused).toMatchObject({ work: { id: 3, userId: 'asha' }, because: 'others' });
    const own = model.add('A', 'ravi');
    expect(own.refused).toEqual({ work: own.job, because: 'others' });
  });

  test('and where all are full, the server with the most waiting makes room', () => {
    const model = new Model(limits);
    fill(model, 4, 'A', 'asha');
    fill(model, 3, 'A', 'ravi');
    fill(model, 4, 'B', 'meera');
    fill(model, 1, 'B', 'kabir');
    const { refused } = model.add('C', 'zoya');
    expect(refused).toMatchObject({ work: { id: 3, serverId: 'A', userId: 'asha' }, because: 'others' });
    expect(model.add('A', 'zoya').refused?.work).toMatchObject({ serverId: 'A' });
  });

  test('all that waits can be taken out at once', () => {
    const model = new Model(limits);
    fill(model, 3, 'A', 'asha');
    fill(model, 2, 'B', 'ravi');
    model.take();
    expect(
      model.queue
        .removeWaiting()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([1, 2, 3, 4]);
    expect(model.queue.takeNext()).toBeUndefined();
  });
});
