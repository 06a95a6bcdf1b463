import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The fallback server. It is pinned, because a pre-release may change its file format with any build. It is GPL-2, so
 * it runs only as a separate process, over MongoDB's wire protocol.
 */
const packageVersion = '0.7.0b3';
/** It and what it needs, each by hash: what PyPI gives cannot be another file than the one that was tried. */
const requirementsPath = path.join(import.meta.dirname, 'requirements.txt');
const installTimeoutMs = 300_000;
const knockMs = 100;

/** SecantusDB's replica set; its name is fixed. */
export const secantusReplicaSet = 'secantus';

/** The launcher's answer to `--version`, which mongodb-memory-server compares with the requested version. */
export const secantusSpokenVersion = '8.0.0';

export interface SecantusServer {
  /** A program that accepts the `mongod` flags that mongodb-memory-server uses. */
  readonly launcherPath: string;
  readonly version: string;
}

/**
 * Installs SecantusDB from PyPI into a virtual environment below `cacheDir` (about 15 s, once), with a launcher.
 * @throws Error that says what to install, if no suitable Python is found
 */
export async function installSecantusServer(
  cacheDir: string,
  log: (line: string) => void,
): Promise<SecantusServer> {
  const home = await findHome(cacheDir);
  if (!existsSync(home)) {
    const python = await findPython();
    log(`Installing SecantusDB ${packageVersion}, the embedded database, once (about 15 s)`);
    await createEnvironment(python, home);
  }
  return { launcherPath: await writeLauncher(home), version: packageVersion };
}

/** Where the installation of these requirements is, or is to be: others of them get another place. */
export async function findHome(cacheDir: string): Promise<string> {
  const requirements = createHash('sha256')
    .update(await readFile(requirementsPath))
    .digest('hex');
  return path.resolve(cacheDir, 'secantusdb', `${packageVersion}-${requirements.slice(0, 8)}`);
}

/** A package that is built here would run its own code and unpinned tools: only finished ones are taken. */
const pinned = ['--require-hashes', '--only-binary', ':all:', '--requirement', requirementsPath];

/** Builds under another name and then renames, so that it is always complete, even with two processes. */
async function createEnvironment(python: string, home: string): Promise<void> {
  const unfinished = `${home}.${process.pid}`;
  await mkdir(path.dirname(home), { recursive: true });
  try {
    await run(python, ['-m', 'venv', unfinished], { timeout: installTimeoutMs });
    await run(
      path.join(unfinished, 'bin', 'python'),
      ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', ...pinned],
      { timeout: installTimeoutMs },
    );
    await rename(unfinished, home).catch((error: unknown) => {
      if (!existsSync(home)) throw error; // Otherwise another process was faster: its build is used.
    });
  } catch (error) {
    throw new Error(
      `SecantusDB ${packageVersion} could not be installed from PyPI with ${python}. ` +
        `Debian and Ubuntu keep the module venv in the package python3-venv. Or set MONGODB_URI.\n${lastLines(error)}`,
      { cause: error },
    );
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/**
 * Makes SecantusDB stop two seconds sooner. It waits that long for the thread that accepts connections, which notices
 * the stop only at the next connection.
 * @param stopping the stop in progress
 */
export async function hurryStop(stopping: Promise<unknown>, port: number): Promise<void> {
  const knock = setInterval(() => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => socket.destroy()); // It has ended.
    socket.on('connect', () => socket.destroy());
  }, knockMs);
  try {
    await stopping;
  } finally {
    clearInterval(knock);
  }
}

/** Commands that may be a Python that SecantusDB supports, the likeliest first. */
const pythonNames = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

async function findPython(): Promise<string> {
  for (const name of pythonNames) {
    const version = await readPythonVersion(name);
    if (version?.major === 3 && version.minor >= 10 && version.minor <= 13) return name;
  }
  throw new Error(
    'No database: MONGODB_URI is not set, no mongod was found, and the embedded server needs Python 3.10 to 3.13. ' +
      'Install one of the three: python3 (with venv), MongoDB, or a server elsewhere named by MONGODB_URI.',
  );
}

async function readPythonVersion(name: string): Promise<{ major: number; minor: number } | undefined> {
  try {
    const { stdout } = await run(name, ['-c', 'import sys; print(sys.version_info[0], sys.version_info[1])']);
    const [major, minor] = stdout.trim().split(' ').map(Number);
    return major === undefined || minor === undefined ? undefined : { major, minor };
  } catch {
    return undefined; // No such program, or not Python.
  }
}

/** The last lines of a failed program's output; pip's earlier lines do not help. */
function lastLines(error: unknown): string {
  const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  const text = output.trim() || (error instanceof Error ? error.message : String(error));
  return text.split('\n').slice(-3).join('\n');
}

/** Replaces the launcher in one step, because another process may be starting it. */
async function writeLauncher(home: string): Promise<string> {
  const launcherPath = path.join(home, 'mongod');
  const temporaryPath = `${launcherPath}.${process.pid}`;
  await writeFile(temporaryPath, launcherSource(path.join(home, 'bin', 'python')));
  await chmod(temporaryPath, 0o755);
  await rename(temporaryPath, launcherPath);
  return launcherPath;
}

/**
 * A replacement for `mongod`. It translates the flags, and the line of output by which the manager knows that the
 * server is up. The server runs in the launcher's process, so stopping the launcher stops the server.
 */
function launcherSource(python: string): string {
  return `#!/bin/sh
''''exec "${python}" "$0" "$@" # '''
# Written by Hisaab; do not edit. Runs SecantusDB for mongodb-memory-server, which knows only mongod.
import argparse, os, sys

if "--version" in sys.argv:
    print("db version v${secantusSpokenVersion}")
    sys.exit(0)

parser = argparse.ArgumentParser(allow_abbrev=False)
parser.add_argument("--port", required=True)
parser.add_argument("--bind_ip", default="127.0.0.1")
parser.add_argument("--dbpath", required=True)
parser.add_argument("--sync-on-commit", action="store_true")
options, _ = parser.parse_known_args()

reader, writer = os.pipe()
if os.fork() == 0:
    # The reader of the server's log; it ends with the server, whose output is the only open end of the pipe.
    os.setsid()
    os.close(writer)
    with os.fdopen(reader, errors="replace") as lines:
        for line in lines:
            line = line.replace("secantus listening on", "Waiting for connections on")
            try:
                print(line, end="", flush=True)
            except OSError:
                sys.stdout = open(os.devnull, "w")  # Nobody listens any more; the server must not block.
    os._exit(0)
os.close(reader)
os.dup2(writer, 1)
os.dup2(writer, 2)
os.close(writer)
command = [sys.executable, "-m", "secantus", "--host", options.bind_ip, "--port", options.port, "--storage-path", options.dbpath]
# A quarter of the default: this is one bot's database, on a machine that does other things too.
command += ["--cache-size", "256M"]
if options.sync_on_commit:
    command.append("--sync-on-commit")
os.execv(command[0], command)
`;
}
