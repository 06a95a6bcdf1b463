import { existsSync } from 'node:fs';
import path from 'node:path';

export interface Asset {
  readonly file: string;
  readonly contentType: string;
}

/** The files of the page, by the path they are asked for. */
export interface Assets {
  find(pathname: string): Asset | undefined;
}

const kinds: Readonly<Record<string, readonly [string, string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/page.mjs': ['page.mjs', 'text/javascript; charset=utf-8'],
  '/page.css': ['page.css', 'text/css; charset=utf-8'],
  '/icon.svg': ['icon.svg', 'image/svg+xml'],
  '/devanagari.woff2': ['devanagari.woff2', 'font/woff2'],
  '/emoji.woff2': ['emoji.woff2', 'font/woff2'],
};

/**
 * The built page lies in dist/playground/web/, which is beside this folder unless the sources themselves are run.
 * @throws Error when it is not built
 */
export function findAssets(given: string | undefined): Assets {
  const beside = path.join(import.meta.dirname, '..');
  const places =
    given === undefined
      ? [path.join(beside, 'web'), path.join(beside, '..', 'dist', 'playground', 'web')]
      : [given];
  const folder = places.find((place) => existsSync(path.join(place, 'page.mjs')));
  if (folder === undefined)
    throw new Error('The page is not built: run `node playground/web/build.mjs` first.');
  return {
    find: (pathname) => {
      const kind = Object.hasOwn(kinds, pathname) ? kinds[pathname] : undefined;
      return kind === undefined ? undefined : { file: path.join(folder, kind[0]), contentType: kind[1] };
    },
  };
}
