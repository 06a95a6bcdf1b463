import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Answer, MessageView, Person, Server } from 'discord-playground';
import { debtLines, makeOwnedFlat, setStage, type Stage } from '../../harness/bot.js';

let stage: Stage;
let flat: Server;
let asha: Person, bilal: Person, chitra: Person, boss: Person;

beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

/** Each test has a server of its own, in which Asha owes Bilal ₹230.00. */
beforeEach(async () => {
  ({ flat, asha, bilal, chitra, boss } = makeOwnedFlat(stage.playground));
  await add(bilal, '230', asha);
});

function add(payer: Person, amount: string, ...people: readonly Person[]): Promise<Answer> {
  const named = people.map(({ mention }) => mention).join(' ');
  return flat.as(payer).slash('expense add', { amount, description: 'Rent', for: named });
}

async function balances(): Promise<string[]> {
  const { text } = await flat.as(boss).slash('balances');
  return debtLines(text).map(nameAll);
}

/** With names in the place of mentions. */
function nameAll(text: string): string {
  return [asha, bilal, chitra, boss].reduce(
    (named, { mention, name }) => named.replaceAll(mention, name),
    text,
  );
}

/** The message after an answer, which asks somebody. */
async function followUpOf(answer: Answer): Promise<MessageView> {
  const [message] = await answer.waitForFollowUps(1);
  if (!message) throw new Error('Nothing follows');
  return message;
}

const labels = ({ buttons }: Answer | MessageView) => buttons.map(({ label }) => label);

