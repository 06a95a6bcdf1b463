import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findFaults, typeCommand } from '../../browser/index.js';
import type { Stage } from '../../browser/index.js';
import { setSamplerStage } from './sampler-stage.js';

let stage: Stage;
let page: Page;

beforeAll(async () => {
  stage = await setSamplerStage();
  page = await stage.openAs(stage.people[0]);
  // The browser tells of its file choosers from a moment after it was first asked to.
  page.on('filechooser', () => undefined);
}, 60_000);

// A failed test must not leave anything open or typed for the next.
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
    // Below the caret stands only the line that offers more options.
    expect(below + inField).toBeLessThan(2 * 22);
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

describe.each([
  ['in a message', '#composer-text'],
  ['in an option', '#option-text'],
])('a mention %s', (where, selector) => {
  const field = () => page.locator(selector);
  const type = async () => {
    if (where === 'in an option') await typeCommand(page, 'sample', { text: 'for' });
    else await page.keyboard.type('for ');
    await page.keyboard.type('@u2');
    await page.keyboard.press('Enter');
    await page.keyboard.type('40% of it');
    expect(await field().inputValue()).toBe('for @u2 40% of it');
  };
  const press = async (key: string, count: number) => {
    for (let left = count; left > 0; left -= 1) await page.keyboard.press(key);
  };
  const readSelection = () =>
    page.evaluate<[number, number]>(`{
      const { selectionStart, selectionEnd } = document.querySelector('${selector}');
      [selectionStart, selectionEnd];
    }`);

  beforeEach(async () => {
    await message().focus();
    await type();
  });

  test('has the colours of one in a message that was sent, and stands over its letters', async () => {
    stage.server.as(stage.people[0]).write(`hello ${stage.people[1].mention}`);
    await page.locator('.message .mention').last().waitFor();
    const look = (of: string) =>
      page.evaluate<string[]>(`{
        const { color, backgroundColor } = getComputedStyle([...document.querySelectorAll('${of}')].at(-1));
        [color, backgroundColor];
      }`);
    expect(await look('.mirror mark')).toEqual(await look('.message .mention'));
    expect(await page.locator('.mirror mark').allInnerTexts()).toEqual(['@u2']);
    expect(await findFaults(page)).toEqual([]);
  });

  test('is stepped over as one by the arrows, and selected as one with Shift', async () => {
    await press('ArrowLeft', ' 40% of it'.length + 1);
    expect(await readSelection()).toEqual([4, 4]);
    await page.keyboard.press('ArrowRight');
    expect(await readSelection()).toEqual([7, 7]);
    await press('Shift+ArrowLeft', 2);
    expect(await readSelection()).toEqual([3, 7]);
    await press('Shift+ArrowRight', 2);
    expect(await readSelection()).toEqual([7, 7]);
  });

  test('goes as one by Delete before it and by Backspace behind it', async () => {
    await press('ArrowLeft', ' 40% of it'.length + 1);
    await page.keyboard.press('Delete');
    expect(await field().inputValue()).toBe('for  40% of it');
    await page.keyboard.type('@u3');
    await page.keyboard.press('Enter');
    expect(await field().inputValue()).toBe('for @u3 40% of it');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Backspace');
    expect(await field().inputValue()).toBe('for  40% of it');
  });

  test('takes no caret within it, neither by the mouse nor by Ctrl and an arrow', async () => {
    const pill = await page.locator('.mirror mark').boundingBox();
    if (pill === null) throw new Error('There is a mention');
    await page.mouse.click(pill.x + pill.width - 8, pill.y + pill.height / 2);
    expect(await readSelection()).toEqual([7, 7]);
    await page.keyboard.press('Control+ArrowLeft');
    expect([4, 7]).toContain((await readSelection())[0]);
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

describe('the plus of the composer', () => {
  const plus = () => page.getByRole('button', { name: 'Add', exact: true });
  const entry = (name: string) => page.getByRole('menuitem', { name });
  const files = () => page.getByRole('list', { name: 'Files of the message' }).getByRole('listitem');
  const openByKeyboard = async () => {
    await message().focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await entry('Upload a File').waitFor();
  };

  test('opens a menu by keyboard, which Escape closes; the keyboard is in the message again', async () => {
    await openByKeyboard();
    expect(await findFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await entry('Upload a File').waitFor({ state: 'detached' });
    await page.keyboard.type('on');
    expect(await message().inputValue()).toBe('on');
  });

  test('closes its menu by a press on it, and by one elsewhere', async () => {
    await plus().click();
    await entry('Use Apps').waitFor();
    await plus().click();
    await entry('Use Apps').waitFor({ state: 'detached' });
    await plus().click();
    await page.locator('.messages').click();
    await entry('Use Apps').waitFor({ state: 'detached' });
  });

  test('begins a command, also in place of another', async () => {
    for (const before of ['', '/sample ']) {
      await message().focus();
      await page.keyboard.type(before);
      await plus().click();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByRole('option', { name: '/sample' }).waitFor();
      await page.keyboard.type('sam');
      expect(await message().inputValue()).toBe('/sam');
      await message().fill('');
    }
  });

  test('begins no command while a message is being typed', async () => {
    await message().fill('half a message');
    await plus().click();
    expect(await entry('Use Apps').isDisabled()).toBe(true);
    expect(await message().inputValue()).toBe('half a message');
  });

  test('uploads files, which go out with the message or without one', async () => {
    await openByKeyboard();
    const choosing = page.waitForEvent('filechooser');
    await page.keyboard.press('Enter');
    const uploaded = ['bill.csv', 'notes.txt'].map((name) => ({
      name,
      mimeType: 'text/plain',
      buffer: Buffer.from('a,b'),
    }));
    await (await choosing).setFiles(uploaded);
    await files().nth(1).waitFor();
    expect(await findFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove notes.txt' }).press('Enter');
    await page.keyboard.type('the bill');
    await page.keyboard.press('Enter');
    const sent = page.locator('.message').filter({ hasText: 'the bill' });
    await sent.getByRole('link', { name: 'bill.csv' }).waitFor();
    expect(await files().count()).toBe(0);
    await dropFiles(page, 'alone.csv');
    await files().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'alone.csv' }).waitFor();
    const [withText, alone] = stage.server.messages().slice(-2);
    expect([withText?.text, withText?.files[0]?.name]).toEqual(['the bill', 'bill.csv']);
    expect([alone?.text, alone?.files[0]?.name]).toEqual(['', 'alone.csv']);
  });

  test('puts a file into the option of a command that takes one', async () => {
    await typeCommand(page, 'sample', { text: 'with' });
    await plus().click();
    const choosing = page.waitForEvent('filechooser');
    await entry('Upload a File').click();
    await (await choosing).setFiles({ name: 'bill.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b') });
    await page.getByRole('button', { name: /^file: .*bill\.csv$/ }).waitFor();
    expect(await files().count()).toBe(0);
  });

  test('takes ten files at most, of ten megabytes at most', async () => {
    await dropFiles(page, ...Array.from({ length: 11 }, (_, number) => `${number}.csv`));
    await page.getByRole('alert').filter({ hasText: '10 files at most' }).waitFor();
    await page.evaluate(`{
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(10 * 1024 * 1024 + 1)], 'big.bin'));
      document.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
    }`);
    await page.getByRole('alert').filter({ hasText: '10 MB at most' }).waitFor();
    expect(await files().count()).toBe(0);
  });

  test('keeps files that could not be sent', async () => {
    await page.route('**/page/act/**', (route) => route.abort());
    await dropFiles(page, 'kept.csv');
    await files().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
    await page.unroute('**/page/act/**');
    stage.log.complaints.splice(0); // The browser itself complains of the request that we cut.
    await page.getByRole('button', { name: 'Remove kept.csv' }).click();
    expect(await files().count()).toBe(0);
  });
});

describe('the emoji picker', () => {
  const button = () => page.getByRole('button', { name: 'Emojis', exact: true });
  const search = () => page.getByRole('combobox', { name: 'Find an emoji' });
  const active = () => page.getByRole('listbox', { name: 'Emojis' }).getByRole('option', { selected: true });
  const named = async () => active().getAttribute('aria-label');

  test('opens by keyboard, clean to axe, and Escape leads back to the message', async () => {
    await message().focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await search().waitFor();
    expect(await page.getByRole('option').count()).toBeGreaterThan(100);
    expect(await findFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await search().waitFor({ state: 'detached' });
    await page.keyboard.type('on');
    expect(await message().inputValue()).toBe('on');
  });

  test('puts the one that is found by name where the caret is, and the caret behind it', async () => {
    await message().focus();
    await page.keyboard.type('let us eat now');
    for (let left = ' now'.length; left > 0; left -= 1) await page.keyboard.press('ArrowLeft');
    await page.keyboard.type(' ');
    await button().click();
    await page.keyboard.type('pizza');
    expect(await page.getByRole('option').count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.keyboard.type('or not ');
    expect(await message().inputValue()).toBe('let us eat 🍕 or not now');
    await page.keyboard.press('Enter');
    await page.locator('.message').filter({ hasText: 'let us eat 🍕 or not now' }).waitFor();
  });

  test('is walked through by the arrows, row by row and from group to group', async () => {
    await button().click();
    await search().waitFor();
    expect(await named()).toBe('grinning');
    await page.keyboard.press('ArrowRight');
    expect(await named()).toBe('smiley');
    await page.keyboard.press('ArrowDown');
    expect(await named()).toBe('wink');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    expect(await named()).toBe('smiley');
    for (let row = 0; row < 7; row += 1) await page.keyboard.press('ArrowDown');
    expect(await named()).toBe('cat');
    expect(await active().isVisible()).toBe(true);
    await page.keyboard.press('Escape');
  });

  test('says so where there is none of a name, and Enter does nothing', async () => {
    await button().click();
    await page.keyboard.type('no such thing');
    await page.getByText('No emoji of that name').waitFor();
    await page.keyboard.press('Enter');
    expect(await message().inputValue()).toBe('');
    expect(await findFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });

  test('fills in an option for text, by the mouse, several with Shift', async () => {
    await typeCommand(page, 'sample', { text: 'Dinner' });
    await button().click();
    await page.getByRole('option', { name: 'curry' }).click({ modifiers: ['Shift'] });
    await page.getByRole('option', { name: 'rice', exact: true }).click();
    await search().waitFor({ state: 'detached' });
    expect(await page.locator('#option-text').inputValue()).toBe('Dinner 🍛 🍚 ');
    await page.keyboard.press('Enter');
    await page.locator('.message code').filter({ hasText: '"text":"Dinner 🍛 🍚"' }).waitFor();
  });

  test('is not offered for an option that takes no text', async () => {
    await typeCommand(page, 'sample');
    await page.keyboard.type('whole:');
    await page.locator('#option-whole').waitFor();
    expect(await button().isDisabled()).toBe(true);
  });
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
