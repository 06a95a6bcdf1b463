import { beforeEach, describe, expect, test } from '@jest/globals';
import { Admission } from '../../../src/discord/receive/admission.js';
import type { Interaction } from '../../../src/discord/receive/parse-interaction.js';

let admission: Admission;
let lastId: number;
let ends: (() => void)[];

beforeEach(() => {
  admission = new Admission();
  lastId = 0;
  ends = [];
});

function make(userId: string, kind: Interaction['kind'] = 'slash'): Interaction {
  lastId += 1;
  return { id: String(lastId), kind, actor: { userId } } as Interaction;
}

/** Starts a number of interactions of one person. */
function begin(count: number, userId: string, kind?: Interaction['kind']): void {
  for (let begun = 0; begun < count; begun += 1) {
    void admission.track(make(userId, kind), new Promise((resolve) => ends.push(resolve)));
  }
}

const settle = () => new Promise(setImmediate);

describe('admission', () => {
  test('lets one person have a hundred commands under way, and choices beside them', () => {
    begin(99, 'asha');
    expect(admission.findRefusal(make('asha'))).toBeUndefined();
    begin(1, 'asha');
    expect(admission.findRefusal(make('asha'))).toBe('slowDown');
    expect(admission.findRefusal(make('asha', 'modal'))).toBe('slowDown');
    expect(admission.findRefusal(make('asha', 'autocomplete'))).toBeUndefined();
    expect(admission.findRefusal(make('ravi'))).toBeUndefined();
  });

  test('lets everyone together have five hundred', () => {
    for (const userId of ['1', '2', '3', '4', '5']) begin(100, userId);
    expect(admission.findRefusal(make('asha'))).toBe('slowDown');
    expect(admission.findRefusal(make('asha', 'autocomplete'))).toBe('slowDown');
  });

  test('gives a turn back when its work has ended', async () => {
    begin(100, 'asha');
    ends.pop()?.();
    await settle();
    expect(admission.findRefusal(make('asha'))).toBeUndefined();
  });

  test('knows what is under way by its id', async () => {
    const interaction = make('asha');
    let end = (): void => undefined;
    const tracked = admission.track(interaction, new Promise((resolve) => (end = resolve)));
    expect(admission.isUnderWay(interaction)).toBe(true);
    expect(admission.isUnderWay(make('asha'))).toBe(false);
    end();
    await tracked;
    expect(admission.isUnderWay(interaction)).toBe(false);
  });

  test('refuses everything once it drains, and counts what is left in the end', async () => {
    begin(3, 'asha');
    const drained = admission.drain(50);
    expect(admission.findRefusal(make('ravi'))).toBe('restarting');
    ends.pop()?.();
    expect(await drained).toBe(2);
    const again = admission.drain(5_000);
    for (const end of ends) end();
    expect(await again).toBe(0);
  });
});
