import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Starts Chromium: an installed one, or the one from npm. */
export async function launchBrowser(): Promise<Browser> {
  const own = findOnPath();
  if (own !== undefined) return chromium.launch({ executablePath: own, args: ['--no-sandbox'] });
  // The package's own arguments are for a cloud function with one process.
  const executablePath = await sparticuz.executablePath();
  const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'];
  const fonts = nameFonts();
  const launch = () =>
    chromium.launch({ executablePath, args, env: { ...process.env, FONTCONFIG_FILE: fonts } });
  // Chromium has crashed in its own threads while it started, which says nothing about the page.
  const browser = await launch().catch(launch);
  browser.on('disconnected', () => {
    rmSync(path.dirname(fonts), { recursive: true, force: true });
  });
  return browser;
}

/** Adds the package's font, Open Sans, to those of the machine. */
function nameFonts(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'playground-fonts-'));
  const file = path.join(folder, 'fonts.conf');
  const folders = ['/usr/share/fonts', path.join(tmpdir(), 'fonts')].map((one) => `<dir>${one}</dir>`);
  const cache = `<cachedir>${path.join(tmpdir(), 'playground-font-cache')}</cachedir>`;
  writeFileSync(file, `<?xml version="1.0"?><fontconfig>${folders.join('')}${cache}</fontconfig>`);
  return file;
}

function findOnPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
