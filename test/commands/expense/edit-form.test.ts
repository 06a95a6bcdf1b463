import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Answer, Person, Server } from 'discord-playground';
import { setStage, type Stage } from '../../harness/bot.js';

let stage: Stage;
let flat: Server;
let [asha, ravi, mia] = [] as unknown as [Person, Person, Person];
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

beforeEach(() => {
  [asha, ravi, mia] = stage.playground.createUsers('Asha', 'Ravi', 'Mia') as [Person, Person, Person];
  flat = stage.playground.createServer({ name: 'Flat', members: [asha, ravi, mia] });
});

function add(options: object = {}): Promise<Answer> {
  return flat.as(asha).slash('expense add', {
    amount: '100',
    description: 'Tea',
    for: `${asha.mention} ${ravi.mention}`,
    date: '2026-11-24',
    ...options,
  });
}

/** What the fields of a form show. */
function shown(form: Answer): Record<string, unknown> {
  return Object.fromEntries((form.modal?.fields ?? []).map(({ customId, value }) => [customId, value]));
}

function open(added: Answer, by = asha): Promise<Answer> {
  return flat.as(by).press(added, 'Edit');
}

describe('the Edit form', () => {
  test.each([
    ['equal', {}, { amount: '100', for: '@Asha, @Ravi', paid_by: '@Asha' }],
    ['percent', { for: '@Asha 40% @Ravi 60%' }, { for: '@Asha 40%, @Ravi 60%' }],
    ['percent, said apart', { for: 'me 40 @Ravi rest', split: 'percent' }, { for: '@Asha 40%, @Ravi rest' }],
    ['weights', { for: '@Asha 1.5 me x2', split: 'shares' }, undefined],
    ['weights of two', { for: '@Ravi 1.5 me x2', split: 'shares' }, { for: '@Ravi x1.5, @Asha x2' }],
    ['exact', { for: '@Asha 33.335 @Ravi 66.665' }, { for: '@Asha 33.335, @Ravi 66.665' }],
    [
      'of several who paid',
      { amount: '60+40', paid_by: 'me 30 @Ravi 70' },
      { amount: '60+40', paid_by: '@Asha 30.00, @Ravi 70.00' },
    ],
    ['of everyone', { for: 'everyone' }, { for: '@Asha, @Ravi, @Mia' }],
  ])('shows what is there, with names: %s', async (_kind, options, expected) => {
    const added = await add(options);
    if (expected === undefined) {
      expect(added.ephemeral).toBe(true);
      return;
    }
    const form = await open(added);
    expect(form.modal?.title).toBe('Edit #1');
    expect(shown(form)).toMatchObject({ description: 'Tea', date: '2026-11-24', ...expected });
    const same = await flat.as(asha).submit(form, {});
    expect(same.ephemeral).toBe(true);
    expect(same.text).toContain('what is to change');
  });

  test('changes what was changed in it, and nothing else', async () => {
    const added = await add({ for: `${asha.mention} 40% ${ravi.mention} 60%`, category: 'Food' });
    const edited = await flat.as(asha).submit(await open(added), { amount: '200', description: 'Chai' });
    expect(edited.ephemeral).toBe(false);
    expect(edited.text).toContain('Total: ₹100.00 → ₹200.00');
    expect(edited.text).toContain(`Share of ${ravi.mention}: ₹60.00 → ₹120.00`);
    expect(edited.text).not.toMatch(/Split:|Paid by:|Day:|Category:/);
    await added.waitForText(/Chai · ₹200\.00/);
  });

  test('takes people by the names that it shows, and new ones', async () => {
    const form = await open(await add());
    const edited = await flat.as(asha).submit(form, { for: '@Asha 20, @Ravi 30, @Mia rest' });
    expect(edited.text).toContain(`Share of ${mia.mention}: none → ₹50.00`);
    expect(edited.text).toContain(`Share of ${asha.mention}: ₹50.00 → ₹20.00`);
  });

  test('knows whom it showed, though others are called alike', async () => {
    const added = await add();
    const [other, longer] = stage.playground.createUsers('asha', 'Ravi 30') as [Person, Person];
    flat.addMember(other);
    flat.addMember(longer);
    const edited = await flat.as(asha).submit(await open(added), { for: '@Asha 70, @Ravi 30' });
    expect(edited.text).toContain(`Share of ${asha.mention}: ₹50.00 → ₹70.00`);
    expect(edited.text).toContain(`Share of ${ravi.mention}: ₹50.00 → ₹30.00`);
  });

  test('shows a mention for people with one name, and a stored name for who has left', async () => {
    const [twin] = stage.playground.createUsers('RAVI') as [Person];
    flat.addMember(twin);
    const added = await add({ for: `${ravi.mention} ${twin.mention} ${mia.mention}` });
    flat.removeMember(mia);
    await stage.settle();
    const form = await open(added);
    expect(shown(form)['for']).toBe(`<@${ravi.id}>, <@${twin.id}>, @Mia (left)`);
    const edited = await flat.as(asha).submit(form, { amount: '300' });
    expect(edited.text).toContain('₹33.33 → ₹100.00');
  });

  test('means by “me” who added the expense, whoever edits it', async () => {
    const added = await add({ for: 'me @Ravi', paid_by: 'me' });
    const [manager] = stage.playground.createUsers('Boss') as [Person];
    flat.addMember(manager);
    flat.makeManager(manager);
    expect(shown(await open(added, manager))).toMatchObject({ for: '@Asha, @Ravi', paid_by: '@Asha' });
    const edited = await flat.as(manager).slash('expense edit', { number: 1, split: 'equal', amount: '300' });
    expect(edited.text).not.toContain(manager.mention + ':');
    expect(edited.text).toContain(`Share of ${asha.mention}: ₹50.00 → ₹150.00`);
  });

  test('leaves people out where there is no room for their names', async () => {
    const crowd = stage.playground.createUsers(130);
    for (const person of crowd) {
      flat.addMember(person, `${'very '.repeat(5)}${person.id.slice(-6)}`);
    }
    flat.makeManager(asha);
    const added = await add({ for: 'everyone' });
    const form = await open(added);
    expect(Object.keys(shown(form))).toEqual(['amount', 'description', 'paid_by', 'date']);
    const edited = await flat.as(asha).submit(form, { amount: '200' });
    expect(edited.text).toContain('Total: ₹100.00 → ₹200.00');
  });

  test('is refused before anything is typed, to who may not, and for a void one', async () => {
    const added = await add();
    expect((await open(added, mia)).text).toContain('Only who created it');
    const form = await open(added);
    await flat.as(asha).slash('expense void', { number: '1' });
    expect((await flat.as(asha).submit(form, { amount: '3' })).text).toContain('was changed meanwhile');
  });

  test('of an older version tells what changed, and opens the newest', async () => {
    const added = await add();
    const form = await open(added);
    await flat.as(asha).slash('expense edit', { number: 1, amount: '300' });
    const late = await flat.as(asha).submit(form, { description: 'Chai' });
    expect(late.ephemeral).toBe(true);
    expect(late.text).toContain('was changed meanwhile');
    expect(late.text).toContain('Total: ₹100.00 → ₹300.00');
    const again = await flat.as(asha).press(late, 'Edit the newest');
    expect(shown(again)).toMatchObject({ amount: '300', description: 'Tea' });
    expect((await flat.as(asha).submit(again, { description: 'Chai' })).text).toContain('Tea → Chai');
  });

  test('submitted once and delivered twice changes once', async () => {
    const edited = await flat.as(asha).submit(await open(await add()), { amount: '300' });
    await stage.redeliver(edited);
    const history = await flat.as(asha).slash('expense history', { number: 1 });
    expect(history.text.match(/edited/g)).toHaveLength(1);
  });
});

describe('an edit', () => {
  test('pings those named one by one whose share it changes, without who edits', async () => {
    const three = `${asha.mention} ${ravi.mention} ${mia.mention}`;
    await add({ amount: '300', for: `${asha.mention} 100 ${ravi.mention} 100 ${mia.mention} 100` });
    const edit = (options: object) => flat.as(asha).slash('expense edit', { number: 1, ...options });
    expect((await edit({ description: 'Chai' })).pings).toEqual([]);
    expect((await edit({ for: `${asha.mention} 50 ${ravi.mention} 150 ${mia.mention} 100` })).pings).toEqual([
      ravi.id,
    ]);
    expect((await edit({ for: `${asha.mention} 150 ${ravi.mention} 150` })).pings).toEqual([mia.id]);
    expect((await edit({ for: three, split: 'equal' })).pings.toSorted()).toEqual(
      [ravi.id, mia.id].toSorted(),
    );
    expect((await edit({ for: 'everyone', amount: '600' })).pings.toSorted()).toEqual(
      [ravi.id, mia.id].toSorted(),
    );
  });
});
