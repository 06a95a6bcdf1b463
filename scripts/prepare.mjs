// Installs what is missing. It uses only Node, because it runs before anything is installed.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export const root = path.resolve(import.meta.dirname, '..');
const oldestNode = [20, 19];

/**
 * Makes sure that all dependencies of package-lock.json are installed.
 * @throws Error if that fails
 */
export async function prepare() {
  refuseOldNode();
  if (isInstalled()) return;
  say('Installing the dependencies (about half a minute)');
  await installDependencies();
}

/** Prints one line; not to stdout, which belongs to the program that is run. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new Error(`Node ${oldestNode.join('.')} or newer is needed; this is ${process.version}.`);
}

/** As its last step npm records what it installed; that must match the lock file. */
function isInstalled() {
  const wanted = readPackages('package-lock.json');
  const present = readPackages('node_modules/.package-lock.json');
  return Object.entries(wanted).every(([place, { version, optional, devOptional, extraneous }]) => {
    if (place === '') return true;
    if (!(place in present)) return Boolean(optional || devOptional || extraneous); // E.g. made for another system.
    return present[place].version === version;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

async function installDependencies() {
  // Prefers the npm that started this process: it has the user's settings.
  const npm = process.env.npm_execpath;
  const [program, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  // No dependency needs its install script, and one would download a database.
  const { code, output } = await run(program, [...first, 'ci', '--include=dev', '--ignore-scripts']);
  if (code !== 0) throw new Error(`npm ci failed:\n${output}`);
}

function run(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** Whether this module was started as the program. */
export function isProgram(moduleUrl) {
  return pathToFileURL(process.argv[1] ?? '').href === moduleUrl;
}

/** Runs a script. Of an error, it prints only the message. */
export async function runScript(work) {
  try {
    await work();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}

if (isProgram(import.meta.url)) await runScript(prepare);
