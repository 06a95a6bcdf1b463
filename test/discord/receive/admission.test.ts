import { beforeEach, describe, expect, test } from '@jest/globals';
import type { UserError } from '../../../src/errors/user-error.js';
import { Admission } from '../../../src/discord/receive/admission.js';
import type { Load } from '../../../src/discord/receive/fair-queue.js';
import type { Interaction } from '../../../src/discord/receive/parse-interaction.js';

let admission: Admission;
let lastId: number;

beforeEach(() => {
  admission = new Admission();
  lastId = 0;
});

/** An interaction, and how far it has come: `waits`, `at work`, `ended`, or the code of its refusal. */
interface Tracked {
  readonly interaction: Interaction;
  state: string;
  readonly end: () => void;
  /** The person has their answer. */
  readonly endTurn: () => void;
}

function enter(
  userId: string,
  guildId?: string,
  kind: Interaction['kind'] = 'slash',
  load: Load = 'light',
): Tracked {
  lastId += 1;
  const interaction = {
    id: String(lastId),
    kind,
    guildId,
    actor: { userId },
  } as unknown as Interaction;
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  let endTurn = (): void => undefined;
  const tracked: Tracked = {
    interaction,
    state: 'waits',
    end,
    endTurn: () => {
      endTurn();
    },
  };
  void admission.admit(interaction, load, async (turn) => {
    endTurn = turn.end;
    try {
      await turn.begins;
      tracked.state = 'at work';
      await ended;
      tracked.state = 'ended';
    } catch (error) {
      tracked.state = (error as UserError).code;
    }
  });
  return tracked;
}

function enterMany(times: number, ...args: Parameters<typeof enter>): Tracked[] {
  return Array.from({ length: times }, () => enter(...args));
}

