// Builds the playground's page into dist/playground/web/, when one of its sources has changed.
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const sources = import.meta.dirname;
const root = path.join(sources, '..', '..');
const output = path.join(root, 'dist', 'playground', 'web');
const stampFile = path.join(output, '.sources');
/** Served as they are; the bundle and its styles come from esbuild. */
const plainFiles = ['index.html', 'icon.svg'];
/** Fonts of packages, under the names that fonts.css asks for. */
const fonts = {
  'devanagari.woff2':
    '@fontsource-variable/noto-sans-devanagari/files/noto-sans-devanagari-devanagari-wght-normal.woff2',
  'emoji.woff2': 'twemoji-colr-font/twemoji.woff2',
};
const outputs = [...plainFiles, ...Object.keys(fonts), 'page.mjs', 'page.css'];

/**
 * @returns the sizes of what was built, or undefined where nothing had changed
 * @throws Error when the sources do not compile
 */
export async function buildPage() {
  const stamp = fingerprint();
  if (readStamp() === stamp && outputs.every((name) => existsSync(path.join(output, name)))) return undefined;
  const { build } = await import('esbuild');
  mkdirSync(output, { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: { page: path.join(sources, 'main.tsx') },
    outdir: output,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // The sources import each other as TypeScript wants it, with .js.
    resolveExtensions: ['.tsx', '.ts', '.mjs', '.js', '.css'],
    // Asked for from the page's own server, when they are needed.
    external: ['*.woff2'],
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    logLevel: 'warning',
  });
  for (const name of plainFiles) copyFileSync(path.join(sources, name), path.join(output, name));
  for (const [name, file] of Object.entries(fonts)) {
    copyFileSync(path.join(root, 'node_modules', file), path.join(output, name));
  }
  writeFileSync(stampFile, stamp);
  return Object.fromEntries(outputs.map((name) => [name, statSync(path.join(output, name)).size]));
}

function readStamp() {
  return existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : undefined;
}

function fingerprint() {
  const files = readdirSync(sources, { recursive: true })
    .sort()
    .map((name) => path.join(sources, name));
  const hash = createHash('sha256');
  for (const file of [...files, path.join(root, 'package-lock.json')]) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

if (pathToFileURL(process.argv[1] ?? '').href === import.meta.url) await buildPage();
