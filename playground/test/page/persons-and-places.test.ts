import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { ChannelHandle, Person } from '../../index.js';
import type { Stage } from '../../browser/index.js';
import { setSamplerStage } from './sampler-stage.js';
import { sendCommand, typeCommand } from '../../browser/index.js';

let stage: Stage;
let bills: ChannelHandle;
let u1: Person;
let u2: Person;
let page: Page;

beforeAll(async () => {
  stage = await setSamplerStage();
  bills = stage.server.createChannel('more-bills');
  [u1, u2] = stage.people;
}, 60_000);
beforeEach(async () => {
  page = await stage.openAs(u1);
});
afterEach(async () => {
  await page.context().close();
});
afterAll(() => stage.close());

function composer() {
  return page.getByRole('textbox', { name: /^Message/ });
}

async function be(person: Person): Promise<void> {
  await page.getByRole('button', { name: `Be ${person.name}` }).click();
  await page.getByRole('button', { name: new RegExp(`^You are ${person.name}`) }).waitFor();
}

function channel(name: string) {
  return page.getByRole('navigation', { name: 'Channels' }).getByRole('button', { name });
}

describe('what is typed', () => {
  test('goes to the message after a button was clicked, and presses it no second time', async () => {
    await sendCommand(page, 'show');
    const shown = page.locator('.message').last();
    const before = await page.locator('.message').count();
    await shown.getByRole('button', { name: 'Press me' }).click();
    await page.locator('.message').nth(before).waitFor();
    await page.keyboard.type('a word');
    expect(await composer().inputValue()).toBe('a word');
    expect(await page.locator('.message').count()).toBe(before + 1);
  });

  test('is one person’s alone, in one channel, and waits there', async () => {
    await composer().fill('draft of u1');
    await be(u2);
    expect(await composer().inputValue()).toBe('');
    await be(u1);
    expect(await composer().inputValue()).toBe('draft of u1');
    await channel('more-bills').click();
    await page.getByRole('heading', { name: 'more-bills', exact: true }).waitFor();
    expect(await composer().inputValue()).toBe('');
    await channel('general').click();
    expect(await composer().inputValue()).toBe('draft of u1');
  });

  test('comes back by Up in another channel with its mentions, and for nobody else', async () => {
    await sendCommand(page, 'sample', { text: 'for @u2' });
    await channel('more-bills').click();
    await page.getByRole('heading', { name: 'more-bills', exact: true }).waitFor();
    await page.keyboard.press('ArrowUp');
    await page.locator('#option-text').waitFor();
    await page.keyboard.press('Enter');
    const told = page.locator('.message code').last();
    await told.waitFor();
    expect(JSON.parse((await told.textContent()) ?? '')).toMatchObject({ text: `for ${u2.mention}` });
    await be(u2);
    await composer().focus();
    await page.keyboard.press('ArrowUp');
    expect(await page.locator('#option-text').count()).toBe(0);
  });

  test('and dropped by Escape comes back by Up', async () => {
    await typeCommand(page, 'sample', { text: 'half' });
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowUp');
    expect(await page.locator('#option-text').inputValue()).toBe('half ');
  });

  test('is kept where it is too long to be sent, and says so until it is changed', async () => {
    await composer().fill('x'.repeat(2001));
    await page.keyboard.press('Enter');
    const alert = page.getByRole('alert').filter({ hasText: '2000 characters at most; this one has 2001' });
    await alert.waitFor();
    await page.keyboard.press('Backspace');
    await alert.waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.locator('.message').filter({ hasText: 'xxx' }).waitFor();
  });

  test('is in the composer again where the playground cannot be reached', async () => {
    await page.route('**/page/act/**', (route) => route.abort());
    await composer().fill('hello');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
    expect(await composer().inputValue()).toBe('hello');
    await page.unroute('**/page/act/**');
    stage.log.complaints.splice(0); // The browser itself complains of the request that we cut.
  });

  test('is seen at once, also from further up', async () => {
    for (let count = 0; count < 40; count += 1) stage.server.as(u2).write(`line ${count}`);
    await page.locator('.message').filter({ hasText: 'line 39' }).waitFor();
    await page.locator('.messages').hover();
    await page.mouse.wheel(0, -1500);
    const jump = page.getByRole('button', { name: /Jump to present/ });
    await jump.waitFor();
    await composer().fill('down here');
    await page.keyboard.press('Enter');
    await jump.waitFor({ state: 'detached' });
    expect(await page.locator('.message').filter({ hasText: 'down here' }).isVisible()).toBe(true);
  });
});