describe('/settle by who pays', () => {
  test('pays all that is owed, says what is left, and asks the receiver in a message of its own', async () => {
    const answer = await flat.as(asha).slash('settle', { to: bilal });
    expect(answer.ephemeral).toBe(false);
    expect(nameAll(answer.text)).toContain('#2** Asha says they paid Bilal ₹230.00.');
    expect(answer.text).toContain('Hisaab moves no money');
    expect(answer.pings).toEqual([]);
    const asked = await followUpOf(answer);
    expect(nameAll(asked.text)).toContain('Bilal, did you get ₹230.00 from Asha');
    expect(asked.pings).toEqual([bilal.id]);
    expect(labels(asked)).toEqual(['Got it', 'Not received']);
    expect(await balances()).toEqual([]);
  });

  test('pays a part, and says what is left', async () => {
    const answer = await flat.as(asha).slash('settle', { to: bilal, amount: '115', note: 'UPI' });
    expect(nameAll(answer.text)).toContain('Left: Asha owes Bilal ₹115.00.');
    expect(answer.text).toContain('UPI');
    expect(await balances()).toEqual(['Asha owes Bilal ₹115.00']);
  });

  test('pays more than is owed, and says so', async () => {
    const answer = await flat.as(asha).slash('settle', { to: bilal, amount: '300' });
    expect(nameAll(answer.text)).toContain(
      'Left: Bilal owes Asha ₹70.00.\nThat is ₹70.00 more than was owed.',
    );
    expect(await balances()).toEqual(['Bilal owes Asha ₹70.00']);
  });

  test('saves nothing where nothing is owed and no amount is typed', async () => {
    const answer = await flat.as(asha).slash('settle', { to: chitra });
    expect(answer.ephemeral).toBe(true);
    expect(nameAll(answer.text)).toContain('Asha owes Chitra nothing. Nothing was saved.');
    expect(await balances()).toEqual(['Asha owes Bilal ₹230.00']);
  });

  test('pays where nothing is owed, if an amount is typed', async () => {
    await flat.as(asha).slash('settle', { to: chitra, amount: '50' });
    expect(await balances()).toEqual(['Asha owes Bilal ₹230.00', 'Chitra owes Asha ₹50.00']);
  });

  test('offers all and half of what is owed', async () => {
    const choices = await flat.as(asha).complete('settle', 'amount', '', { to: bilal });
    expect(choices.map(({ name }) => name)).toEqual(['All: ₹230.00', 'Half: ₹115.00']);
    await flat.as(asha).slash('settle', { to: bilal, amount: String(choices[1]?.value) });
    expect(await balances()).toEqual(['Asha owes Bilal ₹115.00']);
  });

  test('asks first where it is the receiver who owes, and turns it round', async () => {
    const answer = await flat.as(bilal).slash('settle', { to: asha, amount: '100', note: 'cash' });
    expect(answer.ephemeral).toBe(true);
    expect(nameAll(answer.text)).toContain('You typed that Bilal pays Asha, but Asha owes Bilal ₹230.00.');
    const form = await flat.as(bilal).press(answer, 'The other way round');
    expect(form.modal?.title).toBe('@Asha paid @Bilal');
    expect(form.modal?.fields.map(({ value }) => value)).toEqual(['100.00', 'cash']);
    const saved = await flat.as(bilal).submit(form, {});
    expect(nameAll(saved.text)).toContain('Bilal got ₹100.00 from Asha.');
    expect(saved.text).toContain('cash');
    expect(await balances()).toEqual(['Asha owes Bilal ₹130.00']);
  });

  test('records it as typed if that was meant', async () => {
    const answer = await flat.as(bilal).slash('settle', { to: asha, amount: '100' });
    const form = await flat.as(bilal).press(answer, 'As I typed it');
    await flat.as(bilal).submit(form, {});
    expect(await balances()).toEqual(['Asha owes Bilal ₹330.00']);
  });

  test('saves a form that arrives twice once', async () => {
    const answer = await flat.as(bilal).slash('settle', { to: asha, amount: '100' });
    const form = await flat.as(bilal).press(answer, 'The other way round');
    await Promise.all([flat.as(bilal).submit(form, {}), flat.as(bilal).submit(form, {})]);
    expect(await balances()).toEqual(['Asha owes Bilal ₹130.00']);
  });

  test('saves a command that is delivered twice once, and answers alike', async () => {
    const answer = await flat.as(asha).slash('settle', { to: bilal });
    expect(await stage.redeliver(answer)).toMatchObject({ outcome: 'ok' });
    expect(await balances()).toEqual([]);
  });

  test.each([
    ['oneself', () => ({ to: asha }), 'Nobody pays themselves back'],
    ['two others', () => ({ to: bilal, from: chitra }), 'Payments of others are recorded by them'],
    ['a foreign currency', () => ({ to: bilal, amount: '$5', currency: 'INR' }), '$'],
    ['no number', () => ({ to: bilal, amount: 'lots' }), 'lots'],
  ])('refuses %s with what to type instead', async (_what, typed, says) => {
    const answer = await flat.as(asha).slash('settle', typed());
    expect(answer.ephemeral).toBe(true);
    expect(answer.text).toContain(says);
    expect(await balances()).toEqual(['Asha owes Bilal ₹230.00']);
  });

  test('finds the currency that is owed, by the sign of the amount where there are several', async () => {
    await flat
      .as(bilal)
      .slash('expense add', { amount: '10', description: 'Tea', for: asha.mention, currency: 'USD' });
    await flat.as(asha).slash('settle', { to: bilal, amount: '$4' });
    expect(await balances()).toEqual(['Asha owes Bilal ₹230.00', 'Asha owes Bilal $6.00']);
    await flat.as(asha).slash('settle', { to: bilal });
    expect(await balances()).toEqual(['Asha owes Bilal $6.00']);
    await flat.as(asha).slash('settle', { to: bilal });
    expect(await balances()).toEqual([]);
  });
});

