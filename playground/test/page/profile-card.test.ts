import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { findFaults } from '../../browser/index.js';
import type { Stage } from '../../browser/index.js';
import { setSamplerStage } from './sampler-stage.js';

let stage: Stage;
let page: Page;
let members: Locator;

beforeAll(async () => {
  stage = await setSamplerStage();
  page = await stage.openAs(stage.people[0]);
  members = page.getByRole('complementary', { name: 'Members' });
}, 60_000);

afterEach(async () => {
  for (let count = 0; count < 2; count += 1) await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: /^Message/ }).fill('');
});

afterAll(() => stage.close());

function card(name: string): Locator {
  return page.getByRole('dialog', { name: `Profile of ${name}` });
}

function composed(): Promise<string> {
  return page.getByRole('textbox', { name: /^Message/ }).inputValue();
}

describe('the card of a person', () => {
  test('opens by the left button, tells who that is, and is wholly in view', async () => {
    const opener = members.getByRole('button', { name: 'u1' });
    await opener.click();
    await card('u1').waitFor();
    const text = await card('u1').innerText();
    for (const part of ['u1', 'Manager', stage.people[0].id]) expect(text).toContain(part);
    expect(await page.getByRole('menu').count()).toBe(0);
    const box = await card('u1').boundingBox();
    const name = await opener.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(name?.x ?? 0);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(800);
    expect(await findFaults(page)).toEqual([]);
    await page.mouse.click(600, 700);
    await card('u1').waitFor({ state: 'detached' });
  });

  test('opens by an author’s name and picture, and by a mention', async () => {
    const { id } = stage.server.as(stage.people[1]).write(`for ${stage.people[2].mention}`);
    const message = page.locator(`#message-${id}`);
    await message.getByRole('button', { name: 'u2', exact: true }).click();
    await card('u2').waitFor();
    await page.keyboard.press('Escape');
    await message.locator('.message-side').click();
    await card('u2').waitFor();
    await page.keyboard.press('Escape');
    await message.getByRole('button', { name: '@u3' }).click();
    await card('u3').waitFor();
  });

  test('is used by keyboard alone, and gives the keyboard back', async () => {
    const opener = members.getByRole('button', { name: 'u3' });
    await opener.press('Enter');
    await card('u3').waitFor();
    await page.keyboard.press('Escape');
    await card('u3').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.innerText')).toContain('u3');
    await page.keyboard.press('Enter');
    await card('u3').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await card('u3').waitFor({ state: 'detached' });
    expect(await composed()).toBe('@u3 ');
  });

  test('leads to the menu of apps', async () => {
    await members.getByRole('button', { name: 'u3' }).press('Enter');
    await card('u3').getByRole('button', { name: 'More' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Look up' }).waitFor();
    expect(await card('u3').count()).toBe(0);
  });

  test('of the bot leads to the direct messages with it; there are none with people', async () => {
    await members.getByRole('button', { name: 'u2' }).click();
    expect(await card('u2').getByRole('button', { name: 'Message' }).count()).toBe(0);
    await members.getByRole('button', { name: 'Sampler' }).click();
    await card('Sampler').getByRole('button', { name: 'Message' }).click();
    await page.getByRole('heading', { name: 'Direct messages' }).waitFor();
    await page.getByRole('button', { name: stage.server.name }).click();
  });
});

describe('the menu of a person', () => {
  test.each(['a member', 'a mention'])('opens by the right button on %s', async (what) => {
    const { id } = stage.server.as(stage.people[1]).write(`for ${stage.people[2].mention}`);
    const mention = page.locator(`#message-${id}`).getByRole('button', { name: '@u3' });
    const opener = what === 'a mention' ? mention : members.getByRole('button', { name: 'u3' });
    await opener.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Look up' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await findFaults(page)).toEqual([]);
  });

  test('opens by the keyboard’s own key, and leads to the card', async () => {
    await members.getByRole('button', { name: 'u3' }).press('ContextMenu');
    await page.getByRole('menuitem', { name: 'Look up' }).waitFor();
    await page.getByRole('menuitem', { name: 'Profile' }).press('Enter');
    await card('u3').waitFor();
  });
});

test('the window had nothing to complain about', () => {
  expect(stage.log.complaints).toEqual([]);
});