describe('what was missed', () => {
  test('is counted for the person that the window becomes, and after a reload', async () => {
    await be(u2);
    await channel('more-bills').click();
    await be(u1);
    await channel('general').click();
    stage.server.as(u1).write(`hello ${u2.mention}`);
    await be(u2);
    await page.locator('.message').filter({ hasText: 'hello' }).waitFor();
    await channel('more-bills').click();
    stage.server.as(u1).write(`again ${u2.mention}`);
    await page.getByRole('button', { name: `${stage.server.name}, 1 mention` }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'more-bills', exact: true }).waitFor();
    await page.getByRole('button', { name: `${stage.server.name}, 1 mention` }).waitFor();
    await channel('general').click();
    await page.getByRole('separator', { name: 'New messages' }).waitFor();
    await page.getByRole('button', { name: stage.server.name, exact: true }).waitFor();
  });

  test('and read in one window is read in the other', async () => {
    const other = await page.context().newPage();
    await other.goto(`${stage.served.url}#as=${u1.id}&at=${bills.id}`);
    await other.getByRole('heading', { name: 'more-bills', exact: true }).waitFor();
    await page.bringToFront();
    await channel('more-bills').click();
    await other.bringToFront();
    stage.server.as(u2).write(`hey ${u1.mention}`);
    const badge = page.getByRole('button', { name: `${stage.server.name}, 1 mention` });
    await badge.waitFor();
    await other
      .getByRole('navigation', { name: 'Channels' })
      .getByRole('button', { name: 'general' })
      .click();
    await badge.waitFor({ state: 'detached' });
    await other.close();
  });
});

describe('where the window looks', () => {
  test('is found again by a reload and by the browser’s Back', async () => {
    await channel('more-bills').click();
    await page.reload();
    await page.getByRole('heading', { name: 'more-bills', exact: true }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'general', exact: true }).waitFor();
  });

  test('a link to a message leads to it, in another channel and far back too', async () => {
    const old = bills.as(u2).write('the one from long ago');
    for (let count = 0; count < 120; count += 1) bills.as(u2).write(`filler ${count}`);
    stage.server.as(u2).write(`https://discord.com/channels/${stage.server.id}/${bills.id}/${old.id}`);
    await page
      .getByRole('link', { name: /discord\.com/ })
      .last()
      .click();
    await page.getByRole('heading', { name: 'more-bills', exact: true }).waitFor();
    const target = page.locator(`#message-${old.id}.is-marked`);
    await target.waitFor();
    expect(await target.innerText()).toContain('the one from long ago');
    const { y = 0 } = (await target.boundingBox()) ?? {};
    expect(y).toBeGreaterThan(48);
    expect(y).toBeLessThan(700);
    expect(page.context().pages()).toHaveLength(1);
  });

  test('a person of another world is found by name and Enter', async () => {
    await page.getByRole('button', { name: 'Tools and demo worlds' }).click();
    await page.getByRole('button', { name: 'A trip of twelve' }).click();
    await page.getByRole('heading', { name: 'Bali trip' }).waitFor();
    await page.getByRole('button', { name: /^You are Aarav/ }).click();
    await page.getByRole('menuitem', { name: `u2 ${stage.server.name}` }).waitFor();
    await page.getByRole('textbox', { name: 'Find a person' }).fill('u2');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: stage.server.name }).waitFor();
    await page.getByRole('button', { name: /^You are u2/ }).waitFor();
  });

  test('a dismissed message stays away after a reload', async () => {
    await sendCommand(page, 'show');
    await page.locator('.message').last().getByRole('button', { name: 'Press me' }).click();
    const before = page.getByText('{"pressed":"press"}');
    await before.last().waitFor();
    const count = await before.count();
    await page.locator('.message').last().getByRole('button', { name: 'Dismiss message' }).click();
    await page.reload();
    await composer().waitFor();
    await page.locator('.message').first().waitFor();
    expect(await before.count()).toBe(count - 1);
  });
});

test('no window complained', () => {
  expect(stage.log.complaints).toEqual([]);
});
