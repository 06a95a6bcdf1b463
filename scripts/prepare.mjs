// Installs what is missing. Uses nothing but Node, for it runs before anything is installed.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export const root = path.resolve(import.meta.dirname, '..');
const oldestNode = [20, 19];

/**
 * Makes sure that the dependencies of package-lock.json are installed, the development ones among them.
 * @throws Error when they cannot be
 */
export async function prepare() {
  refuseOldNode();
  if (isInstalled()) return;
  say('Installing the dependencies (about half a minute)');
  await installDependencies();
}

/** One line on what takes long; not on stdout, which belongs to the program that is run. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new Error(`Node ${oldestNode.join('.')} or newer is needed; this is ${process.version}.`);
}

/** npm notes what it has installed, last of all it does; that must be what the lock file asks for. */
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
  // The npm that started us, where one did: it is the one that its user has set up.
  const npm = process.env.npm_execpath;
  const [program, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  // Nothing we use needs its install script, and one of them would try to download a database.
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

/** Whether this file is the program that was started, not imported by another. */
export function isProgram(moduleUrl) {
  return pathToFileURL(process.argv[1] ?? '').href === moduleUrl;
}

/** Runs a script's work; a failure is told by its message, which is written for whoever started it. */
export async function runScript(work) {
  try {
    await work();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}

if (isProgram(import.meta.url)) await runScript(prepare);
