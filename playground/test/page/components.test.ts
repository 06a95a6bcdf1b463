import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findFaults, sendCommand, typeCommand } from '../../browser/index.js';
import type { Stage } from '../../browser/index.js';
import { setSamplerStage } from './sampler-stage.js';

let stage: Stage;
let page: Page;

beforeAll(async () => {
  stage = await setSamplerStage();
  page = await stage.openAs(stage.people[0]);
}, 60_000);

afterAll(() => stage.close());

function lastMessage() {
  return page.locator('.message').last();
}

/** Messages that are there, not on their way. */
function answers() {
  return page.locator('.message:not(.is-sending)');
}

/** Sends the sampler's command, which tells the options as they reached it. */
async function sendSample(): Promise<object> {
  const before = await answers().count();
  await page.keyboard.press('Enter');
  await answers().nth(before).waitFor();
  await page.locator('.is-sending').waitFor({ state: 'detached' });
  return JSON.parse((await lastMessage().locator('code').textContent()) ?? '') as object;
}

// A failed test must not leave text in the composer for the next.
afterEach(async () => {
  for (let count = 0; count < 3; count += 1) await page.keyboard.press('Escape');
});

describe('components of a message', () => {
  test('are all shown, and axe finds nothing wrong with them', async () => {
    await sendCommand(page, 'show');
    const shown = lastMessage();
    expect(await shown.locator('.heading').count()).toBe(3);
    expect(await shown.locator('.markdown li').count()).toBe(5);
    expect(await shown.locator('.select').count()).toBe(5);
    expect(await shown.getByRole('button', { name: 'Shut' }).isDisabled()).toBe(true);
    const away = shown.getByRole('link', { name: 'Away', exact: true });
    expect(await away.getAttribute('rel')).toContain('noreferrer');
    expect(await away.locator('svg').count()).toBe(1);
    await page.locator('.spoiler').click();
    expect(await shown.locator('.spoiler.shown').innerText()).toBe('hidden');
    expect(await findFaults(page)).toEqual([]);
  });

  test.each([
    ['People', 'people', 'u2', () => stage.people[1].id],
    ['Teams', 'teams', 'Manager', () => stage.server.roles().find(({ name }) => name === 'Manager')?.id],
    ['Anyone', 'anyone', 'u3', () => stage.people[2].id],
    ['Places', 'places', 'bills', () => undefined],
  ])('the select %s is picked by keyboard', async (label, customId, typed, idOf) => {
    const before = await answers().count();
    await page.getByRole('button', { name: label }).press('ArrowDown');
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
    await answers().nth(before).waitFor();
    const told = await lastMessage().innerText();
    expect(told).toContain(`"${customId}"`);
    expect(told).toContain(idOf() ?? customId);
  });

  test('a select of several sends them when it closes', async () => {
    const before = await answers().count();
    await page.getByRole('button', { name: 'Strings' }).click();
    await page.getByRole('option', { name: 'one' }).click();
    await page.getByRole('option', { name: 'three' }).click();
    expect(await findFaults(page)).toEqual([]);
    await page.getByRole('button', { name: /^Done/ }).click();
    await answers().nth(before).waitFor();
    expect(await lastMessage().innerText()).toContain('{"strings":["one","three"]}');
    await page.waitForTimeout(200);
    expect(await answers().count()).toBe(before + 1);
  });

  test('a button is pressed by mouse', async () => {
    const before = await answers().count();
    await page.getByRole('button', { name: 'Press me' }).click();
    await answers().nth(before).waitFor();
    expect(await lastMessage().innerText()).toContain('{"pressed":"press"}');
    const id = (await lastMessage().getAttribute('id')) ?? '';
    await lastMessage().getByRole('button', { name: 'Dismiss message' }).click();
    await page.locator(`#${id}`).waitFor({ state: 'detached' });
    expect(await answers().count()).toBe(before);
  });
});

