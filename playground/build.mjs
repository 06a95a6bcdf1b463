// npm run build: builds dist/ where a source has changed: the playground with tsc, its page with esbuild.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = import.meta.dirname;
const output = path.join(root, 'dist');
const pageOutput = path.join(output, 'web');
const findPackaged = createRequire(import.meta.url).resolve;
/** Served as they are; the bundle and its styles come from esbuild. */
const plainFiles = ['index.html', 'icon.svg'];
/** Fonts of packages, under the names that fonts.css asks for. */
const fonts = {
  'devanagari.woff2':
    '@fontsource-variable/noto-sans-devanagari/files/noto-sans-devanagari-devanagari-wght-normal.woff2',
  'emoji.woff2': 'twemoji-colr-font/twemoji.woff2',
};
const pageFiles = [...plainFiles, ...Object.keys(fonts), 'page.mjs', 'page.css'];

/** @throws Error when the sources do not compile; the compiler has then said why */
export async function buildPlayground() {
  await renew(path.join(output, '.sources'), () => existsSync(path.join(output, 'index.js')), compile);
  await buildPage();
}

/** Builds the page alone. @throws Error when its sources do not compile */
export async function buildPage() {
  const isThere = () => pageFiles.every((name) => existsSync(path.join(pageOutput, name)));
  await renew(path.join(pageOutput, '.sources'), isThere, bundlePage);
}

/** Does the work unless its result is there and no source has changed since. */
async function renew(stampFile, isThere, work) {
  const stamp = fingerprint();
  if (isThere() && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  rmSync(stampFile, { force: true });
  await work();
  writeFileSync(stampFile, stamp);
}

/** Times and sizes tell a change as well as contents do, and a hundred times faster. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const file of listFiles(root).filter((name) => !/^(?:dist|test|node_modules)\b/.test(name))) {
    const { mtimeMs, size } = statSync(path.join(root, file));
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

function compile() {
  // What was built from a source that is gone must not be imported by mistake.
  rmSync(output, { recursive: true, force: true });
  const compiler = path.join(path.dirname(findPackaged('@typescript/native/package.json')), 'bin', 'tsc');
  const args = [compiler, '-p', path.join(root, 'tsconfig.build.json')];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error('The playground does not compile, see above.');
}

async function bundlePage() {
  const { build } = await import('esbuild');
  mkdirSync(pageOutput, { recursive: true });
  const sources = path.join(root, 'web');
  await build({
    absWorkingDir: root,
    entryPoints: { page: path.join(sources, 'main.tsx') },
    outdir: pageOutput,
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
  for (const name of plainFiles) copyFileSync(path.join(sources, name), path.join(pageOutput, name));
  for (const [name, file] of Object.entries(fonts)) {
    copyFileSync(findPackaged(file), path.join(pageOutput, name));
  }
}

if (pathToFileURL(process.argv[1] ?? '').href === import.meta.url) await buildPlayground();
