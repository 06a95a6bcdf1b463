import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer, ChannelHandle, Person, Server } from 'discord-playground';
import { parse } from 'csv-parse/sync';
import { addPayment } from '../../src/ledger/change/record-payment.js';
import { runChange } from '../../src/ledger/change/run-change.js';
import { connectStorage } from '../../src/storage/connect.js';
import { until } from '../discord/run-bot.js';
import { readLedger } from '../export/unzip.js';
import { setStage, type Stage } from '../harness/bot.js';
import { paymentOf } from '../ledger/ledger.js';

let stage: Stage;
let flat: Server;
let audit: ChannelHandle;
let asha: Person, bilal: Person, chitra: Person, boss: Person;

/**
 * 1 an expense, 2 a disputed one, 3 a payment that waits, 4 one that came, 5 one that did not, 6 one that its payer made
 * void, 7 one that a manager noted, 8 one that goes along the debts of others: Asha pays Chitra what she owes Bilal, and
 * Bilal owes Chitra.
 */
beforeAll(async () => {
  stage = await setStage();
  const users = stage.playground.createUsers('Asha', 'Bilal', 'Chitra', 'Boss');
  [asha, bilal, chitra, boss] = users as [Person, Person, Person, Person];
  flat = stage.playground.createServer({ name: 'Flat', members: [...users], owner: boss });
  audit = flat.createChannel('audit');
  await flat.as(boss).slash('ledger settings', { audit_channel: audit });
  await add(bilal, 'Rent', '900', asha, chitra, bilal);
  const taxi = await add(chitra, 'Taxi', '500', bilal);
  await flat.as(bilal).submit(await flat.as(bilal).press(taxi, 'Dispute'), { reason: 'I walked' });
  await pay(asha, bilal, { amount: '100', note: 'UPI' });
  const came = await pay(asha, bilal, { amount: '50' });
  await flat.as(bilal).press(await questionOf(came), 'Got it');
  const refused = await pay(asha, bilal, { amount: '25' });
  const why = await flat.as(bilal).press(await questionOf(refused), 'Not received');
  await flat.as(bilal).submit(why, { reason: 'Nothing came' });
  await pay(asha, bilal, { amount: '12' });
  await flat.as(asha).slash('expense void', { number: '6', reason: 'Twice' });
  await flat.as(boss).slash('settle', { from: asha, to: bilal, amount: '10' });
  await payAlong();
});
afterAll(() => stage.close());

function add(payer: Person, description: string, amount: string, ...people: Person[]): Promise<Answer> {
  const named = people.map(({ mention }) => mention).join(' ');
  return flat.as(payer).slash('expense add', { amount, description, for: named });
}

const pay = (payer: Person, to: Person, rest: Readonly<Record<string, string>>) =>
  flat.as(payer).slash('settle', { to, ...rest });

async function questionOf(answer: Answer) {
  const [question] = await answer.waitForFollowUps(1);
  if (!question) throw new Error('Nobody is asked');
  return question;
}

async function payAlong(): Promise<void> {
  const storage = await connectStorage(stage.uri);
  const route = [
    { debtorId: bilal.id, creditorId: asha.id, amountMinor: 3_000 },
    { debtorId: chitra.id, creditorId: bilal.id, amountMinor: 3_000 },
  ];
  const parties = { payerId: asha.id, receiverId: chitra.id };
  const payment = paymentOf(flat.id, { ...parties, amountMinor: 3_000, description: 'Cash', route });
  await runChange(storage, addPayment(payment));
  await storage.close();
}

/** With names in the place of mentions, and days and instants left out. */
function readable(text: string): string {
  return [asha, bilal, chitra, boss]
    .reduce((named, { mention, name }) => named.replaceAll(mention, name), text)
    .replace(/<t:\d+:\w>/g, 'then')
    .replace(/\d{1,2} [A-Z][a-z]{2} \d{4}/g, 'day');
}

