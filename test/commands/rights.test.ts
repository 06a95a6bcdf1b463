import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Person, Server } from 'discord-playground';
import { setStage, type Stage } from '../harness/bot.js';

let stage: Stage;
let flat: Server;
let [creator, payer, participant, member, manager] = [] as unknown as [
  Person,
  Person,
  Person,
  Person,
  Person,
];
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

beforeEach(async () => {
  const names = ['creator', 'payer', 'participant', 'member', 'manager'];
  const people = stage.playground.createUsers(...names);
  [creator, payer, participant, member, manager] = people as [Person, Person, Person, Person, Person];
  flat = stage.playground.createServer({ name: 'Flat', members: people });
  flat.makeManager(manager);
  await flat.as(creator).slash('expense add', {
    amount: '100',
    description: 'Tea',
    for: participant.mention,
    paid_by: payer.mention,
  });
});

const refusal = 'Only who created it';

/** Everything that can be done to an expense, one after the other. */
const changes = [
  ['edit', { number: 1, description: 'Milk' }],
  ['void', { number: '1' }],
  ['restore', { number: 1 }],
] as const;

async function changeAll(by: Person): Promise<string[]> {
  const texts: string[] = [];
  for (const [name, options] of changes)
    texts.push((await flat.as(by).slash(`expense ${name}`, options)).text);
  return texts;
}

const setWhoMayChange = (setting: string) =>
  flat.as(manager).slash('ledger settings', { who_may_change: setting });

describe('in Discord', () => {
  test.each([
    ['the creator', () => creator],
    ['who paid', () => payer],
    ['a manager', () => manager],
  ])('%s may edit, void and restore an expense from the start', async (_who, by) => {
    for (const text of await changeAll(by())) expect(text).not.toContain(refusal);
  });

  test('who shares it may not, until the setting says so; another member until it says everyone', async () => {
    const isRefused = async (by: Person) => (await changeAll(by)).map((text) => text.includes(refusal));
    expect(await isRefused(participant)).toEqual([true, true, true]);
    expect(await isRefused(member)).toEqual([true, true, true]);
    await setWhoMayChange('participants');
    expect(await isRefused(participant)).toEqual([false, false, false]);
    expect(await isRefused(member)).toEqual([true, true, true]);
    await setWhoMayChange('everyone');
    expect(await isRefused(member)).toEqual([false, false, false]);
    await setWhoMayChange('owners');
    expect(await isRefused(participant)).toEqual([true, true, true]);
  });

  test('everybody may read what was done, and add', async () => {
    for (const [command, options] of [
      ['expense show', { number: 1 }],
      ['expense history', { number: 1 }],
      ['expense history', {}],
      ['expense list', {}],
    ] as const) {
      expect((await flat.as(member).slash(command, options)).text).toContain('Tea');
    }
    const added = await flat
      .as(member)
      .slash('expense add', { amount: '1', description: 'Gum', for: creator.mention });
    expect(added.text).toContain('**#2** Gum');
  });

  test('a payer who makes it another’s may not take it back', async () => {
    const edit = (paid_by: string) => flat.as(payer).slash('expense edit', { number: 1, paid_by });
    expect((await edit(participant.mention)).text).toContain('edited this expense');
    expect((await edit(payer.mention)).text).toContain(refusal);
    expect(
      (await flat.as(participant).slash('expense edit', { number: 1, description: 'Milk' })).text,
    ).toContain('edited this expense');
  });

  test('a form is judged when it is sent, by the setting of that moment', async () => {
    await setWhoMayChange('everyone');
    const shown = await flat
      .as(member)
      .slash('expense add', { amount: '1', description: 'Gum', for: creator.mention });
    const form = await flat.as(participant).press(shown, 'Void');
    await setWhoMayChange('owners');
    const refused = await flat.as(participant).submit(form, {});
    expect([refused.ephemeral, refused.text]).toEqual([true, expect.stringContaining(refusal)]);
  });

  test('who manages the server no more may not change its settings by a button of before', async () => {
    const channel = flat.createChannel('audit');
    await flat.as(manager).slash('ledger settings', { audit_channel: channel });
    const settings = await flat.as(manager).slash('ledger settings');
    for (const role of flat.roles()) if (role.name === 'Managers') flat.takeRole(manager, role);
    const refused = await flat.as(manager).press(settings, 'Stop telling');
    expect(refused.text).toContain('who may manage this server');
    expect((await flat.as(member).slash('expense history')).text).not.toContain('→ none');
  });
});
