import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Person } from 'discord-playground';
import { setPageStage } from './page-stage.js';
import { findFaults, sendCommand, typeCommand, type Stage } from 'discord-playground/browser';

let stage: Stage;
let window1: Page;
let u1: Person;
let u2: Person;
let u3: Person;
let u4: Person;

beforeAll(async () => {
  stage = await setPageStage();
  [u1, u2, u3, u4] = stage.people;
  window1 = await stage.openAs(u1);
}, 60_000);

afterAll(async () => {
  await stage.close();
});

// What a failed test left in the composer is no business of the next.
afterEach(async () => {
  for (let count = 0; count < 3; count += 1) await window1.keyboard.press('Escape');
});

describe('the page, by keyboard', () => {
  test('the three examples and their balances', async () => {
    const bill = await sendCommand(window1, 'expense add', {
      amount: '1000',
      description: 'Electricity bill',
      for: '@u1 @u2 @u3 @u4',
    });
    expect(bill).toMatch(/u1\s+used\s+\/expense add/);
    expect(bill).toContain('@u2 owes @u1 ₹250.00');
    const sale = await sendCommand(window1, 'expense add', {
      amount: '1250',
      description: 'Flipkart sale',
      for: '@u2 370 @u3 880',
    });
    expect(sale).toContain('@u3 owes @u1 ₹880.00');
    await window1.getByRole('button', { name: 'Be u4' }).click();
    await window1.getByRole('button', { name: /^You are u4/ }).waitFor();
    const dinner = await sendCommand(window1, 'expense add', {
      amount: '1200',
      description: 'Dinner',
      for: '@u1 40% @u2 20% @u3 20% @u4 20%',
    });
    expect(dinner).toContain('@u1 owes @u4 ₹480.00');
    await window1.getByRole('button', { name: 'Be u1' }).click();
    await window1.getByRole('button', { name: /^You are u1/ }).waitFor();
    await window1.locator('.message').filter({ hasText: 'Dinner' }).last().waitFor();
    const balances = await sendCommand(window1, 'balances');
    expect(balances.split('\n').filter((line) => line.includes(' owes '))).toEqual([
      '@u1 owes @u4 ₹230.00',
      '@u2 owes @u1 ₹620.00',
      '@u2 owes @u4 ₹240.00',
      '@u3 owes @u1 ₹1,130.00',
      '@u3 owes @u4 ₹240.00',
    ]);
    expect(balances).toContain('Only you can see this');
  });

  test('an error tells what is wrong; Up brings the command back, to be corrected', async () => {
    const refused = await sendCommand(window1, 'expense add', {
      amount: '1250',
      description: 'Groceries',
      for: '@u2 370 @u3 830',
    });
    expect(refused).toContain('₹50.00 short of ₹1,250.00');
    await window1.keyboard.press('ArrowUp');
    await window1.keyboard.press('End');
    for (let count = 0; count < 4; count += 1) await window1.keyboard.press('Backspace');
    await window1.keyboard.type('880');
    await window1.keyboard.press('Enter');
    await expectText(window1, '#4 Groceries');
  });

  test('a required option that is missing is marked, and nothing is sent', async () => {
    const before = stage.server.messages().length;
    await typeCommand(window1, 'expense add', { amount: '10' });
    await window1.keyboard.press('Enter');
    await window1.getByRole('alert').filter({ hasText: 'This option is required' }).waitFor();
    expect(await window1.locator('#option-description').getAttribute('aria-invalid')).toBe('true');
    expect(stage.server.messages()).toHaveLength(before);
    await window1.keyboard.press('Escape');
  });

  test('optional options are offered behind the last; a choice is picked, Backspace removes a chip', async () => {
    await typeCommand(window1, 'expense add', { amount: '10', description: 'Tea', for: 'me' });
    await window1.keyboard.press('Tab');
    await window1.keyboard.type('spl');
    await window1.keyboard.press('Enter');
    const choices = window1.getByRole('option');
    await choices.first().waitFor();
    expect(await choices.count()).toBe(4);
    await window1.keyboard.press('Backspace');
    expect(await window1.locator('#option-split').count()).toBe(0);
    await window1.keyboard.press('Escape');
    await window1.keyboard.press('Escape');
  });

  test('a whole command that is pasted goes into its options, names as mentions', async () => {
    const line = '/expense add amount:60 description:Auto rickshaw for:@u2 @u3';
    await window1.getByRole('textbox', { name: /^Message/ }).focus();
    await window1.keyboard.insertText(line);
    await window1.keyboard.press('Enter');
    await expectText(window1, 'Auto rickshaw');
    const typed = stage.server.messages().at(-1)?.text;
    expect(typed).toContain(`${u2.mention} owes ${u1.mention} ₹30.00`);
  });

  test('the bot completes what is typed', async () => {
    await typeCommand(window1, 'expense add', { amount: '10', description: 'Tea', for: 'me' });
    await window1.keyboard.press('Tab');
    await window1.keyboard.type('currency:us');
    await window1
      .getByRole('option', { name: /USD|US dollar/i })
      .first()
      .waitFor();
    await window1.keyboard.press('Escape');
    await window1.keyboard.press('Escape');
  });

  test('the profile, by its form', async () => {
    await typeCommand(window1, 'profile edit');
    await window1.keyboard.press('Enter');
    const form = window1.getByRole('dialog', { name: 'Your profile' });
    await form.waitFor();
    await window1.keyboard.press('Tab');
    await window1.keyboard.type('u1@example.org');
    await form.getByRole('button', { name: 'Submit' }).press('Enter');
    await form.waitFor({ state: 'detached' });
    const shown = await sendCommand(window1, 'profile show');
    expect(shown).toContain('u1@example.org');
  });
});

