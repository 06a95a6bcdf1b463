import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { StorageUnavailable } from '../../../src/errors/storage-failure.js';
import type { UserError } from '../../../src/errors/user-error.js';
import { GuildQueue, type Writer } from '../../../src/storage/transaction/guild-queue.js';

class FakeWriter implements Writer {
  isSettled = false;
  refusal: Error | undefined;

  constructor(
    readonly requestId: string,
    readonly people = 1,
  ) {}

  refuse(error: Error): void {
    this.isSettled = true;
    this.refusal = error;
  }
}

/** A queue whose groups end when they are told to. */
function openQueue() {
  const groups: { guildId: string; ids: string[]; end: (failure?: StorageUnavailable) => void }[] = [];
  const queue = new GuildQueue<FakeWriter>((guildId, group) => {
    return new Promise((resolve) => {
      groups.push({ guildId, ids: group.map(({ requestId }) => requestId), end: resolve });
    });
  });
  const enter = (guildId: string, requestId: string, people?: number) => {
    const writer = new FakeWriter(requestId, people);
    queue.enter(guildId, writer);
    return writer;
  };
  return { groups, enter };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the queue of a server', () => {
  test('writes the first at once, and together who came meanwhile; other servers wait for nobody', async () => {
    const { groups, enter } = openQueue();
    for (const id of ['a', 'b', 'c']) enter('1', id);
    enter('2', 'x');
    expect(groups.map(({ guildId, ids }) => [guildId, ids])).toEqual([
      ['1', ['a']],
      ['2', ['x']],
    ]);
    groups[0]?.end();
    await settle();
    expect(groups.at(-1)?.ids).toEqual(['b', 'c']);
    groups.at(-1)?.end();
    await settle();
    enter('1', 'd');
    expect(groups.at(-1)?.ids).toEqual(['d']);
  });

  test('has no request twice in a group', async () => {
    const { groups, enter } = openQueue();
    for (const id of ['a', 'b', 'b', 'c', 'b']) enter('1', id);
    for (const expected of [['a'], ['b', 'c'], ['b'], ['b']]) {
      expect(groups.at(-1)?.ids).toEqual(expected);
      groups.at(-1)?.end();
      await settle();
    }
  });

  test('has no more people in a group than one writer may have, or one writer', async () => {
    const { groups, enter } = openQueue();
    enter('1', 'a');
    enter('1', 'b', 600);
    enter('1', 'c', 400);
    enter('1', 'd', 1);
    enter('1', 'e', 1500);
    for (const expected of [['a'], ['b', 'c'], ['d'], ['e']]) {
      expect(groups.at(-1)?.ids).toEqual(expected);
      groups.at(-1)?.end();
      await settle();
    }
  });

  test('leaves out who was told meanwhile', async () => {
    const { groups, enter } = openQueue();
    enter('1', 'a');
    const late = enter('1', 'b');
    enter('1', 'c');
    late.refuse(new Error('too late'));
    groups[0]?.end();
    await settle();
    expect(groups.at(-1)?.ids).toEqual(['c']);
  });

  test('refuses who would wait too long as busy, and no one who waits', () => {
    const { enter } = openQueue();
    const writers = Array.from({ length: 202 }, (_, index) => enter('1', String(index)));
    expect((writers.at(-1)?.refusal as UserError).code).toBe('ledgerBusy');
    expect(writers.slice(0, -1).every(({ refusal }) => refusal === undefined)).toBe(true);
  });

  test('tells all who wait at once when the database is gone, and goes on with who comes after', async () => {
    const { groups, enter } = openQueue();
    enter('1', 'a');
    const waiting = [enter('1', 'b'), enter('1', 'c')];
    groups[0]?.end(new StorageUnavailable('gone'));
    await settle();
    for (const { refusal } of waiting) expect(refusal).toBeInstanceOf(StorageUnavailable);
    enter('1', 'd');
    expect(groups.at(-1)?.ids).toEqual(['d']);
  });

  test('writes everybody once, in the order of the requests', async () => {
    const anyWriters = fc.array(fc.record({ id: fc.nat(20), people: fc.integer({ min: 1, max: 1000 }) }));
    await fc.assert(
      fc.asyncProperty(anyWriters, async (writers) => {
        const { groups, enter } = openQueue();
        for (const { id, people } of writers) enter('1', String(id), people);
        // More come to the list while it is gone through.
        for (const group of groups) {
          group.end();
          await settle();
        }
        const written = groups.flatMap(({ ids }) => ids);
        expect([...written].sort()).toEqual(writers.map(({ id }) => String(id)).sort());
        expect(groups.every(({ ids }) => new Set(ids).size === ids.length)).toBe(true);
        const firsts = (ids: string[]) => [...new Set(ids)];
        expect(firsts(written)).toEqual(firsts(writers.map(({ id }) => String(id))));
      }),
    );
  });
});
