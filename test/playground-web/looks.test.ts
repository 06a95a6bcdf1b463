import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { servePage, type PageServer } from '../../playground/page/serve-page.js';
import type { Person, Server } from '../../playground/harness.js';
import { launchBrowser } from './launch-browser.js';
import { buildPage, firstServer, openWindow, type WindowLog } from './page-stage.js';
import { startSamplerBot, type SamplerBot } from './sampler-bot.js';

let served: PageServer;
let bot: SamplerBot;
let browser: Browser;
let page: Page;
let flat: Server;
let u1: Person;
let u2: Person;
const log: WindowLog = { requested: [], complaints: [] };

beforeAll(async () => {
  buildPage();
  served = await servePage();
  [bot, browser] = await Promise.all([startSamplerBot(served.playground), launchBrowser()]);
  flat = firstServer(served.playground);
  [u1, u2] = flat.members() as [Person, Person];
  page = await openWindow(browser, served.url, u1, log);
}, 60_000);

afterAll(async () => {
  await browser.close();
  await bot.stop();
  await served.close();
});

/** The text of a message that somebody else has written. */
async function readWritten(content: string): Promise<string> {
  const { id } = flat.as(u2).write(content);
  return page.locator(`#message-${id} .message-main`).locator('.markdown, p').last().innerText();
}

describe('the text of a message', () => {
  test('a moment that is no date stays as it was typed', async () => {
    expect(await readWritten('due <t:99999999999999:R>')).toBe('due <t:99999999999999:R>');
    expect(await readWritten('at <t:-99999999999999>')).toBe('at <t:-99999999999999>');
  });

  test('short dates with the time, to the minute and to the second', async () => {
    expect(await readWritten('<t:1795521600:s>')).toBe('24/11/26, 5:30 pm');
    expect(await readWritten('<t:1795521600:S>')).toBe('24/11/26, 5:30:00 pm');
  });

  test('what is mentioned and not known', async () => {
    expect(await readWritten('<@1> <@!2> <@&3> <#4>')).toBe(
      '@unknown-user @unknown-user @unknown-role #unknown',
    );
  });
});

test('a message that cannot be drawn says so, and the rest lives', async () => {
  const { id } = flat.as(u2).write('will be spoilt');
  flat.as(u2).write('is well');
  const spoilt = await openWindow(browser, served.url, u1, { requested: [], complaints: [] });
  await spoilt.route('**/page/messages/*', async (route) => {
    const response = await route.fetch();
    const history = (await response.json()) as { messages: { api: { id: string; embeds: object[] } }[] };
    for (const { api } of history.messages) if (api.id === id) api.embeds = [{ timestamp: 'no date' }];
    await route.fulfill({ response, json: history });
  });
  const complaints: string[] = [];
  spoilt.on('pageerror', (error) => complaints.push(error.message));
  await spoilt.reload();
  expect(await spoilt.locator(`#message-${id}`).innerText()).toBe('This message could not be shown.');
  expect(complaints).toEqual(['Invalid time value']);
  await spoilt.locator('.message').filter({ hasText: 'is well' }).waitFor();
  flat.as(u2).write('is new');
  await spoilt.locator('.message').filter({ hasText: 'is new' }).waitFor();
  await spoilt.context().close();
});
