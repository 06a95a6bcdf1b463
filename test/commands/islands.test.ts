import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MessageFlags } from 'discord-api-types/v10';
import type { Answer, MessageView, Person, Server } from 'discord-playground';
import { debtLines, makeFlat, setStage, type Stage } from '../harness/bot.js';
import { postAsBot } from '../harness/post-as-bot.js';

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

/** A message of the bot once more in another server, with the same buttons and their custom ids. */
function copyTo(server: Server, { message }: Answer | MessageView): Promise<MessageView> {
  const { flags, components } = message;
  const kept = { flags: Number(flags) & MessageFlags.IsComponentsV2, components };
  return postAsBot(stage.playground, server, kept);
}

function showAll({ text, files }: Answer): string {
  return [text, ...files.map(({ content }) => content)].join('\n');
}

describe('a server is an island: the same people elsewhere see nothing of it', () => {
  test('in balances, of all, of one and of a pair', async () => {
    for (const [options, says] of [
      [{}, 'Nobody owes anybody anything.'],
      [{ member: u2 }, `${u2.mention} owes nobody, and nobody owes them.`],
      [{ with: u2 }, `${u1.mention} and ${u2.mention} owe each other nothing.`],
    ] as const) {
      expect((await trip.as(u1).slash('balances', options)).text).toBe(says);
    }
  });

  test('in lists, in one expense by its number, and as the people of an expense', async () => {
    expect((await trip.as(u1).slash('expense list')).text).toContain('no expenses yet');
    const shown = await trip.as(u1).slash('expense show', { number: 1 });
    expect(shown.ephemeral).toBe(true);
    expect(shown.text).toContain('There is no expense `#1` in this server.');
    const added = await trip.as(u1).slash('expense add', { amount: '1', description: 'x', for: '#1' });
    expect(added.ephemeral).toBe(true);
    expect(added.text).toContain('There is no expense `#1` in this server.');
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

  test.each([
    ['expense list', {}, 'CSV', ',Toll,'],
    ['expense list', {}, 'Share', '**#1** '],
    ['expense show', { number: 1 }, 'Share', '**#1** Toll'],
    ['balances', {}, 'CSV', ',5.00,INR'],
    ['balances', {}, 'Share', ' ₹5.00'],
  ] as const)(
    'behind the buttons: that of /%s %j, %s, shows the server in which it is pressed',
    async (command, options, label, shown) => {
      const here = await flat.as(u1).slash(command, options);
      const message = await copyTo(trip, here);
      expect(message.buttons).toEqual(here.buttons);
      const seen = showAll(await trip.as(u1).press(message, label));
      expect(seen).toContain(shown);
      expect(seen).not.toMatch(/Flat secret|100\.00/);
      // In its own server the same button shows what is there.
      expect(showAll(await flat.as(u1).press(here, label))).toMatch(/Flat secret|100\.00/);
    },
  );

  test('behind the button of an expense, and the menu of balances', async () => {
    const [expense] = flat.messages();
    if (expense === undefined) throw new Error('The expense has no message');
    const details = await trip.as(u1).press(await copyTo(trip, expense), 'Details');
    expect(details.text).toContain('**#1** Toll');
    const asked = await flat.as(u1).press(await flat.as(u1).slash('balances'), 'Why?');
    const [entry] = asked.selects[0]?.options ?? [];
    const picked = await trip.as(u1).select(await copyTo(trip, asked), 'Pick one', [entry?.value ?? '']);
    const why = await picked.waitForText(/Behind the balance/);
    expect(why).toContain('Toll');
    expect(why).not.toContain('Flat secret');
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
