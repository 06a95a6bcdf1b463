import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { setPageStage } from './page-stage.js';
import { sendCommand, typeCommand, type Stage } from 'discord-playground/browser';

let stage: Stage;
let page: Page;

beforeAll(async () => {
  stage = await setPageStage();
  page = await stage.openAs(stage.people[0]);
  await page.getByRole('button', { name: 'Tools and demo worlds' }).click();
}, 60_000);

afterAll(async () => {
  await stage.close();
});

test('the examples are typed before one’s eyes, and leave their balances', async () => {
  await page.getByRole('button', { name: 'Play the examples' }).click();
  const last = page.locator('.message').filter({ hasText: 'Balances of this server' });
  await last.waitFor({ timeout: 40_000 });
  const lines = (await last.innerText()).split('\n').filter((line) => line.includes(' owes '));
  expect(lines).toEqual([
    '@u1 owes @u4 ₹230.00',
    '@u2 owes @u1 ₹620.00',
    '@u2 owes @u4 ₹240.00',
    '@u3 owes @u1 ₹1,130.00',
    '@u3 owes @u4 ₹240.00',
  ]);
}, 60_000);

test('a circle of four: a part is paid back, and its receiver is asked', async () => {
  await page.getByRole('button', { name: 'Play paying back' }).click();
  const last = page.locator('.message').filter({ hasText: 'Balances of this server' });
  await last.waitFor({ timeout: 40_000 });
  const lines = (await last.innerText()).split('\n').filter((line) => line.includes(' owes '));
  expect(lines).toEqual([
    '@Aarav owes @Meera ₹300.00',
    '@Diya owes @Aarav ₹250.00',
    '@Kabir owes @Diya ₹400.00',
    '@Meera owes @Kabir ₹400.00',
  ]);
  const question = page.locator('.message').filter({ hasText: 'did you get ₹150.00' });
  await question.getByRole('button', { name: 'Got it' }).waitFor();
  const fewest = page.locator('.message').filter({ hasText: 'Fewest payments' }).last();
  await fewest.getByText('with 2 payments').waitFor({ timeout: 20_000 });
  await page.screenshot({ path: '.cache/screenshots/circle.png' });
}, 60_000);

test('a trip abroad keeps two currencies apart', async () => {
  await page.getByRole('button', { name: 'Play a trip abroad' }).click();
  const last = page.locator('.message').filter({ hasText: 'Balances ·' });
  await last.waitFor({ timeout: 40_000 });
  const text = await last.innerText();
  expect(text).toContain('@Diya owes @Aarav ₹12,000.00');
  expect(text).toMatch(/@Aarav owes @Diya IDR\s500,000.00/);
}, 60_000);

test('a big event: one bill for a thousand people', async () => {
  await page.getByRole('button', { name: 'Play a big event' }).click();
  const last = page.locator('.message').filter({ hasText: 'Balances ·' });
  await last.waitFor({ timeout: 40_000 });
  expect(await last.innerText()).toContain('@Ananya 0042 owes @Aarav 0001 ₹500.00');
}, 60_000);

describe('what goes wrong by order', () => {
  test('an answer that comes too late is shown as in Discord, and the next command works', async () => {
    await page.getByRole('button', { name: 'Delay by 4 s' }).click();
    await page.getByRole('status').filter({ hasText: 'will take 4 s' }).waitFor();
    await typeCommand(page, 'help');
    await page.keyboard.press('Enter');
    await page.getByText('The application did not respond').waitFor({ timeout: 10_000 });
    await sendCommand(page, 'help');
  });

  test('a cut socket is resumed, and commands work as before', async () => {
    await page.getByRole('button', { name: "Drop the bot's socket" }).click();
    await stage.playground.waitForBot();
    expect(await sendCommand(page, 'help')).toContain('Only you can see this');
  });

  test('closed direct messages: the summary comes here instead', async () => {
    await page.getByRole('button', { name: 'Close my direct messages' }).click();
    await page.getByRole('button', { name: 'Open my direct messages' }).waitFor();
    expect(await sendCommand(page, 'summary now')).toContain('₹500.00');
  });
});
