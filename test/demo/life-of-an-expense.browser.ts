import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { sendCommand, type Stage } from 'discord-playground/browser';
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
  page.locator('.message').filter({ hasText: text }).first();

async function show(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${shownAs}/life-${name}.png` });
}

test('an expense is added, edited by two people, made void and restored, and its message tells of it', async () => {
  await sendCommand(mine, 'expense add', {
    amount: '1000',
    description: 'Electricity bill',
    for: '@u1 @u2 @u3 @u4',
  });
  const announced = message(mine, 'Electricity bill · ₹1,000.00');
  await announced.waitFor();
  await show(mine, '1-added');

  await announced.getByRole('button', { name: 'Edit' }).click();
  const form = mine.getByRole('dialog');
  await form.getByLabel('Amount').fill('1200');
  await show(mine, '2-form');
  await form.getByRole('button', { name: 'Submit' }).click();
  await message(mine, 'Total: ₹1,000.00 → ₹1,200.00').waitFor();
  await message(mine, 'Electricity bill · ₹1,200.00').waitFor();

  // Another one, who is no owner, is told so; then they are let.
  await message(theirs, 'Electricity bill · ₹1,200.00').getByRole('button', { name: 'Edit' }).click();
  await theirs.getByText('Only who created it').waitFor();
  await show(theirs, '3-refused');
  await sendCommand(mine, 'ledger settings', { who_may_change: 'participants' });
  await message(theirs, 'Electricity bill · ₹1,200.00').getByRole('button', { name: 'Edit' }).click();
  await theirs.getByRole('dialog').getByLabel('Description').fill('Power and water');
  await theirs.getByRole('dialog').getByRole('button', { name: 'Submit' }).click();
  await message(theirs, 'Description: Electricity bill → Power and water').waitFor();
  const renamed = message(mine, 'Power and water · ₹1,200.00');
  await renamed.waitFor();
  await show(theirs, '4-edited-twice');

  await renamed.getByRole('button', { name: 'Void' }).click();
  await mine.getByRole('dialog').getByLabel(/Why/).fill('Entered twice');
  await mine.getByRole('dialog').getByRole('button', { name: 'Submit' }).click();
  await message(mine, 'Why: Entered twice').waitFor();
  await message(mine, 'Void since').waitFor();
  await show(mine, '5-void');
  expect(await sendCommand(mine, 'balances')).toContain('Nobody owes');

  await message(theirs, 'Void since').getByRole('button', { name: 'Restore' }).click();
  await message(theirs, 'put this expense back').waitFor();
  expect(await sendCommand(theirs, 'balances')).toContain('@u2 owes @u1 ₹300.00');
  await show(theirs, '6-restored');

  const history = await sendCommand(mine, 'expense history', { number: '1' });
  for (const did of ['added', 'edited', 'made void', 'restored']) expect(history).toContain(did);
  await show(mine, '7-history');
}, 120_000);
