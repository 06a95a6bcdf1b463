import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { servePage } from '../../page/index.js';
import type { Person } from '../../index.js';
import { findFaults, openWindow, sendCommand, typeCommand } from '../../browser/index.js';
import type { Stage } from '../../browser/index.js';
import { setSamplerStage } from './sampler-stage.js';
import { worlds } from './worlds.js';

let stage: Stage;
let page: Page;
let u1: Person;
let u2: Person;

beforeAll(async () => {
  stage = await setSamplerStage();
  [u1, u2] = stage.people;
  page = await stage.openAs(u1);
}, 60_000);

// A failed test must not leave anything open or typed for the next.
afterEach(async () => {
  const field = page.locator('#composer-text');
  if ((await field.count()) === 1) await field.fill('');
  for (let count = 0; count < 3; count += 1) await page.keyboard.press('Escape');
});

afterAll(() => stage.close());

/** The text of a message that somebody else has written. */
async function readWritten(content: string): Promise<string> {
  const { id } = stage.server.as(u2).write(content);
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

describe('emoji', () => {
  /** The emoji of a message, each with its size. */
  const sizesOf = async (content: string) => {
    const { id } = stage.server.as(u2).write(content);
    await page.locator(`#message-${id}`).waitFor();
    return page.evaluate<string[]>(
      `[...document.querySelectorAll('#message-${id} .emoji')].map((one) => one.innerText + ' ' + getComputedStyle(one).fontSize)`,
    );
  };

  test('are large where they stand alone, and a little larger than the text beside one', async () => {
    expect(await sizesOf('🍕 👩‍🍳🇮🇳 ❤️')).toEqual(['🍕 48px', '👩‍🍳 48px', '🇮🇳 48px', '❤️ 48px']);
    expect(await sizesOf('lunch 🍕')).toEqual(['🍕 22px']);
    expect(await sizesOf('plain © 2026 #1 →')).toEqual([]);
  });

  test('leave a line as high as it is without', async () => {
    const heights = [];
    for (const content of ['a line', 'a line 🍕', 'another']) {
      const { id } = stage.server.as(u2).write(content);
      heights.push((await page.locator(`#message-${id}`).boundingBox())?.height);
    }
    expect(heights).toEqual([26, 26, 26]);
  });
});

test('an edited message says so after its text', async () => {
  const { apiUrl, token } = stage.served.playground;
  const ask = async (method: string, path: string, content: string) => {
    const headers = { authorization: `Bot ${token}`, 'content-type': 'application/json' };
    const address = `${apiUrl}/v10/channels/${stage.server.channel.id}/messages${path}`;
    const response = await fetch(address, { method, headers, body: JSON.stringify({ content }) });
    return (await response.json()) as { readonly id: string };
  };
  const { id } = await ask('POST', '', 'first');
  await ask('PATCH', `/${id}`, 'second');
  const text = page.locator(`#message-${id} .markdown`).filter({ hasText: 'second(edited)' });
  await text.waitFor();
  expect((await text.boundingBox())?.height).toBe(22);
});

test('a message that cannot be drawn says so, and the rest lives', async () => {
  const { id } = stage.server.as(u2).write('will be spoilt');
  stage.server.as(u2).write('is well');
  const spoilt = await openWindow(stage.browser, stage.served.url, u1, { requested: [], complaints: [] });
  await spoilt.route(`**/page/messages/${stage.server.channel.id}*`, async (route) => {
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
  stage.server.as(u2).write('is new');
  await spoilt.locator('.message').filter({ hasText: 'is new' }).waitFor();
  await spoilt.unrouteAll({ behavior: 'wait' });
  await spoilt.context().close();
});

/** Whether no part of it is cut off by its parents. */
async function isWhollySeen(selector: string): Promise<boolean> {
  return page.evaluate<boolean>(`{
    const box = document.querySelector('${selector}').getBoundingClientRect();
    const corners = [[box.left, box.top], [box.right, box.top], [box.left, box.bottom], [box.right, box.bottom]];
    const inward = corners.map(([x, y]) => [x + (x === box.left ? 9 : -9), y + (y === box.top ? 9 : -9)]);
    inward.every(([x, y]) => document.elementFromPoint(x, y)?.closest('${selector}') !== null);
  }`);
}

describe('the list of a select', () => {
  test.each(['Strings', 'People', 'Teams', 'Anyone', 'Places'])('%s is wholly seen', async (label) => {
    if (label === 'Strings') await sendCommand(page, 'show');
    const opener = page.getByRole('button', { name: label });
    await opener.click();
    expect(await isWhollySeen('.select-list')).toBe(true);
    await opener.click();
    await page.locator('.select-list').waitFor({ state: 'detached' });
  });

  test('is wholly seen in a form, too, and closes by Escape before the form does', async () => {
    await typeCommand(page, 'form');
    await page.keyboard.press('Enter');
    const form = page.getByRole('dialog', { name: 'Everything' });
    await form.getByRole('button', { name: /^People/ }).click();
    expect(await isWhollySeen('.select-list')).toBe(true);
    expect(await findFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.locator('.select-list').waitFor({ state: 'detached' });
    expect(await form.count()).toBe(1);
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
  });
});

describe('a narrow window', () => {
  test.each([800, 500])('of %i px scrolls nowhere sideways, and shows the chat', async (width) => {
    await page.setViewportSize({ width, height: 800 });
    const bar = page.getByRole('textbox', { name: /^Message/ });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect((await bar.boundingBox())?.width).toBeGreaterThan(280);
    const members = page.getByRole('complementary', { name: 'Members' });
    await members.waitFor({ state: 'detached' });
    expect(await members.count()).toBe(0);
    await page.getByRole('button', { name: 'Members' }).click();
    await members.waitFor();
    expect(await findFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Members' }).click();
    await page.setViewportSize({ width: 1280, height: 800 });
    await members.waitFor();
  });
});

test('a long channel name ends within the list of channels', async () => {
  stage.server.createChannel(`a-${'very-'.repeat(15)}long-name`);
  const channel = page.getByRole('button', { name: /very-very/ });
  await channel.click();
  const heading = page.getByRole('heading', { name: /very-very/, level: 2 }).first();
  expect((await channel.boundingBox())?.height).toBe(34);
  expect((await heading.boundingBox())?.height).toBeLessThan(30);
  await page.getByRole('button', { name: 'general' }).click();
});

test('a long text without lines is seen whole, and its field scrolls to the caret', async () => {
  const field = page.getByRole('textbox', { name: /^Message/ });
  await field.focus();
  /** What is hidden above and below, in the bar and in the field itself. */
  const hidden = async () =>
    page.evaluate<[number, number, number]>(`{
      const bar = document.querySelector('.composer-bar');
      const { scrollHeight, clientHeight } = document.querySelector('#composer-text');
      [bar.scrollTop, bar.scrollHeight - bar.scrollTop - bar.clientHeight, scrollHeight - clientHeight];
    }`);
  await page.keyboard.insertText('a text that fills some lines, '.repeat(9) + 'well.');
  expect(await hidden()).toEqual([0, 0, 0]);
  await page.keyboard.insertText(' And then some more of it.'.repeat(90));
  const [above, below, inside] = await hidden();
  expect(above).toBeGreaterThan(100);
  expect(below + inside).toBeLessThan(22);
});

test('a long option stays within the composer, and the command in view', async () => {
  await typeCommand(page, 'sample', { text: 'a long value '.repeat(30) });
  const widths = `{ const { scrollWidth, clientWidth } = document.querySelector('.composer-bar'); scrollWidth - clientWidth }`;
  expect(await page.evaluate(widths)).toBe(0);
  const [name, bar] = [page.locator('.command-name'), page.locator('.composer-bar')];
  expect((await name.boundingBox())?.y).toBeGreaterThan((await bar.boundingBox())?.y ?? 0);
});

test('the bucket and the tools stay in view under a rail of many servers', async () => {
  for (let number = 1; number <= 25; number += 1) {
    stage.served.playground.createServer({ name: `Server ${number}`, members: [u1] });
  }
  await page.getByRole('button', { name: 'Server 25' }).waitFor();
  const tools = page.getByRole('button', { name: 'Tools and demo worlds' });
  const box = await tools.boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(800);
});

test('what a tool did is said in view, however long the drawer is', async () => {
  await page.setViewportSize({ width: 1280, height: 600 });
  await page.getByRole('button', { name: 'Tools and demo worlds' }).click();
  await page.getByRole('button', { name: "Drop the bot's socket" }).click();
  const said = page.getByRole('status').filter({ hasText: 'The socket was cut.' });
  const box = await said.boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(600);
  await page.getByRole('button', { name: 'Close the tools' }).click();
  await page.setViewportSize({ width: 1280, height: 800 });
  await stage.served.playground.waitForBot();
});

describe('a form', () => {
  beforeEach(async () => {
    await typeCommand(page, 'form');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Everything' }).waitFor();
  });

  test('names the app that it goes to', async () => {
    const form = page.getByRole('dialog');
    expect(await form.innerText()).toContain(
      'This form will be submitted to Sampler. Do not share passwords or other sensitive information.',
    );
  });

  test('says under each field that it is required, until the field is filled in', async () => {
    const form = page.getByRole('dialog');
    const problems = form.getByRole('alert').filter({ hasText: 'This field is required' });
    await form.getByRole('button', { name: 'Submit' }).click();
    expect(await problems.count()).toBe(2);
    expect(await findFaults(page)).toEqual([]);
    // The keyboard is in the first of them.
    await page.keyboard.type('a');
    expect(await problems.count()).toBe(1);
    await form.getByRole('button', { name: /^Choice/ }).click();
    await page.getByRole('option', { name: 'red' }).click();
    expect(await problems.count()).toBe(0);
  });

  test('takes a dropped file, and tells its name', async () => {
    const form = page.getByRole('dialog');
    await form.getByRole('button', { name: 'Paper: Drop a file here, or browse' }).waitFor();
    await page.evaluate(`{
      const transfer = new DataTransfer();
      transfer.items.add(new File(['a,b'], 'dropped.csv', { type: 'text/csv' }));
      const event = new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true });
      document.querySelector('.drop-zone').dispatchEvent(event);
    }`);
    await form.getByRole('button', { name: 'Paper: dropped.csv' }).waitFor();
    expect(await findFaults(page)).toEqual([]);
  });
});

describe('a button', () => {
  test('shows three dots while it waits', async () => {
    stage.served.playground.faults.delayNext(/callback/, 600);
    const button = page.getByRole('button', { name: 'Good' });
    await button.click();
    await button.locator('.dots').waitFor();
    expect(await button.getAttribute('aria-busy')).toBe('true');
    await button.locator('.dots').waitFor({ state: 'detached' });
  });

  test('is answered apart from what was said before, under the message that it stands on', async () => {
    const answers = page.locator('.message.is-ephemeral');
    const before = await answers.count();
    for (const name of ['Good', 'Bad']) await page.getByRole('button', { name }).click();
    await answers.nth(before + 1).waitFor();
    const last = answers.last();
    expect(await last.locator('.message-head').innerText()).toContain('Sampler');
    expect(await last.locator('.reply-text').innerText()).toMatch(/^Heading Second Third small bold/);
    expect(await findFaults(page)).toEqual([]);
  });
});

test('commands on their way and commands that nobody answered say which they are, and when they were sent', async () => {
  await typeCommand(page, 'silent');
  await page.keyboard.press('Enter');
  const sending = page.locator('.message.is-sending');
  expect(await sending.innerText()).toMatch(/u1\s+used\s+\/silent[^]*Sending command…/);
  const failed = page.locator('.message.is-failed');
  await failed.waitFor();
  expect(await failed.innerText()).toMatch(/u1\s+used\s+\/silent[^]*The application did not respond/);
  await failed.getByRole('button', { name: 'Dismiss message' }).click();
});

describe('blocks in a text', () => {
  test('code is as wide as the text, and leaves no empty line below', async () => {
    await readWritten('before\n```\nlet a = 1;\n```\nafter');
    const written = page.locator('.markdown').last();
    expect(await written.innerText()).toMatch(/let a = 1;\nafter$/);
    const [code, main] = [written.locator('pre'), page.locator('.message-main').last()];
    expect((await code.boundingBox())?.width).toBe((await main.boundingBox())?.width);
  });

  test('each level of a list has a sign of its own', async () => {
    await readWritten('- one\n  - two\n    - three');
    const signs = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.message:last-child li')].map((item) => getComputedStyle(item).listStyleType)`,
    );
    expect(signs.slice(-3)).toEqual(['disc', 'circle', 'square']);
  });
});

test('the windows had nothing to complain about', () => {
  expect(stage.log.complaints).toEqual([]);
});

test('a bot that is gone is shown as offline', async () => {
  const other = await servePage({ name: 'Nobody', worlds });
  const window = await stage.browser.newPage();
  try {
    await window.goto(other.url);
    await window.getByText('Offline — 1').waitFor();
    await window.locator('.member .is-offline').waitFor();
  } finally {
    await window.close();
    await other.close();
  }
});
