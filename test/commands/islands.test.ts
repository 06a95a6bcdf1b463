import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Person, Server } from 'discord-playground';
import { debtLines, makeFlat, setStage, type Stage } from '../harness/bot.js';

let stage: Stage;
let flat: Server;
let trip: Server;
let u1: Person, u2: Person;

beforeAll(async () => {
  stage = await setStage();
  const { flat: made, people } = makeFlat(stage.playground);
  flat = made;
  [u1, u2] = people;
  trip = stage.playground.createServer({ name: 'Trip', members: people });
  await flat
    .as(u1)
    .slash('expense add', { amount: '100', description: 'Flat secret', for: u2.mention, category: 'rent' });
});
afterAll(() => stage.close());

describe('a server is an island: the same people elsewhere see nothing of it', () => {
  test('in balances, of all, of one and of a pair', async () => {
    for (const options of [{}, { member: u2 }, { with: u2 }]) {
      const answer = await trip.as(u1).slash('balances', options);
      expect(debtLines(answer.text)).toEqual([]);
      expect(answer.text).not.toContain('₹');
    }
  });

  test('in lists, in one expense by its number, and as the people of an expense', async () => {
    expect((await trip.as(u1).slash('expense list')).text).toContain('no expenses yet');
    const shown = await trip.as(u1).slash('expense show', { number: 1 });
    expect(shown.ephemeral).toBe(true);
    expect(shown.text).not.toContain('Flat secret');
    const added = await trip.as(u1).slash('expense add', { amount: '1', description: 'x', for: '#1' });
    expect(added.ephemeral).toBe(true);
    expect(added.text).toContain('#1');
  });

  test('in autocomplete', async () => {
    expect(await trip.as(u1).complete('expense show', 'number', '')).toEqual([]);
    expect(await trip.as(u1).complete('expense list', 'category', 're')).toEqual([]);
    expect(await flat.as(u1).complete('expense list', 'category', 're')).toEqual([
      { name: 'rent', value: 'rent' },
    ]);
  });

  test('in the numbers, which begin at 1 in each', async () => {
    const added = await trip
      .as(u1)
      .slash('expense add', { amount: '5', description: 'Toll', for: u2.mention });
    expect(added.text).toContain('#1');
  });

  test('behind the buttons, which carry no server and so show only the one they are pressed in', async () => {
    for (const [command, label] of [
      ['expense list', 'Share'],
      ['expense list', 'CSV'],
      ['balances', 'Share'],
      ['balances', 'CSV'],
    ] as const) {
      const answer = await trip.as(u1).slash(command);
      const pressed = await trip.as(u1).press(answer, label);
      const seen = pressed.text + pressed.files.map(({ content }) => content).join();
      expect(seen).not.toContain('Flat secret');
      expect(seen).not.toContain('100.00');
    }
  });

  test('and the summary names each server apart', async () => {
    const note = await flat.as(u1).slash('summary now');
    expect(note.ephemeral).toBe(true);
    const [dm] = await stage.playground.waitForDms(u1, 1);
    expect(dm?.text).toContain('Flat');
    expect(dm?.text).toContain('Trip');
    expect(debtLines(dm?.text ?? '')).toEqual([
      `${u2.mention} owes ${u1.mention} ₹100.00`,
      `${u2.mention} owes ${u1.mention} ₹5.00`,
    ]);
  });
});
