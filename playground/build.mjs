// npm run build: builds dist/ if a source has changed: the playground with tsc, its page with esbuild.
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
/** Copied as they are; esbuild makes the bundle and its styles. */
const plainFiles = ['index.html', 'icon.svg'];
/** Fonts of packages, under the names that fonts.css asks for. */
const fonts = {
  'devanagari.woff2':
    '@fontsource-variable/noto-sans-devanagari/files/noto-sans-devanagari-devanagari-wght-normal.woff2',
  'emoji.woff2': 'twemoji-colr-font/twemoji.woff2',
};
const pageFiles = [...plainFiles, ...Object.keys(fonts), 'page.mjs', 'page.css'];

/** @throws Error if the sources do not compile; the compiler has printed why */
export async function buildPlayground() {
  await renew(path.join(output, '.sources'), () => existsSync(path.join(output, 'index.js')), compile);
  await buildPage();
}

/** Builds the page alone. @throws Error when its sources do not compile */
export async function buildPage() {
  const isThere = () => pageFiles.every((name) => existsSync(path.join(pageOutput, name)));
  await renew(path.join(pageOutput, '.sources'), isThere, bundlePage);
}

/** Does the work if its result is missing or a source has changed. */
async function renew(stampFile, isThere, work) {
  const stamp = fingerprint();
  if (isThere() && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  rmSync(stampFile, { force: true });
  await work();
  writeFileSync(stampFile, stamp);
}

/** Uses times and sizes: that is a hundred times faster than contents. */
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
  // Outputs of deleted sources must not be imported.
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
    // Sources import each other as `.js`.
    resolveExtensions: ['.tsx', '.ts', '.mjs', '.js', '.css'],
    // Loaded from the page's server when needed.
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
