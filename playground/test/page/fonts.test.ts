import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CDPSession, Page } from 'playwright-core';
import type { Stage } from '../../browser/index.js';
import { setSamplerStage } from './sampler-stage.js';

let stage: Stage;
let page: Page;
let inspector: CDPSession;

beforeAll(async () => {
  stage = await setSamplerStage();
  page = await stage.openAs(stage.people[0]);
  inspector = await page.context().newCDPSession(page);
  await inspector.send('DOM.enable');
  await inspector.send('CSS.enable');
}, 60_000);

afterAll(() => stage.close());

function askedFonts(): string[] {
  return stage.log.requested.filter((url) => url.endsWith('.woff2')).map((url) => new URL(url).pathname);
}

/** The fonts that the browser has drawn a message with. */
async function fontsOf(written: string): Promise<string[]> {
  const { id } = stage.server.as(stage.people[1]).write(written);
  const selector = `#message-${id} .markdown`;
  await page.locator(selector).waitFor();
  await page.evaluate('document.fonts.ready');
  const { root } = await inspector.send('DOM.getDocument');
  const { nodeId } = await inspector.send('DOM.querySelector', { nodeId: root.nodeId, selector });
  const { fonts } = await inspector.send('CSS.getPlatformFontsForNode', { nodeId });
  return fonts.map(({ familyName }) => familyName);
}

test('amounts and plain text need no font but those of the machine', async () => {
  await fontsOf('Dinner · ₹1,200.00 — paid © 2026, “rest” …');
  await page.getByRole('button', { name: 'Tools and demo worlds' }).click();
  await page.getByRole('button', { name: 'Close the tools' }).click();
  expect(askedFonts()).toEqual([]);
});

test('Devanagari is drawn by a font that has it, in every weight', async () => {
  expect(await fontsOf('हिसाब')).toEqual([expect.stringMatching(/Devanagari|Nirmala/)]);
  expect(await fontsOf('**हिसाब**')).toEqual([expect.stringMatching(/Devanagari|Nirmala/)]);
  expect(await fontsOf('`हिसाब`')).toEqual([expect.stringMatching(/Devanagari|Nirmala/)]);
  expect(askedFonts()).not.toContain('/emoji.woff2');
});

test('emoji are Discord’s, those of several characters too', async () => {
  expect(await fontsOf('🍕🎉❤️👩‍🍳🇮🇳')).toEqual([expect.stringContaining('Twemoji')]);
  expect(stage.log.complaints).toEqual([]);
});