/** Lets everything begin that may: one piece of work in each turn of the event loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 300; turn += 1) await new Promise(setImmediate);
}

async function countStates(all: readonly Tracked[]): Promise<Record<string, number>> {
  await settle();
  const counts: Record<string, number> = {};
  for (const { state } of all) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

describe('of one person', () => {
  test('who has an answer makes way for the next, though something is still done about it', async () => {
    const [answered, next] = [enterMany(3, 'asha', 'A')[0], enter('asha', 'A')];
    expect(await countStates([next])).toEqual({ waits: 1 });
    answered?.endTurn();
    expect(await countStates([next])).toEqual({ 'at work': 1 });
    expect(answered && admission.isUnderWay(answered.interaction)).toBe(true);
    answered?.end();
    expect(await countStates([enter('asha', 'A')])).toEqual({ waits: 1 });
  });

  test('three commands are at work, twenty wait their turn, and who comes after is told', async () => {
    const mine = enterMany(25, 'asha', 'A');
    expect(await countStates(mine)).toEqual({ 'at work': 3, waits: 20, slowDown: 2 });
    mine[0]?.end();
    expect(await countStates(mine)).toEqual({ ended: 1, 'at work': 3, waits: 19, slowDown: 2 });
    expect(mine[3]?.state).toBe('at work');
  });

  test('that holds over all servers and direct messages, and for everybody alone', async () => {
    const mine = [...enterMany(10, 'asha', 'A'), ...enterMany(10, 'asha', 'B'), ...enterMany(10, 'asha')];
    expect(await countStates(mine)).toEqual({ 'at work': 3, waits: 20, slowDown: 7 });
    expect(await countStates(enterMany(2, 'ravi', 'A'))).toEqual({ 'at work': 2 });
  });

  test('choices never wait for commands, and the newest takes the place of the one that waits', async () => {
    enterMany(23, 'asha', 'A');
    await settle();
    const first = enterMany(2, 'asha', 'A', 'autocomplete');
    expect(await countStates(first)).toEqual({ 'at work': 2 });
    const choices = enterMany(3, 'asha', 'A', 'autocomplete');
    await settle();
    expect(choices.map(({ state }) => state)).toEqual(['slowDown', 'slowDown', 'waits']);
  });
});

describe('of one server', () => {
  test('four are at work, two hundred wait, and another server is not held up', async () => {
    const flood = Array.from({ length: 10 }, (_, who) => enterMany(23, `flooder ${who}`, 'A')).flat();
    expect(await countStates(flood)).toEqual({ 'at work': 6, waits: 200, queueFull: 24 });
    const neighbour = enter('asha', 'B');
    expect(await countStates([neighbour])).toEqual({ 'at work': 1 });
  });

  test.each([
    ['crowd', 'file'],
    ['file', 'crowd'],
  ] as const)(
    'one command of load %s is at work; light ones and those of load %s pass it',
    async (load, other) => {
      const heavy = ['asha', 'ravi'].map((who) => enter(who, 'A', 'slash', load));
      const passing = [
        enter('meera', 'A'),
        enter('kabir', 'A', 'slash', other),
        enter('zoya', 'B', 'slash', load),
      ];
      expect(await countStates(heavy)).toEqual({ 'at work': 1, waits: 1 });
      expect(await countStates(passing)).toEqual({ 'at work': 3 });
      heavy[0]?.end();
      await settle();
      expect(heavy[1]?.state).toBe('at work');
    },
  );

  test('whoever has few waiting gets room in a full server', async () => {
    const flood = Array.from({ length: 10 }, (_, who) => enterMany(23, `flooder ${who}`, 'A')).flat();
    const asha = enter('asha', 'A');
    expect(await countStates([asha])).toEqual({ waits: 1 });
    expect(await countStates(flood)).toEqual({ 'at work': 6, waits: 199, queueFull: 25 });
  });
});

test('of all servers together 64 are at work, and the others take turns', async () => {
  const many = Array.from({ length: 40 }, (_, server) => enterMany(2, `user ${server}`, `${server}`));
  expect(await countStates(many.flat())).toEqual({ 'at work': 64, waits: 16 });
  expect(many.filter(([first]) => first?.state === 'at work')).toHaveLength(40);
});

test('one begins in each turn of the event loop', async () => {
  const [first, second] = [enter('asha', 'A'), enter('ravi', 'A')];
  await Promise.resolve();
  await Promise.resolve();
  expect([first.state, second.state]).toEqual(['at work', 'waits']);
  await settle();
  expect(second.state).toBe('at work');
});

describe('an interaction that is delivered again', () => {
  test('is known while it waits and while it is at work, and not after', async () => {
    const all = enterMany(4, 'asha', 'A');
    await settle();
    const known = () => all.map(({ interaction }) => admission.isUnderWay(interaction));
    expect(known()).toEqual([true, true, true, true]);
    for (const { end } of all) end();
    await settle();
    expect(known()).toEqual([false, false, false, false]);
  });

  test('that was answered without a turn gives up its place', async () => {
    enterMany(3, 'asha', 'A');
    await settle();
    const interaction = {
      id: 'x',
      kind: 'slash',
      guildId: 'A',
      actor: { userId: 'asha' },
      options: {},
    } as unknown as Interaction;
    await admission.admit(interaction, 'light', () => Promise.resolve());
    expect(await countStates(enterMany(21, 'asha', 'A'))).toEqual({ waits: 20, slowDown: 1 });
  });
});

describe('before a stop', () => {
  test('what waits or comes later is told that we restart, and what is at work ends', async () => {
    const mine = enterMany(5, 'asha', 'A');
    const choices = enterMany(3, 'asha', 'A', 'autocomplete');
    await settle();
    const drained = admission.drain(5_000);
    const late = enter('ravi', 'B');
    expect(await countStates(mine)).toEqual({ 'at work': 3, restarting: 2 });
    expect(await countStates(choices)).toEqual({ 'at work': 2, restarting: 1 });
    expect(late.state).toBe('restarting');
    for (const { end } of [...mine, ...choices]) end();
    expect(await drained).toBe(0);
  });

  test('counts what is left in the end', async () => {
    const mine = enterMany(3, 'asha', 'A');
    await settle();
    mine[0]?.end();
    expect(await admission.drain(20)).toBe(2);
  });
});
