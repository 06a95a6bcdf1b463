import type { Page } from 'playwright-core';

/** Types a command with the keyboard: options in order, `@name` picked from the list by Enter. */
export async function typeCommand(
  page: Page,
  name: string,
  options: Readonly<Record<string, string>> = {},
): Promise<void> {
  await page.getByRole('textbox', { name: /^Message/ }).focus();
  await page.keyboard.type(`/${name} `);
  for (const [index, [option, typed]] of Object.entries(options).entries()) {
    if (index > 0) await page.keyboard.press('Tab');
    const field = page.locator(`#option-${option}`);
    if ((await field.count()) === 0) await page.keyboard.type(`${option}:`);
    for (const piece of typed.split(/(@\S+)/).filter((part) => part.trim() !== '')) {
      await page.keyboard.type(piece.trim());
      await page.keyboard.press(piece.startsWith('@') ? 'Enter' : 'Space');
    }
  }
}

/** Types and sends a command, and waits for its answer. */
export async function sendCommand(
  page: Page,
  name: string,
  options: Readonly<Record<string, string>> = {},
): Promise<string> {
  const settled = page.locator('.message:not(.is-sending)');
  const before = await settled.count();
  await typeCommand(page, name, options);
  await page.keyboard.press('Enter');
  await settled.nth(before).waitFor();
  // First "sending" is shown, then "is thinking…".
  await page.locator('.is-sending, .thinking').first().waitFor({ state: 'detached' });
  return page.locator('.message').last().innerText();
}
