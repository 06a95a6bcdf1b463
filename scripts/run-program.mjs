// Runs a program in place of this one: same terminal, signals and exit code.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './prepare.mjs';

/**
 * Runs Node with the arguments given, and waits for it.
 * @returns its exit code; 128 + number of the signal that ended it, as shells count
 */
export function runNode(args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    // The terminal sends Ctrl-C to the child too; this process only has to wait for it.
    const passOn = (signal) => {
      if (signal !== 'SIGINT') child.kill(signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, passOn);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      for (const name of signals) process.removeListener(name, passOn);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}