describe('what the receiver says', () => {
  async function pay(): Promise<MessageView> {
    return followUpOf(await flat.as(asha).slash('settle', { to: bilal }));
  }

  test('“Got it” confirms, and tells who paid', async () => {
    const asked = await pay();
    const answer = await flat.as(bilal).press(asked, 'Got it');
    expect(nameAll(answer.text)).toContain('Bilal got ₹230.00 from Asha');
    expect(labels(answer)).toEqual([]);
    const [told] = await stage.playground.waitForDms(asha, 1);
    expect(nameAll(told?.text ?? '')).toContain(
      'Bilal confirmed that your payment arrived: **#2** Payment · Asha paid Bilal ₹230.00',
    );
    expect(told?.text).toContain('In Flat.');
    const shown = await flat.as(asha).slash('expense show', { number: 2 });
    expect(shown.text).toContain('Confirmed');
  });

  test('“Not received” asks why, voids it, and tells who paid', async () => {
    const asked = await pay();
    const form = await flat.as(bilal).press(asked, 'Not received');
    const answer = await flat.as(bilal).submit(form, { reason: 'Nothing came' });
    expect(nameAll(answer.text)).toContain('Bilal did not get ₹230.00');
    expect(answer.text).toContain('Nothing came');
    expect(await balances()).toEqual(['Asha owes Bilal ₹230.00']);
    const [told] = await stage.playground.waitForDms(asha, 1);
    expect(nameAll(told?.text ?? '')).toContain('Bilal says that your payment did not arrive');
    expect(told?.text).toContain('Nothing came');
    const byPayer = await flat.as(asha).slash('expense restore', { number: 2 });
    expect(byPayer.ephemeral).toBe(true);
    expect(await balances()).toEqual(['Asha owes Bilal ₹230.00']);
    const byReceiver = await flat.as(bilal).press(answer, 'Restore');
    expect(byReceiver.ephemeral).toBe(false);
    expect(await balances()).toEqual([]);
  });

  test('“Got it” after “Not received” says that it is void, and offers Restore', async () => {
    const asked = await pay();
    const shown = await flat.as(bilal).slash('expense show', { number: 2 });
    const form = await flat.as(bilal).press(asked, 'Not received');
    await flat.as(bilal).submit(form, { reason: 'Nothing came' });
    const late = await flat.as(bilal).press(shown, 'Got it');
    expect(late.ephemeral).toBe(true);
    expect(late.text).toContain('is void');
    await flat.as(bilal).press(late, 'Restore');
    expect(await balances()).toEqual([]);
  });

  test('after a manager restores a refused one, its own message asks again', async () => {
    const payment = await flat.as(asha).slash('settle', { to: bilal });
    const asked = await followUpOf(payment);
    expect(labels(payment)).toEqual(['Details', 'Void']);
    const form = await flat.as(bilal).press(asked, 'Not received');
    const refused = await flat.as(bilal).submit(form, { reason: 'Nothing came' });
    await payment.waitForText(/it did not arrive/);
    await flat.as(boss).press(refused, 'Restore');
    await payment.waitForText(/has not confirmed it yet/);
    expect(labels(payment)).toEqual(['Got it', 'Not received', 'Details', 'Void']);
    await flat.as(bilal).press(payment, 'Got it');
    await payment.waitForText(/Confirmed/);
    expect(labels(payment)).toEqual(['Details', 'Void', 'Dispute']);
    expect(await balances()).toEqual([]);
  });

  test('a second press says that it is confirmed already', async () => {
    const asked = await pay();
    const shown = await flat.as(bilal).slash('expense show', { number: 2 });
    const form = await flat.as(bilal).press(asked, 'Not received');
    await flat.as(bilal).press(asked, 'Got it');
    const again = await flat.as(bilal).press(shown, 'Got it');
    expect(again.ephemeral).toBe(true);
    expect(again.text).toContain('confirmed already');
    const refused = await flat.as(bilal).submit(form, { reason: 'Oh' });
    expect(refused.text).toContain('confirmed already');
    expect(await balances()).toEqual([]);
  });

  test('nobody else presses for them, the payer least of all', async () => {
    const asked = await pay();
    for (const other of [asha, chitra]) {
      const answer = await flat.as(other).press(asked, 'Got it');
      expect(answer.ephemeral).toBe(true);
      expect(answer.text).toContain('Only those who may change the payment');
    }
  });

  test('once it is confirmed who paid cannot void it, who received it can', async () => {
    await flat.as(bilal).press(await pay(), 'Got it');
    expect((await flat.as(asha).slash('expense void', { number: '2' })).ephemeral).toBe(true);
    expect(await balances()).toEqual([]);
    expect((await flat.as(bilal).slash('expense void', { number: '2' })).ephemeral).toBe(false);
    expect(await balances()).toEqual(['Asha owes Bilal ₹230.00']);
  });

  test('before, who paid can void it, and who received it must say why', async () => {
    await pay();
    expect((await flat.as(bilal).slash('expense void', { number: '2' })).text).toContain('reason');
    expect((await flat.as(asha).slash('expense void', { number: '2' })).ephemeral).toBe(false);
    expect(await balances()).toEqual(['Asha owes Bilal ₹230.00']);
  });

  test('the message of the payment is brought up to date', async () => {
    const payment = await flat.as(asha).slash('settle', { to: bilal });
    expect(nameAll(payment.text)).toContain('Bilal has not confirmed it yet');
    await flat.as(bilal).press(await followUpOf(payment), 'Got it');
    await payment.waitForText(/Confirmed/);
    expect(labels(payment)).toEqual(['Details', 'Void', 'Dispute']);
  });
});

