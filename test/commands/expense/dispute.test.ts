import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Answer, Person, Server } from 'discord-playground';
import { debtLines, makeOwnedFlat, setStage, type Stage } from '../../harness/bot.js';

let stage: Stage;
let flat: Server;
let asha: Person, bilal: Person, chitra: Person, boss: Person;
let expense: Answer;

beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

/** Each test has a server of its own, in which Asha added that Bilal paid for Chitra and himself. */
beforeEach(async () => {
  ({ flat, asha, bilal, chitra, boss } = makeOwnedFlat(stage.playground));
  expense = await flat.as(asha).slash('expense add', {
    amount: '200',
    description: 'Taxi',
    paid_by: bilal.mention,
    for: `${bilal.mention} ${chitra.mention}`,
  });
});

async function dispute(by: Person, reason = 'I was not there'): Promise<Answer> {
  const form = await flat.as(by).press(expense, 'Dispute');
  expect(form.modal?.title).toBe('Dispute #1');
  return flat.as(by).submit(form, { reason });
}

const labels = ({ buttons }: Answer) => buttons.map(({ label }) => label);

describe('a dispute', () => {
  test('is said for everyone, told to who paid and who added it, and moves no money', async () => {
    const before = debtLines((await flat.as(asha).slash('balances')).text);
    const answer = await dispute(chitra);
    expect(answer.ephemeral).toBe(false);
    expect(answer.text).toContain(`${chitra.mention} disputes this expense`);
    expect(answer.text).toContain('I was not there');
    for (const person of [asha, bilal]) {
      const [told] = await stage.playground.waitForDms(person, 1);
      expect(told?.text).toContain(`${chitra.mention} disputes **#1** Taxi · ₹200.00`);
      expect(told?.text).toContain('I was not there');
    }
    expect(debtLines((await flat.as(asha).slash('balances')).text)).toEqual(before);
    await expense.waitForText(/disputes it: I was not there/);
  });

  test('is marked wherever the expense is listed', async () => {
    await dispute(chitra);
    for (const [command, options] of [
      ['expense list', {}],
      ['expense show', { number: 1 }],
      ['balances', { with: bilal, member: chitra }],
      ['expense history', {}],
    ] as const) {
      const { text } = await flat.as(asha).slash(command, options);
      expect([command, text.includes('disput')]).toEqual([command, true]);
    }
  });

  test('is withdrawn by who disputes, not by others', async () => {
    await dispute(chitra);
    const other = await flat.as(bilal).slash('expense show', { number: 1 });
    expect(labels(other)).not.toContain('Withdraw the dispute');
    const offer = await flat.as(chitra).press(expense, 'Dispute');
    expect(offer.ephemeral).toBe(true);
    expect(offer.text).toContain('I was not there');
    const answer = await flat.as(chitra).press(offer, 'Withdraw the dispute');
    expect(answer.text).toContain(`${chitra.mention} withdrew their dispute`);
    const { text } = await flat.as(asha).slash('expense show', { number: 1 });
    expect(text).not.toContain('disputes it');
    expect((await flat.as(chitra).press(offer, 'Withdraw the dispute')).text).toContain('no dispute');
  });

  test('is closed by who manages the server, and who disputed is told', async () => {
    await dispute(chitra);
    const shown = await flat.as(boss).slash('expense show', { number: 1 });
    const answer = await flat.as(boss).press(shown, 'Close the dispute');
    expect(answer.text).toContain(`${boss.mention} closed the dispute`);
    const [told] = await stage.playground.waitForDms(chitra, 1);
    expect(told?.text).toContain('closed your dispute');
    const offer = await flat.as(boss).press(expense, 'Dispute');
    expect(offer.modal?.title).toBe('Dispute #1');
  });

  test('is ended by an edit, and who disputed is told', async () => {
    await dispute(chitra);
    await flat.as(asha).slash('expense edit', { number: 1, for: bilal.mention });
    const [told] = await stage.playground.waitForDms(chitra, 1);
    expect(told?.text).toContain('your dispute is ended');
    const { text } = await flat.as(asha).slash('expense show', { number: 1 });
    expect(text).not.toContain('disputes it');
  });

  test('is for those who paid or share', async () => {
    const form = await flat.as(asha).press(expense, 'Dispute');
    const answer = await flat.as(asha).submit(form, { reason: 'No' });
    expect(answer.ephemeral).toBe(true);
    expect(answer.text).toContain('Only who paid or shares');
  });

  test('does not tell who disputes what they added or paid themselves', async () => {
    await dispute(bilal);
    const [told] = await stage.playground.waitForDms(asha, 1);
    expect(told?.text).toContain(`${bilal.mention} disputes`);
    await stage.settle();
    expect(stage.playground.dmsOf(bilal)).toEqual([]);
  });
});
