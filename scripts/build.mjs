// Builds dist/ with tsc if a source has changed.
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
import path from 'node:path';
import { isProgram, prepare, root, runScript, say } from './prepare.mjs';
import { runNode } from './run-program.mjs';

const sourceFolders = ['src', 'commands', 'demo'];
const settings = [
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'scripts/build.mjs',
  'playground/dist/.sources',
];
/** Read by the compiled code beside it. */
const copied = ['src/embedded-database/requirements.txt'];
const output = path.join(root, 'dist');
const stampFile = path.join(output, '.sources');

/** @throws Error if the sources do not compile; tsc has printed why */
export async function build() {
  // demo/ is compiled against the built playground.
  const { buildPlayground } = await import('discord-playground/build');
  await buildPlayground();
  await compile();
}

async function compile() {
  const sources = sourceFolders.flatMap((folder) => listFiles(folder));
  const stamp = fingerprint([...sources, ...settings]);
  if (readStamp() === stamp && existsSync(path.join(output, 'src'))) return;
  say('Building');
  rmSync(stampFile, { force: true });
  const code = await runNode(['node_modules/@typescript/native/bin/tsc', '-p', 'tsconfig.build.json']);
  if (code !== 0) throw new Error('The sources do not compile, see above.');
  removeStaleOutputs(new Set(sources));
  mkdirSync(output, { recursive: true });
  for (const file of copied) copyFileSync(path.join(root, file), path.join(output, file));
  writeFileSync(stampFile, stamp);
}

function readStamp() {
  return existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : undefined;
}

/** Uses times and sizes: that is a hundred times faster than contents. */
function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const { mtimeMs, size } = statSync(path.join(root, file));
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

/** Paths from the root of the project, sorted. */
function listFiles(folder) {
  if (!existsSync(path.join(root, folder))) return [];
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** Removes outputs whose source is gone, so that nothing imports them. */
function removeStaleOutputs(sources) {
  for (const file of sourceFolders.flatMap((folder) => listFiles(path.join('dist', folder)))) {
    const source = path.relative('dist', file).replace(/\.js(\.map)?$/, '.ts');
    if (source.endsWith('.ts') && !sources.has(source)) rmSync(path.join(root, file));
  }
}

if (isProgram(import.meta.url)) {
  await runScript(async () => {
    await prepare();
    await build();
  });
}