describe('a payment of two others, by a manager', () => {
  test('counts as confirmed, and pings both', async () => {
    const answer = await flat.as(boss).slash('settle', { from: asha, to: bilal });
    expect(nameAll(answer.text)).toContain('Boss noted that Asha paid Bilal ₹230.00.');
    expect(answer.text).toContain('Confirmed');
    const told = await followUpOf(answer);
    expect([...told.pings].sort()).toEqual([asha.id, bilal.id].sort());
    expect(await balances()).toEqual([]);
  });

  test('is confirmed or voided for who cannot say it any more', async () => {
    const asked = await followUpOf(await flat.as(asha).slash('settle', { to: bilal, amount: '30' }));
    const confirmed = await flat.as(boss).press(asked, 'Got it');
    expect(nameAll(confirmed.text)).toContain('Boss confirmed that Bilal got ₹30.00 from Asha');
    const other = await followUpOf(await flat.as(asha).slash('settle', { to: bilal, amount: '40' }));
    const form = await flat.as(boss).press(other, 'Not received');
    const voided = await flat.as(boss).submit(form, { reason: 'Typed twice' });
    expect(nameAll(voided.text)).toContain('Boss took this payment out of the balances');
    expect(await balances()).toEqual(['Asha owes Bilal ₹200.00']);
  });

  test('of their own counts as confirmed only where they received it', async () => {
    await add(boss, '10', asha);
    const got = await flat.as(boss).slash('settle', { from: asha, to: boss });
    expect(got.text).toContain('Confirmed');
    await add(asha, '10', boss);
    const paid = await flat.as(boss).slash('settle', { to: asha });
    expect(paid.text).toContain('has not confirmed it yet');
    const asked = await followUpOf(paid);
    expect((await flat.as(boss).press(asked, 'Got it')).ephemeral).toBe(true);
  });
});

describe('the language of the ledger', () => {
  test('a payment is not edited', async () => {
    await flat.as(asha).slash('settle', { to: bilal });
    const answer = await flat.as(asha).slash('expense edit', { number: 2, amount: '10' });
    expect(answer.text).toContain('payments are not edited');
  });

  test('pings can be switched off; the question stays', async () => {
    await flat.as(boss).slash('ledger settings', { pings: 'off' });
    const asked = await followUpOf(await flat.as(asha).slash('settle', { to: bilal }));
    expect(asked.pings).toEqual([]);
    expect(labels(asked)).toEqual(['Got it', 'Not received']);
  });
});
