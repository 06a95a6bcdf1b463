import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { JobsProgram } from '../harness/run-jobs.js';

export interface RunningProgram {
  readonly process: ChildProcess;
  /** Its output so far. */
  output(): string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Starts a process that runs the export. */
export function startProgram(program: JobsProgram): RunningProgram {
  const args = [
    '--import',
    './scripts/typescript-loader.mjs',
    'test/harness/run-jobs.ts',
    JSON.stringify(program),
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => (output += data.toString()));
  }
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  return { process: child, output: () => output, ended };
}

/** 1 in `npm run test:faults`, 0.1 in `npm test`. */
export const scale = Number(process.env['HISAAB_FAULTS_SCALE'] ?? '0.1');
