import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { findFaults, sendCommand } from '../../browser/index.js';
import type { Stage } from '../../browser/index.js';
import { setSamplerStage } from './sampler-stage.js';

let stage: Stage;
let page: Page;
let outstanding: Locator;

beforeAll(async () => {
  stage = await setSamplerStage();
  page = await stage.openAs(stage.people[0]);
  await page.getByRole('button', { name: 'Tools and demo worlds' }).click();
  outstanding = page.getByRole('list', { name: 'Still to come' });
}, 60_000);

afterAll(() => stage.close());

test('what was ordered is listed until the requests have met it, in every window', async () => {
  const other = await stage.openAs(stage.people[1]);
  await other.getByRole('button', { name: 'Tools and demo worlds' }).click();
  expect(await outstanding.count()).toBe(0);
  stage.served.playground.faults.delayNext(/callback/, 50, 2);
  await outstanding.getByText('the next 2 requests').waitFor();
  await other.getByRole('list', { name: 'Still to come' }).getByText('Delay by 0.05 s').waitFor();
  await sendCommand(page, 'show');
  await outstanding.getByText('the next request').waitFor();
  await sendCommand(page, 'show');
  await outstanding.waitFor({ state: 'detached' });
  await other.context().close();
});

test('and is taken back, by keyboard: then nothing goes wrong', async () => {
  await page.getByRole('spinbutton', { name: 'How many' }).fill('3');
  await page.getByRole('button', { name: 'Refuse: 429', exact: true }).click();
  await page.getByRole('button', { name: 'Fail: 500', exact: true }).click();
  await page.getByRole('button', { name: 'Lose the answer', exact: true }).click();
  await outstanding.getByRole('listitem').nth(2).waitFor();
  expect(await outstanding.getByText('the next 3 requests').count()).toBe(3);
  expect(await findFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Cancel: Refuse: 429' }).press('Enter');
  await page.getByRole('status').filter({ hasText: 'Refuse: 429: cancelled.' }).waitFor();
  for (const left of [1, 0]) {
    await page.keyboard.press('Enter');
    await expectCount(left);
  }
  expect(await page.evaluate('document.activeElement.type')).toBe('number');
  const before = stage.served.playground.requests().length;
  await sendCommand(page, 'show');
  const statuses = stage.served.playground.requests().slice(before);
  expect(statuses.length).toBeGreaterThan(0);
  expect(statuses.filter(({ status }) => status >= 400)).toEqual([]);
});

test('the windows had nothing to complain about', () => {
  expect(stage.log.complaints).toEqual([]);
});

async function expectCount(count: number): Promise<void> {
  const items = outstanding.getByRole('listitem');
  await items.nth(count).waitFor({ state: 'detached' });
  expect(await items.count()).toBe(count);
}
