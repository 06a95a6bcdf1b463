import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { buildPage } from 'discord-playground/build';
import { launchBrowser, openWindow } from '../../browser/index.js';
import type { Server } from '../../index.js';
import { servePage, type PageServer } from '../../page/index.js';
import { startSamplerBot, type SamplerBot } from './sampler-bot.js';
import { eventWorld } from './worlds.js';

const messageCount = 5000;
const longestTaskMs = 100;

let served: PageServer;
let bot: SamplerBot;
let browser: Browser;
let page: Page;
let event: Server;

beforeAll(async () => {
  await buildPage();
  served = await servePage({ name: 'Sampler', worlds: [eventWorld], startsEmpty: true });
  const { server, firstPerson } = eventWorld.build(served.playground);
  event = server;
  const people = event.members();
  for (let number = 0; number < messageCount; number += 1) {
    const author = people[number % 40] ?? firstPerson;
    event
      .as(author)
      .write(`**${number}** paid for <@${firstPerson.id}>, and \`this\` is a line of ordinary length`);
  }
  [bot, browser] = await Promise.all([startSamplerBot(served.playground), launchBrowser()]);
  page = await openWindow(browser, served.url, firstPerson, { requested: [], complaints: [] });
  await page.evaluate(`
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.longTasks.push(Math.round(entry.duration));
    }).observe({ type: 'longtask' });
  `);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await bot.stop();
  await served.close();
});

/** The tasks of over 50 ms since the last look. */
async function readLongTasks(): Promise<number[]> {
  return page.evaluate<number[]>('window.longTasks.splice(0)');
}

test('a planted task of 150 ms is seen', async () => {
  await page.evaluate(
    'setTimeout(() => { const end = performance.now() + 150; while (performance.now() < end); })',
  );
  await page.waitForFunction('window.longTasks.some((durationMs) => durationMs >= 140)');
});

describe('a channel of 5000 messages in a server of 1000', () => {
  test('scrolls up through a thousand messages without a task of over 100 ms', async () => {
    await readLongTasks();
    const list = page.getByRole('log', { name: 'Messages' });
    await list.hover();
    for (let turn = 0; turn < 400 && (await page.locator('.message').count()) < 1000; turn += 1) {
      await page.mouse.wheel(0, -900);
      await page.waitForTimeout(16);
    }
    expect(await page.locator('.message').count()).toBeGreaterThanOrEqual(1000);
    const tasks = await readLongTasks();
    process.stdout.write(`scrolling: tasks over 50 ms: ${JSON.stringify(tasks)}\n`);
    expect(Math.max(0, ...tasks)).toBeLessThan(longestTaskMs);
  });

  test('takes what is typed, mentions among a thousand included, without a task of over 100 ms', async () => {
    await page.getByRole('textbox', { name: /^Message/ }).focus();
    await page.keyboard.type('a message of some length for @vikram 0991 and then @ananya 09', { delay: 5 });
    const tasks = await readLongTasks();
    process.stdout.write(`typing: tasks over 50 ms: ${JSON.stringify(tasks)}\n`);
    expect(Math.max(0, ...tasks)).toBeLessThan(longestTaskMs);
  });
});

test('two hundred commands do not make the page grow', async () => {
  await page.reload();
  await page.getByRole('textbox', { name: /^Message/ }).waitFor();
  const session = await page.context().newCDPSession(page);
  const heapBytes = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return usedSize;
  };
  const runCommands = async (count: number) => {
    for (let number = 0; number < count; number += 1) {
      await page.getByRole('textbox', { name: /^Message/ }).focus();
      await page.keyboard.type('/sample text:hello');
      await page.keyboard.press('Enter');
      await page.locator('#composer-text').waitFor();
    }
    await page.locator('.is-sending').waitFor({ state: 'detached' });
  };
  await runCommands(150);
  const before = await heapBytes();
  await runCommands(200);
  const after = await heapBytes();
  process.stdout.write(
    `heap after 150 commands ${(before / 1e6).toFixed(1)} MB, after 350 ${(after / 1e6).toFixed(1)} MB\n`,
  );
  expect(after).toBeLessThan(before * 1.2);
}, 120_000);