/** Each line of an answer that begins with a number, without the number. */
function numberedLines(text: string): Record<number, string> {
  const lines = readable(text).matchAll(/^\*{0,2}\[?#(\d+)(?:\]\([^)]*\))?\*{0,2} (.*)$/gm);
  return Object.fromEntries([...lines].map(([, number, line = '?']) => [Number(number), line]));
}

async function rowsOf({ message }: Answer): Promise<Record<string, string>[]> {
  const [file] = message.attachments;
  if (!file) throw new Error('No file came');
  const response = await fetch(file.url);
  return parse(await response.text(), { columns: true, bom: true });
}

const pick = (row: Record<string, string> | undefined, ...columns: string[]) =>
  columns.map((column) => row?.[column]);

test('/expense list says who paid whom, marks what is open, and adds payments up apart', async () => {
  const { text } = await flat.as(asha).slash('expense list', { include_void: true });
  expect(numberedLines(text)).toEqual({
    1: 'day · Rent · ₹900.00 · paid by Bilal',
    2: 'day · Taxi · ₹500.00 · paid by Chitra · disputed',
    3: 'day · UPI · ₹100.00 · Asha paid Bilal · not confirmed',
    4: 'day · Payment · ₹50.00 · Asha paid Bilal',
    5: 'day · Payment · ₹25.00 · Asha paid Bilal · void, not received',
    6: 'day · Payment · ₹12.00 · Asha paid Bilal · void',
    7: 'day · Payment · ₹10.00 · Asha paid Bilal',
    8: 'day · Cash · ₹30.00 · Asha paid Chitra · not confirmed',
  });
  expect(text).toContain('-# 2 expenses · ₹1,400.00 · 6 payments · ₹227.00');
  expect((await flat.as(asha).slash('expense list')).text).toContain(
    '-# 2 expenses · ₹1,400.00 · 4 payments · ₹190.00',
  );
});

test('/expense list of a member adds up shares of expenses alone', async () => {
  const { text } = await flat.as(asha).slash('expense list', { member: bilal });
  expect(text).toContain('-# 2 expenses · ₹1,400.00, share ₹800.00 · 4 payments · ₹190.00');
  expect(numberedLines(text)[3]).toBe('day · UPI · ₹100.00 · Asha paid Bilal · not confirmed');
});

test('the file of a list says the kind, the receiver and what became of it, in its last columns', async () => {
  const list = await flat.as(asha).slash('expense list', { include_void: true, member: bilal });
  const rows = await rowsOf(await flat.as(asha).press(list, 'CSV'));
  expect(
    Object.keys(rows[0] ?? {})
      .slice(0, 9)
      .join(),
  ).toBe('number,date,description,category,currency,amount,share,payers,void');
  const described = rows.map((row) =>
    pick(row, 'number', 'kind', 'payers', 'share', 'receiver', 'confirmed', 'refused', 'disputed', 'void'),
  );
  const paid = (amount: string) => `${asha.id} ${amount}`;
  expect(described).toEqual([
    ['8', 'settlement', paid('30.00'), '', chitra.id, '', '', '', ''],
    ['7', 'settlement', paid('10.00'), '', bilal.id, 'yes', '', '', ''],
    ['6', 'settlement', paid('12.00'), '', bilal.id, '', '', '', 'yes'],
    ['5', 'settlement', paid('25.00'), '', bilal.id, '', 'yes', '', 'yes'],
    ['4', 'settlement', paid('50.00'), '', bilal.id, 'yes', '', '', ''],
    ['3', 'settlement', paid('100.00'), '', bilal.id, '', '', '', ''],
    ['2', 'expense', `${chitra.id} 500.00`, '500.00', '', '', '', 'yes', ''],
    ['1', 'expense', `${bilal.id} 900.00`, '300.00', '', '', '', '', ''],
  ]);
});

describe('a statement', () => {
  test('has payments as such, and says why one of others passes through', async () => {
    const { text } = await flat.as(asha).slash('balances', { with: bilal });
    expect(numberedLines(text)).toEqual({
      1: 'Rent: Asha owes Bilal ₹300.00',
      3: 'UPI: Asha paid Bilal ₹100.00 · not confirmed',
      4: 'Payment: Asha paid Bilal ₹50.00',
      7: 'Payment: Asha paid Bilal ₹10.00',
      8: 'Cash: Asha paid Chitra ₹30.00, and so Asha paid back Bilal ₹30.00 · not confirmed',
    });
    const passed = await flat.as(bilal).slash('balances', { with: chitra });
    expect(numberedLines(passed.text)).toMatchObject({
      2: 'Taxi: Bilal owes Chitra ₹500.00 · disputed',
      8: 'Cash: Asha paid Chitra ₹30.00, and so Bilal paid back Chitra ₹30.00 · not confirmed',
    });
  });

  test('has them in its file too', async () => {
    const statement = await flat.as(bilal).slash('balances', { with: chitra });
    const rows = await rowsOf(await flat.as(bilal).press(statement, 'CSV'));
    const columns = [
      'number',
      'debtorId',
      'creditorId',
      'kind',
      'payerId',
      'receiverId',
      'confirmed',
      'disputed',
    ];
    expect(rows.map((row) => pick(row, ...columns))).toEqual([
      ['8', chitra.id, bilal.id, 'settlement', asha.id, chitra.id, '', ''],
      ['2', bilal.id, chitra.id, 'expense', '', '', '', 'yes'],
      ['1', chitra.id, bilal.id, 'expense', '', '', '', ''],
    ]);
  });
});

test.each([
  [2, 'disputes it: I walked'],
  [3, 'Asha says they paid Bilal ₹100.00.\n-# day · UPI\n-# Bilal has not confirmed it yet.'],
  [4, 'Confirmed then.'],
  [5, 'Bilal says that it did not arrive. Void since then'],
  [6, 'Void since then'],
  [7, 'Boss noted that Asha paid Bilal ₹10.00.'],
  [8, 'Asha says they paid Chitra ₹30.00.\n-# day · Cash\n-# It pays back 2 debts along the way.'],
] as const)('/expense show of #%i says what became of it', async (number, words) => {
  const { text } = await flat.as(asha).slash('expense show', { number });
  expect(readable(text)).toContain(words);
});

test('a number is completed by who paid whom, without mentions', async () => {
  const choices = await flat.as(asha).complete('expense show', 'number', '');
  expect(choices.map(({ name }) => name)).toEqual([
    '#8 Asha paid Chitra ₹30.00',
    '#7 Asha paid Bilal ₹10.00',
    '#6 Asha paid Bilal ₹12.00',
    '#5 Asha paid Bilal ₹25.00',
    '#4 Asha paid Bilal ₹50.00',
    '#3 Asha paid Bilal ₹100.00',
    '#2 Taxi · ₹500.00',
    '#1 Rent · ₹900.00',
  ]);
});

test('/ledger export has what became of each, and the debts along which a payment goes', async () => {
  const answer = await flat.as(boss).slash('ledger export');
  expect(answer.text).toContain('Here is the whole ledger: 2 expenses and 6 payments, ');
  const [{ url } = { url: '' }] = answer.message.attachments;
  const { expenses } = await readLedger([new Uint8Array(await (await fetch(url)).arrayBuffer())]);
  const described = expenses.map((row) => [
    ...pick(row, 'kind', 'description', 'refused', 'disputes', 'debts'),
    row['confirmedAt'] === '' ? '' : 'confirmed',
    row['voidedAt'] === '' ? '' : 'void',
  ]);
  expect(described).toEqual([
    ['expense', 'Rent', '', '', '', '', ''],
    ['expense', 'Taxi', '', bilal.id, '', '', ''],
    ['settlement', 'UPI', '', '', '', '', ''],
    ['settlement', 'Payment', '', '', '', 'confirmed', ''],
    ['settlement', 'Payment', 'yes', '', '', '', 'void'],
    ['settlement', 'Payment', '', '', '', '', 'void'],
    ['settlement', 'Payment', '', '', '', 'confirmed', ''],
    [
      ...['settlement', 'Cash', '', ''],
      `${bilal.id}:${asha.id}:30.00 ${chitra.id}:${bilal.id}:30.00`,
      ...['', ''],
    ],
  ]);
});

test('/profile download says what was paid and received, and the reason of nobody else', async () => {
  const { expenses } = await profileOf(chitra);
  expect(expenses.find(({ number }) => number === 8)).toMatchObject({
    kind: 'settlement',
    received: '30.00',
  });
  expect(expenses.find(({ number }) => number === 8)).not.toHaveProperty('share');
  const disputed = expenses.find(({ number }) => number === 2);
  expect(disputed?.['disputes']).toEqual([{ by: bilal.id, at: expect.any(String) }]);
  const own = (await profileOf(bilal)).expenses;
  expect(own.find(({ number }) => number === 2)?.['disputes']).toMatchObject([{ reason: 'I walked' }]);
  expect(own.find(({ number }) => number === 5)).toMatchObject({ refused: true, received: '25.00' });
  expect(own.find(({ number }) => number === 4)).toHaveProperty('confirmedAt');
});

async function profileOf(person: Person) {
  const answer = await flat.as(person).slash('profile download');
  const [{ url } = { url: '' }] = answer.message.attachments;
  const profile = (await (await fetch(url)).json()) as {
    servers: { expenses: (Record<string, unknown> & { number: number })[] }[];
  };
  return { expenses: profile.servers[0]?.expenses ?? [] };
}

test('/summary now asks for what waits for the person, in one line a server', async () => {
  await flat.as(bilal).slash('summary now');
  const dms = await stage.playground.waitForDms(bilal, 1);
  const summary = readable(dms.find(({ text }) => text.includes('Your balances'))?.text ?? '');
  expect(summary).toContain('Did you get **#3** ₹100.00 from Asha? Say so there');
  await flat.as(asha).slash('summary now');
  const [own] = (await stage.playground.waitForDms(asha, 1)).slice(-1);
  expect(own?.text).not.toContain('Did you get');
});

test('the history says what was done to payments', async () => {
  const linesOf = async (number: number) =>
    readable((await flat.as(asha).slash('expense history', { number })).text).split('\n');
  expect(await linesOf(4)).toEqual([
    '**Everything that was done to #4**',
    'Bilal confirmed then',
    '**#4** Payment · Asha paid Bilal ₹50.00',
    'Asha recorded then',
    '**#4** Payment · Asha paid Bilal ₹50.00',
  ]);
  expect(await linesOf(5)).toContain('Bilal did not receive it, then');
  expect(await linesOf(2)).toContain('Bilal disputed then');
});

test('the audit channel is told of payments as such, of one and of several', async () => {
  await flat.as(boss).slash('expense void', { number: '1 4 7', reason: 'All anew' });
  await flat.as(boss).slash('expense void', { number: '2', reason: 'All anew' });
  const linesOf = () => audit.messages().flatMap(({ text }) => readable(text).split('\n'));
  await until(() => linesOf().some((line) => line.includes('**#2**') && line.includes('made void')));
  const told = linesOf().map((line) => line.replace(/ · then · change \d+$/, ''));
  expect(told.slice(2)).toEqual([
    'Bilal added **#1** Rent · ₹900.00',
    'Chitra added **#2** Taxi · ₹500.00',
    'Bilal disputed **#2** Taxi · ₹500.00 · why: I walked',
    'Asha recorded **#3** UPI · Asha paid Bilal ₹100.00',
    'Asha recorded **#4** Payment · Asha paid Bilal ₹50.00',
    'Bilal confirmed **#4** Payment · Asha paid Bilal ₹50.00',
    'Asha recorded **#5** Payment · Asha paid Bilal ₹25.00',
    'Bilal did not receive **#5** Payment · Asha paid Bilal ₹25.00 · why: Nothing came',
    'Asha recorded **#6** Payment · Asha paid Bilal ₹12.00',
    'Asha made void **#6** Payment · Asha paid Bilal ₹12.00 · why: Twice',
    'Boss recorded **#7** Payment · Asha paid Bilal ₹10.00',
    'Asha recorded **#8** Cash · Asha paid Chitra ₹30.00',
    'Boss made void **1 expense and 2 payments**: #1, #4, #7 · why: All anew',
    'Boss made void **#2** Taxi · ₹500.00 · why: All anew',
  ]);
  const { text } = await flat.as(asha).slash('expense list', { include_void: true });
  expect(numberedLines(text)[2]).toBe('day · Taxi · ₹500.00 · paid by Chitra · void · disputed');
});
