import { existsSync } from 'node:fs';
import path from 'node:path';

/** A file of the page, with its path in the URL. */
export interface Asset {
  readonly path: string;
  readonly file: string;
  readonly contentType: string;
}

const kinds = [
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/page.mjs', 'page.mjs', 'text/javascript; charset=utf-8'],
  ['/page.css', 'page.css', 'text/css; charset=utf-8'],
  ['/devanagari.woff2', 'devanagari.woff2', 'font/woff2'],
  ['/emoji.woff2', 'emoji.woff2', 'font/woff2'],
  ['/icon.svg', 'icon.svg', 'image/svg+xml'],
] as const;

/**
 * Finds the built page: dist/web/, which is beside this folder unless the sources are run.
 * @param assetsDir another folder
 * @throws Error if it is not built
 */
export function findAssets(assetsDir: string | undefined): readonly Asset[] {
  const beside = path.join(import.meta.dirname, '..');
  const places =
    assetsDir === undefined ? [path.join(beside, 'web'), path.join(beside, 'dist', 'web')] : [assetsDir];
  const folder = places.find((place) => existsSync(path.join(place, 'page.mjs')));
  if (folder === undefined)
    throw new Error('The page is not built: run `npm run build -w discord-playground` first.');
  return kinds.map(([asked, name, contentType]) => ({
    path: asked,
    file: path.join(folder, name),
    contentType,
  }));
}
