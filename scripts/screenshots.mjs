// npm run screenshots: takes the README's picture, docs/images/playground.png, and one of every state of the page into
// .cache/screenshots/, to compare with Discord. The bot, the database and the browser are real.
import './typescript-loader.mjs';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { prepare, root, runScript, say } from './prepare.mjs';

const looked = path.join(root, '.cache', 'screenshots');
const picture = path.join(root, 'docs', 'images', 'playground.png');

await runScript(async () => {
  process.chdir(root);
  await prepare();
  const { buildPage } = await import('discord-playground/build');
  await buildPage();
  mkdirSync(looked, { recursive: true });
  const stage = await setStage();
  try {
    await takeAll(stage);
  } finally {
    await stage.close();
  }
});

async function setStage() {
  const [{ serveDemo }, { startBot }, { createLog }, { startEmbeddedServer }, { launchBrowser }] =
    await Promise.all([
      import('../demo/serve-demo.ts'),
      import('../src/bot.ts'),
      import('../src/ops/log.ts'),
      import('../src/embedded-database/embedded-server.ts'),
      import('discord-playground/browser'),
    ]);
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hisaab-screenshots-'));
  const served = await serveDemo();
  const { playground } = served;
  const server = await startEmbeddedServer({ dataDir, cacheDir: '.cache', durable: false, log: say });
  const discord = {
    token: playground.token,
    apiUrl: playground.apiUrl,
    shards: 'auto',
    shardCount: undefined,
  };
  const bot = await startBot({ discord, mongodbUri: server.uri }, createLog('warn'));
  await playground.waitForBot();
  const browser = await launchBrowser();
  return {
    served,
    browser,
    close: async () => {
      await browser.close();
      await bot.stop();
      await served.close();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Walks through the states of the page, one picture each. */
async function takeAll({ served, browser }) {
  const { sendCommand, typeCommand } = await import('discord-playground/browser');
  const context = await browser.newContext({
    viewport: { width: 1200, height: 760 },
    locale: 'en-IN',
    timezoneId: 'Asia/Kolkata',
  });
  const page = await context.newPage();
  const take = (name) => page.screenshot({ path: path.join(looked, `${name}.png`) });
  const become = async (name) => {
    await page.getByRole('button', { name: `Be ${name}` }).click();
    await page.getByRole('button', { name: new RegExp(`^You are ${name}`) }).waitFor();
  };
  const empty = async () => {
    for (let count = 0; count < 3; count += 1) await page.keyboard.press('Escape');
  };
  await page.goto(served.url);
  await page.getByRole('textbox', { name: /^Message/ }).waitFor();
  await take('01-empty');
  await page.keyboard.type('/');
  await page.getByRole('option').first().waitFor();
  await take('02-commands');
  await page.keyboard.press('Backspace');
  const electricity = { amount: '1000', description: 'Electricity bill', for: '@u1 @u2 @u3 @u4' };
  await typeCommand(page, 'expense add', { ...electricity, for: '@u1 @u2 @u3' });
  await page.keyboard.type('@u');
  await take('03-mention');
  await empty();
  await sendCommand(page, 'expense add', electricity);
  await take('04-expense');
  await sendCommand(page, 'expense add', {
    amount: '1250',
    description: 'Flipkart sale',
    for: '@u2 370 @u3 830',
  });
  await take('05-error');
  await sendCommand(page, 'expense add', {
    amount: '1250',
    description: 'Flipkart sale',
    for: '@u2 370 @u3 880',
  });
  await become('u4');
  const dinner = { amount: '1200', description: 'Dinner', for: '@u1 40% @u2 20% @u3 20% @u4 20%' };
  await sendCommand(page, 'expense add', dinner);
  await become('u1');
  await sendCommand(page, 'balances');
  await take('06-balances');
  await page.setViewportSize({ width: 1200, height: 860 });
  await typeCommand(page, 'expense add', { amount: '450', description: 'Milk and bread', for: '@u2 @u3' });
  await page.screenshot({ path: picture });
  await page.setViewportSize({ width: 1200, height: 760 });
  await empty();
  await typeCommand(page, 'profile edit');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await take('07-form');
  await page.keyboard.press('Escape');
  await sendCommand(page, 'summary now');
  await take('08-unread');
  await page.getByRole('button', { name: /^Direct messages/ }).click();
  await page.locator('.message').first().waitFor();
  await take('09-direct-message');
  await page.getByRole('button', { name: 'Tools and demo worlds' }).click();
  await page.getByRole('button', { name: 'An event of 1000' }).click();
  await page.getByRole('heading', { name: 'Annual meet' }).waitFor();
  await take('10-event-and-tools');
  await page.getByRole('button', { name: 'Delay by 4 s' }).click();
  await page.getByRole('button', { name: 'Close the tools' }).click();
  await typeCommand(page, 'balances');
  await page.keyboard.press('Enter');
  await page.locator('.is-sending').waitFor();
  await take('11-sending');
  await page.getByText('The application did not respond').waitFor({ timeout: 10_000 });
  await take('12-no-answer');
  await sendCommand(page, 'expense add', { amount: '5,00,000', description: 'Hall', for: '@everyone' });
  await page.locator('.message').last().click({ button: 'right' });
  await page.getByRole('menuitem').first().waitFor();
  await take('13-message-menu');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^You are/ }).click();
  await page.getByRole('textbox', { name: 'Find a person' }).fill('u');
  await take('14-who-am-i');
  await page.keyboard.press('Escape');
  await sendCommand(page, 'balances');
  await page.locator('.message').last().getByRole('button', { name: 'Why?' }).click();
  await page.locator('.select-field').last().click();
  await take('15-why');
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 500, height: 760 });
  await take('16-narrow');
}
