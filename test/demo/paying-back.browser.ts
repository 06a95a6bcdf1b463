import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { sendCommand, typeCommand, type Stage } from 'discord-playground/browser';
import { setPageStage } from './page-stage.js';

const shownAs = '.cache/screenshots';

let stage: Stage;
let [mine, theirs] = [] as unknown as [Page, Page];

beforeAll(async () => {
  mkdirSync(shownAs, { recursive: true });
  stage = await setPageStage();
  mine = await stage.openAs(stage.people[0]);
  theirs = await stage.openAs(stage.people[1]);
}, 60_000);

afterAll(async () => {
  await stage.close();
});

const message = (page: Page, text: string | RegExp): Locator =>
  page.locator('.message').filter({ hasText: text }).last();

async function press(page: Page, text: string | RegExp, button: string): Promise<void> {
  await message(page, text).getByRole('button', { name: button }).click();
}

async function submit(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  const form = page.getByRole('dialog');
  for (const [label, value] of Object.entries(fields)) await form.getByLabel(label).fill(value);
  await form.getByRole('button', { name: 'Submit' }).click();
}

async function show(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${shownAs}/paying-back-${name}.png` });
}

test('an expense is added, disputed, edited and paid back, until nobody owes anybody', async () => {
  await sendCommand(mine, 'expense add', { amount: '1000', description: 'Dinner', for: '@u1 @u2' });
  await message(theirs, 'Dinner · ₹1,000.00').waitFor();
  await show(theirs, '01-added');

  await press(theirs, 'Dinner · ₹1,000.00', 'Dispute');
  await show(theirs, '02-dispute-form');
  await submit(theirs, { 'What is wrong': 'I had no dessert' });
  await message(mine, 'disputes it: I had no dessert').waitFor();
  await show(mine, '03-disputed');

  // The answer to the dispute quotes the message, so the text alone finds two.
  await mine.getByRole('button', { name: 'Edit' }).click();
  await submit(mine, { Amount: '800' });
  await message(theirs, 'Total: ₹1,000.00 → ₹800.00').waitFor();
  await message(mine, 'Dinner · ₹800.00').waitFor();
  await show(theirs, '04-edited');

  await sendCommand(theirs, 'settle', { to: '@u1', amount: '100', note: 'UPI' });
  await message(mine, 'did you get ₹100.00').waitFor();
  await show(mine, '05-part-paid');

  await press(mine, 'did you get ₹100.00', 'Not received');
  await show(mine, '06-not-received-form');
  await submit(mine, { 'What happened': 'Nothing came so far' });
  await message(theirs, 'It counts no more').waitFor();
  await show(theirs, '07-not-received');

  await press(mine, 'It counts no more', 'Restore');
  await message(mine, 'put this payment back').waitFor();
  await message(theirs, 'Confirmed').waitFor();
  await show(theirs, '08-restored');

  await typeCommand(theirs, 'settle', { to: '@u1', amount: '' });
  await theirs.getByRole('option', { name: 'All: ₹300.00' }).click();
  await show(theirs, '09-all-of-it');
  await theirs.keyboard.press('Enter');
  await message(mine, 'did you get ₹300.00').waitFor();
  await press(mine, 'did you get ₹300.00', 'Got it');
  await message(theirs, 'got ₹300.00 from').waitFor();
  await show(theirs, '10-settled');

  expect(await sendCommand(theirs, 'balances')).toContain('Nobody owes anybody anything');
  expect(await sendCommand(theirs, 'expense list')).toContain('1 expense · ₹800.00 · 2 payments · ₹400.00');
  await show(theirs, '11-list');
  const statement = await sendCommand(theirs, 'balances', { with: '@u1' });
  expect(statement).toContain('UPI: @u2 paid @u1 ₹100.00');
  await show(theirs, '12-statement');
}, 120_000);
