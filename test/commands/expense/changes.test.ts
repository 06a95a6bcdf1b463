import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Answer, Person, Server } from 'discord-playground';
import { setStage, type Stage } from '../../harness/bot.js';

let stage: Stage;
let flat: Server;
let [u1, u2, u3] = [] as unknown as [Person, Person, Person];
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

beforeEach(() => {
  [u1, u2, u3] = stage.playground.createUsers('u1', 'u2', 'u3') as [Person, Person, Person];
  flat = stage.playground.createServer({ name: 'Flat', members: [u1, u2, u3] });
});

function add(description: string, by = u1): Promise<Answer> {
  return flat.as(by).slash('expense add', { amount: '100', description, for: `${u1.mention} ${u2.mention}` });
}

async function balances(): Promise<string> {
  return (await flat.as(u3).slash('balances')).text;
}

describe('/expense void and restore', () => {
  test('take an expense out of the balances and put it back, in public', async () => {
    await add('Tea');
    expect(await balances()).toContain('₹50.00');
    const gone = await flat.as(u1).slash('expense void', { number: '1', reason: 'Twice' });
    expect(gone.ephemeral).toBe(false);
    expect(gone.text).toContain('**#1** Tea · ₹100.00');
    expect(gone.text).toContain('Why: Twice');
    expect(await balances()).not.toContain('₹50.00');
    const back = await flat.as(u1).press(gone, 'Restore');
    expect(back.text).toContain('put this expense back');
    expect(await balances()).toContain('₹50.00');
  });

  test('by the button of the expense asks for a reason, which may be left out', async () => {
    const added = await add('Tea');
    const form = await flat.as(u1).press(added, 'Void');
    const gone = await flat.as(u1).submit(form, { reason: 'Twice' });
    expect(gone.ephemeral).toBe(false);
    expect(gone.text).toContain('Why: Twice');
    expect(await balances()).not.toContain('₹50.00');
    const again = await flat.as(u1).submit(form, {});
    expect([again.ephemeral, again.text]).toEqual([true, expect.stringContaining('void already')]);
  });

  test('of several are all or none', async () => {
    for (const description of ['Tea', 'Milk', 'Rice']) await add(description);
    await expect(flat.as(u1).slash('expense void', { number: '1-4' })).resolves.toMatchObject({
      ephemeral: true,
    });
    expect(await balances()).toContain('₹150.00');
    const gone = await flat.as(u1).slash('expense void', { number: '#3, 1' });
    expect(gone.text).toMatch(/#1.*Tea[^]*#3.*Rice/);
    expect(await balances()).toContain('₹50.00');
  });

  test.each([
    ['twice', () => flat.as(u1).slash('expense void', { number: '1' }), 'void already'],
    ['by who may not', () => flat.as(u3).slash('expense void', { number: '2' }), 'Only who created it'],
    ['of a live one', () => flat.as(u1).slash('expense restore', { number: 2 }), 'is not void'],
    ['of no number', () => flat.as(u1).slash('expense void', { number: 'tea' }), 'no number of an expense'],
    ['of too many', () => flat.as(u1).slash('expense void', { number: '1-51' }), 'At most 50'],
  ] as const)('%s are refused for the person alone, and change nothing', async (_name, type, sentence) => {
    await add('Tea');
    await add('Milk');
    await flat.as(u1).slash('expense void', { number: '1' });
    const refused = await type();
    expect(refused.ephemeral).toBe(true);
    expect(refused.text).toContain(sentence);
    expect(await balances()).toContain('₹50.00');
  });
});

describe('/expense edit', () => {
  const edit = (options: Record<string, string>, by = u1) =>
    flat.as(by).slash('expense edit', { number: 1, ...options });

  test('changes only what is given, and says old beside new', async () => {
    await add('Tea');
    const edited = await edit({ description: 'Milk', date: '2026-11-24', category: 'Food' });
    expect(edited.ephemeral).toBe(false);
    for (const line of ['Description: Tea → Milk', '→ 24 Nov 2026', 'Category: none → Food']) {
      expect(edited.text).toContain(line);
    }
    expect(edited.text).not.toContain('Share of');
    expect(await balances()).toContain('₹50.00');
    const amount = await edit({ amount: '200.10' });
    expect(amount.text).toContain('Total: ₹100.00 → ₹200.10');
    expect(amount.text).toContain(`Share of ${u2.mention}: ₹50.00 → ₹100.05`);
    expect(await balances()).toContain('₹100.05');
  });

  test('moves shares by who shares and how', async () => {
    await add('Tea');
    const three = await edit({ for: `${u1.mention} 20 ${u2.mention} 30 ${u3.mention} rest` });
    expect(three.text).toContain(`Share of ${u3.mention}: none → ₹50.00`);
    const percent = await edit({ split: 'percent', for: `${u1.mention} 60 ${u2.mention} 40` });
    expect(percent.text).toContain(`Share of ${u2.mention}: ₹30.00 → ₹40.00`);
    expect(percent.text).toContain('Split: exact amounts → percent');
    expect(await balances()).toContain('₹40.00');
  });

  test('keeps the share of who has left', async () => {
    await add('Tea');
    flat.removeMember(u2);
    const edited = await edit({ amount: '300' });
    expect(edited.text).toContain('₹50.00 → ₹150.00');
  });

  test.each([
    ['nothing', {}, 'what is to change'],
    ['the currency alone', { currency: 'USD' }, '`amount` in the other currency'],
    ['an amount that exact shares do not make', { amount: '90', for: '@u1 20 @u2 30' }, 'short of'],
  ] as const)('of %s is refused, and says what to type', async (_name, options, sentence) => {
    await add('Tea');
    const refused = await edit({ ...options });
    expect(refused.ephemeral).toBe(true);
    expect(refused.text).toContain(sentence);
  });

  test('of a void one says to restore it first, and of another’s is refused', async () => {
    await add('Tea');
    expect((await edit({ amount: '1' }, u3)).text).toContain('Only who created it');
    await flat.as(u1).slash('expense void', { number: '1' });
    expect((await edit({ amount: '1' })).text).toContain('/expense restore');
  });

  test('delivered again is answered again, and changes nothing more', async () => {
    await add('Tea');
    const edited = await edit({ amount: '300' });
    await edit({ amount: '400' });
    await stage.redeliver(edited);
    expect(await balances()).toContain('₹200.00');
    expect((await flat.as(u3).slash('expense history', { number: 1 })).text.match(/edited/g)).toHaveLength(2);
  });
});

describe('/expense history', () => {
  test('tells of one expense, and of the server, who did what', async () => {
    await add('Tea');
    await add('Milk', u2);
    await flat.as(u1).slash('expense void', { number: '1', reason: 'Twice' });
    await flat.as(u1).slash('expense restore', { number: 1 });
    const one = await flat.as(u3).slash('expense history', { number: 1 });
    expect(one.ephemeral).toBe(true);
    expect(one.text).toMatch(/restored[^]*made void[^]*Twice[^]*added/);
    const all = await flat.as(u3).slash('expense history');
    expect(all.text).toMatch(/restored[^]*made void[^]*Milk[^]*Tea/);
  });
});
