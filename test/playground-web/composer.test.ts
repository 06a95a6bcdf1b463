import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findFaults } from './find-faults.js';
import { setSamplerStage, type SamplerStage } from './page-stage.js';
import { typeCommand } from './type-command.js';

let stage: SamplerStage;
let page: Page;

beforeAll(async () => {
  stage = await setSamplerStage();
  page = await stage.openAs(stage.people[0]);
  // The browser tells of its file choosers from a moment after it was first asked to.
  page.on('filechooser', () => undefined);
}, 60_000);

// What a failed test left open or typed is no business of the next.
afterEach(async () => {
  for (let count = 0; count < 3; count += 1) await page.keyboard.press('Escape');
  await message().fill('');
});

afterAll(() => stage.close());

function message() {
  return page.getByRole('textbox', { name: /^Message/ });
}

describe('the value of an option', () => {
  const field = () => page.locator('#option-text');
  const bar = () => page.locator('.composer-bar');
  const heightOf = async (locator: ReturnType<typeof field>) => (await locator.boundingBox())?.height ?? 0;

  test('is wrapped over lines where it is long, and the composer grows with it', async () => {
    await typeCommand(page, 'sample', { text: 'short' });
    expect(await heightOf(field())).toBe(22);
    const before = await heightOf(bar());
    await page.keyboard.insertText('and then a good deal more of it, '.repeat(6));
    expect(await heightOf(field())).toBeGreaterThanOrEqual(3 * 22);
    expect(await heightOf(bar())).toBeGreaterThan(before + 22);
    expect(await countHidden(page)).toEqual({ above: 0, below: 0, inField: 0 });
    expect(await findFaults(page)).toEqual([]);
  });

  test('scrolls to the caret where it would take more than half of the window', async () => {
    await typeCommand(page, 'sample', { text: 'short' });
    await page.keyboard.insertText('and then a good deal more of it, '.repeat(100));
    expect(await heightOf(bar())).toBe(400);
    const { above, below, inField } = await countHidden(page);
    expect(above).toBeGreaterThan(100);
    expect(below + inField).toBeLessThan(22);
  });

  test('has no lines of its own: Shift+Enter makes none, and pasted ones become spaces', async () => {
    await typeCommand(page, 'sample', { text: 'end' });
    await page.keyboard.press('Shift+Enter');
    expect(await field().inputValue()).toBe('end ');
    await page.keyboard.press('Home');
    await page.keyboard.insertText('one\ntwo\n');
    await page.keyboard.type('three ');
    expect(await field().inputValue()).toBe('one two three end ');
  });

  test('keeps Up and Down for its lines where no list is open', async () => {
    await typeCommand(page, 'sample', { text: 'short' });
    await page.keyboard.insertText('and then a good deal more of it, '.repeat(6));
    await page.keyboard.press('ArrowUp');
    const at = await page.evaluate<[number, number]>(`{
      const { selectionStart, value } = document.querySelector('#option-text');
      [selectionStart, value.length];
    }`);
    expect(at[0]).toBeLessThan(at[1]);
    expect(at[0]).toBeGreaterThan(0);
  });
});

test('the keys on an option with a file: the arrows and Tab leave it, Backspace empties and removes it, Enter sends', async () => {
  const option = page.locator('#option-file');
  const isHere = () => page.evaluate<string>('document.activeElement.id');
  const dropIt = () => dropFiles(page, 'bill.csv');
  await typeCommand(page, 'sample', { text: 'with', file: '' });
  const choosing = page.waitForEvent('filechooser');
  await page.keyboard.press('Enter');
  await (await choosing).setFiles([]);
  await dropIt();
  await page.keyboard.press('ArrowLeft');
  expect(await isHere()).toBe('option-text');
  await page.keyboard.press('ArrowRight');
  expect(await isHere()).toBe('option-file');
  await page.keyboard.press('Tab');
  expect(await isHere()).toBe('composer-more');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Backspace');
  expect(await option.innerText()).toBe('Choose or drop a file');
  await page.keyboard.press('Backspace');
  expect(await option.count()).toBe(0);
  await page.keyboard.press('Tab');
  await page.keyboard.type('file:');
  await dropIt();
  await page.keyboard.press('Enter');
  await page.locator('.message code').filter({ hasText: '"file":"bill.csv"' }).waitFor();
});

/** Drops files of little content on the composer. */
async function dropFiles(where: Page, ...names: readonly string[]): Promise<void> {
  await where.evaluate(`{
    const transfer = new DataTransfer();
    for (const name of ${JSON.stringify(names)}) transfer.items.add(new File(['a,b'], name, { type: 'text/csv' }));
    const event = new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true });
    document.querySelector('.composer').dispatchEvent(event);
  }`);
}

/** What is hidden of the composer: above and below in the bar that scrolls, and in the field itself. */
function countHidden(where: Page): Promise<{ above: number; below: number; inField: number }> {
  return where.evaluate(`{
    const bar = document.querySelector('.composer-bar');
    const { scrollHeight, clientHeight } = document.querySelector('#option-text');
    const below = bar.scrollHeight - bar.scrollTop - bar.clientHeight;
    ({ above: bar.scrollTop, below, inField: scrollHeight - clientHeight });
  }`);
}

test('the windows had nothing to complain about', () => {
  expect(stage.log.complaints).toEqual([]);
});