describe('the composer', () => {
  test('sends an option of every kind, and a dropped file', async () => {
    await typeCommand(page, 'sample');
    await page.keyboard.type('text:hello whole:7 truth:tr');
    await page.keyboard.press('Enter');
    await page.keyboard.type('person:u2');
    await page.keyboard.press('Enter');
    await page.keyboard.type('place:bil');
    await page.keyboard.press('Enter');
    await page.keyboard.type('team:man');
    await page.keyboard.press('Enter');
    await page.keyboard.type('anyone:u3');
    await page.keyboard.press('Enter');
    await page.keyboard.type('number:1.5');
    await page.evaluate(`{
      const transfer = new DataTransfer();
      transfer.items.add(new File(['a,b'], 'dropped.csv', { type: 'text/csv' }));
      const event = new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true });
      document.querySelector('.composer').dispatchEvent(event);
    }`);
    await page.getByRole('button', { name: /^file/ }).waitFor();
    expect(await findFaults(page)).toEqual([]);
    expect(await sendSample()).toMatchObject({
      ...{ text: 'hello', whole: 7, truth: true, number: 1.5, file: 'dropped.csv' },
      ...{ person: stage.people[1].id, anyone: stage.people[2].id },
    });
  });

  test('a mention goes by one Backspace, and the space behind it by another', async () => {
    await typeCommand(page, 'sample', { text: 'for @u2' });
    const field = page.locator('#option-text');
    expect(await field.inputValue()).toBe('for @u2 ');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    expect(await field.inputValue()).toBe('for ');
  });

  test('two people of one name are distinguished by their usernames', async () => {
    const [first, second] = stage.served.playground.createUsers('Sam', 'Sam');
    for (const person of [first, second]) if (person) stage.server.addMember(person);
    await typeCommand(page, 'sample', { text: '@sam' });
    await page.keyboard.type('@sam');
    await page.getByRole('option').nth(1).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await sendSample()).toMatchObject({ text: `${first?.mention ?? ''} ${second?.mention ?? ''}` });
  });

  test('a namesake is mentioned from the card by the username, too', async () => {
    const members = page.getByRole('complementary', { name: 'Members' });
    await members.getByRole('button', { name: 'Sam' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Mention' }).click();
    const composer = page.getByRole('textbox', { name: /^Message/ });
    expect(await composer.inputValue()).toMatch(/^@sam(_2)? $/);
    await composer.fill('');
  });

  test('refuses what is no number before anything is sent', async () => {
    await typeCommand(page, 'sample');
    await page.keyboard.type('whole:many');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'valid integer' }).waitFor();
    await page.keyboard.press('Escape');
  });

  test('shows a deferred answer as thinking, then what came of it', async () => {
    await typeCommand(page, 'slow');
    await page.keyboard.press('Enter');
    await page.locator('.thinking').waitFor();
    await page.locator('.message').filter({ hasText: 'Done thinking' }).waitFor();
  });

  test('says so when the bot does not answer within three seconds', async () => {
    await typeCommand(page, 'silent');
    await page.keyboard.press('Enter');
    await page.getByText('The application did not respond').waitFor();
    expect(await findFaults(page)).toEqual([]);
    await lastMessage().getByRole('button', { name: 'Dismiss message' }).click();
  });
});

describe('a form', () => {
  test('with every kind of field is filled in by keyboard, and clean to axe', async () => {
    await typeCommand(page, 'form');
    await page.keyboard.press('Enter');
    const form = page.getByRole('dialog', { name: 'Everything' });
    await form.waitFor();
    expect(await findFaults(page)).toEqual([]);
    // The limit of ten counts characters: an emoji is one of them, and two units of a text.
    await page.keyboard.type('more than🙂 ten');
    await page.keyboard.press('Enter');
    await form.getByText('Must be 10 or fewer in length').waitFor();
    for (let _letter = 0; _letter < 4; _letter++) await page.keyboard.press('Backspace');
    await form.getByRole('button', { name: /^Choice|^Make/ }).press('ArrowDown');
    await page.keyboard.type('green');
    await page.keyboard.press('Enter');
    const before = await answers().count();
    await form.getByRole('button', { name: 'Submit' }).press('Enter');
    await form.waitFor({ state: 'detached' });
    await answers().nth(before).waitFor();
    const told = await lastMessage().innerText();
    expect(told).toContain('"short":"more than🙂"');
    expect(told).toContain('"choice":["green"]');
  });
});

describe('menus', () => {
  test('a command on a message, by the keyboard', async () => {
    const before = await answers().count();
    const message = page.locator('.message:not(.is-ephemeral)').last();
    const id = (await message.getAttribute('id'))?.replace('message-', '');
    await message.getByRole('button', { name: 'More' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Read out' }).waitFor();
    expect(await findFaults(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await answers().nth(before).waitFor();
    expect(await lastMessage().innerText()).toContain(`{"Read out":"${id ?? ''}"}`);
  });

  test('a command on a person, by the mouse', async () => {
    const before = await answers().count();
    await page
      .getByRole('complementary', { name: 'Members' })
      .getByRole('button', { name: 'u3' })
      .click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Look up' }).click();
    await answers().nth(before).waitFor();
    expect(await lastMessage().innerText()).toContain(`{"Look up":"${stage.people[2].id}"}`);
  });
});

describe('tools and worlds', () => {
  test('the drawer has no faults for axe; a cut socket reconnects, a refused request is shown', async () => {
    await page.getByRole('button', { name: 'Tools and demo worlds' }).click();
    await page.getByRole('region', { name: 'Tools' }).waitFor();
    expect(await findFaults(page)).toEqual([]);
    await page.getByRole('button', { name: "Drop the bot's socket" }).click();
    await page.getByRole('status').filter({ hasText: 'The socket was cut.' }).waitFor();
    await stage.served.playground.waitForBot();
    await page.getByRole('button', { name: 'Close my direct messages' }).click();
    await page.getByRole('button', { name: 'Open my direct messages' }).waitFor();
  });

  test('a thousand people: all are found, few are drawn', async () => {
    await page.getByRole('button', { name: 'Tools and demo worlds' }).click();
    await page.getByRole('button', { name: 'An event of 1000' }).click();
    await page.getByRole('heading', { name: 'Annual meet' }).waitFor();
    const members = page.getByRole('complementary', { name: 'Members' });
    await members.getByText('Crew — 10').waitFor();
    expect(await members.getByRole('button').count()).toBeLessThan(60);
    await members.hover();
    await page.mouse.wheel(0, 100_000);
    await members.getByRole('button', { name: 'Vikram 0991' }).waitFor();
    await page.getByRole('textbox', { name: /^Message/ }).focus();
    await page.keyboard.type('@vikram 0991');
    await page.getByRole('option', { name: /Vikram 0991/ }).waitFor();
    expect(await findFaults(page)).toEqual([]);
  });
});

test('no window asked another host, and none complained', () => {
  expect(stage.log.requested.filter((url) => !url.startsWith(stage.served.url))).toEqual([]);
  expect(stage.log.complaints).toEqual([]);
});