describe('what a person sees', () => {
  test('a direct message is marked unread until it is opened', async () => {
    await sendCommand(window1, 'summary now');
    const button = window1.getByRole('button', { name: 'Direct messages, 1 unread' });
    await button.waitFor();
    await button.click();
    await expectText(window1, 'Your balances');
    expect(await findFaults(window1)).toEqual([]);
    expect(await window1.getByRole('button', { name: 'Direct messages', exact: true }).count()).toBe(1);
    await window1.getByRole('button', { name: stage.server.name }).click();
  });

  test('two windows as two people stay in step, and private answers stay private in the frames', async () => {
    const window2 = await stage.openAs(u2);
    const frames = await readStream(u2);
    await sendCommand(window1, 'balances', { currency: 'INR' });
    await window1.keyboard.type('hello @u2');
    await window1.keyboard.press('Enter');
    await window1.keyboard.press('Enter');
    const hello = window2.locator('.message').filter({ hasText: 'hello @u2' });
    await hello.waitFor();
    expect(await hello.getAttribute('class')).toContain('pings-me');
    await sendCommand(window2, 'expense add', { amount: '40', description: 'Milk', for: '@u1 @u3' });
    await expectText(window1, 'Milk');
    const received = await frames.stop();
    expect(received).toContain('Milk');
    const ephemeral = stage.server
      .as(u1)
      .sees()
      .filter((message) => message.ephemeral);
    expect(ephemeral.length).toBeGreaterThan(0);
    expect(ephemeral.filter(({ id }) => received.includes(id))).toEqual([]);
    await window2.context().close();
  });

  test('a list in pages, turned by mouse', async () => {
    for (let number = 1; number <= 12; number += 1) {
      await stage.server
        .as(u3)
        .slash('expense add', { amount: String(number), description: `Bus ${number}`, for: u4.mention });
    }
    const first = await sendCommand(window1, 'expense list');
    const list = window1.locator('.message').last();
    await list.getByRole('button', { name: /next|older|›|▶|→/i }).click();
    await list.filter({ hasNotText: 'Bus 12' }).waitFor();
    expect(await list.innerText()).not.toBe(first);
  });

  test('a file of a message can be saved', async () => {
    await sendCommand(window1, 'balances');
    await window1.locator('.message').last().getByRole('button', { name: 'CSV' }).click();
    const link = window1.locator('.file-card a').last();
    await link.waitFor();
    const [download] = await Promise.all([window1.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
  });
});

describe('the bucket', () => {
  test('shows what an export, run now, has written, as a table', async () => {
    await window1.getByRole('button', { name: /^Bucket/ }).click();
    await window1.getByText('Nothing has been exported yet.').waitFor();
    await window1.getByRole('button', { name: 'Run it now' }).click();
    await window1.getByRole('button', { name: /^users\.csv/ }).click();
    const table = window1.getByRole('region', { name: 'users.csv' });
    await table.getByRole('cell', { name: 'u1@example.org' }).waitFor();
    expect(await table.getByRole('columnheader').allInnerTexts()).toEqual(
      'userId,name,email,mobile,createdAt,updatedAt'.split(','),
    );
    expect(await findFaults(window1)).toEqual([]);
    expect(await window1.getByRole('button', { name: /^manifest\.json/ }).count()).toBe(1);
  });
});

describe('all windows together', () => {
  test('asked nothing of any other host', () => {
    expect(stage.log.requested.length).toBeGreaterThan(10);
    expect(stage.log.requested.filter((url) => !url.startsWith(stage.served.url))).toEqual([]);
  });

  test('had nothing to complain of', () => {
    expect(stage.log.complaints).toEqual([]);
  });
});

async function expectText(page: Page, text: string): Promise<void> {
  await page.locator('.message').filter({ hasText: text }).first().waitFor();
}

/** What the server sends to a window of that person, as it goes over the wire. */
async function readStream(person: Person): Promise<{ stop(): Promise<string> }> {
  const ending = new AbortController();
  const response = await fetch(`${stage.served.url}page/stream?as=${person.id}`, { signal: ending.signal });
  let text = '';
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(part, { stream: true });
    }
  })().catch(() => undefined);
  return {
    async stop() {
      ending.abort();
      await reading;
      return text;
    },
  };
}
