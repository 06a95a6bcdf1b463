import type { Browser, Page } from 'playwright-core';
import type { Person } from '../api.js';

/** Records of all windows together. */
export interface WindowLog {
  /** Every address that was asked for. */
  readonly requested: string[];
  /** Errors and warnings in the consoles. */
  readonly complaints: string[];
}

/** Opens a window as a person, and waits until the page is usable. */
export async function openWindow(
  browser: Browser,
  url: string,
  person: Person,
  { requested, complaints }: WindowLog,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-IN',
    timezoneId: 'Asia/Kolkata',
    acceptDownloads: true,
  });
  context.setDefaultTimeout(5000);
  context.on('request', (request) => requested.push(request.url()));
  const page = await context.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${url}#as=${person.id}`);
  await page.getByRole('textbox', { name: /^Message/ }).waitFor();
  return page;
}
