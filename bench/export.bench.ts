import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { S3Settings } from '../src/config.js';
import { nameSlot } from '../src/calendar/slot.js';
import type { Storage } from '../src/storage/connect.js';
import { closeStorage, databaseUri, peopleIds } from './ledger.js';
import { inform, median, report } from './measure.js';
import { connectStorage } from '../src/storage/connect.js';

// The export of users from MongoDB to CSV and to S3, compared with a loop over the bare cursor, and its memory. Each
// measurement and the bucket are separate processes.

const few = 100_000;
const many = Number(process.env['HISAAB_BENCH_USERS'] ?? 1_000_000);
const rounds = 3;
const peakLimitMb = 220;

interface Measured {
  readonly tookMs: number;
  readonly peakMb: number;
  readonly cpuMs: number;
}

let slots = 0;
const mongodbUri = databaseUri();
const bucket = spawn(process.execPath, ['bench/export-process.mjs', 'bucket'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const storage = await connectStorage(mongodbUri);
try {
  const s3 = JSON.parse(await firstLine(bucket.stdout)) as S3Settings;
  await fillUsers(storage, 0, few);
  const ofFew: Measured[] = [];
  for (let round = 0; round < rounds; round++) ofFew.push(await measure('s3', s3));
  await fillUsers(storage, few, many);
  const runs: Record<'cursor' | 'csv' | 's3', Measured[]> = { cursor: [], csv: [], s3: [] };
  // All of them in each round, so that a busy moment of the machine does not affect only one.
  for (let round = 0; round < rounds; round++) {
    for (const mode of ['cursor', 'csv', 's3'] as const) runs[mode].push(await measure(mode, s3));
  }
  const rate = (mode: keyof typeof runs) =>
    Math.round(many / (median(runs[mode].map(({ tookMs }) => tookMs)) / 1_000));
  const against = (mode: keyof typeof runs) =>
    median(runs[mode].map(({ tookMs }, round) => tookMs / (runs.cursor[round]?.tookMs ?? NaN)));
  inform('The bare cursor', `${rate('cursor')} rows/s`);
  report({
    name: `${many} users to CSV, against the bare cursor`,
    ratio: against('csv'),
    target: 1.11,
    detail: `${rate('csv')} rows/s, ${(1 / against('csv')).toFixed(2)} of its rate`,
  });
  report({
    name: `${many} users to S3, against the bare cursor`,
    ratio: against('s3'),
    target: 1.25,
    detail: `${rate('s3')} rows/s, ${(1 / against('s3')).toFixed(2)} of its rate`,
  });
  const peakOf = (measured: readonly Measured[]) => median(measured.map((run) => run.peakMb));
  const peakMb = peakOf(runs.s3);
  const peakMbOfFew = peakOf(ofFew);
  report({
    name: `Memory for ${many} users, against that for ${few}`,
    ratio: peakMb / peakMbOfFew,
    target: 1.1,
    detail: `${Math.round(peakMb)} MB and ${Math.round(peakMbOfFew)} MB at most`,
  });
  report({
    name: `Memory, against ${peakLimitMb} MB`,
    ratio: peakMb / peakLimitMb,
    target: 1,
    detail: `${Math.round(peakMb)} MB at most`,
  });
} finally {
  bucket.kill();
  await closeStorage(storage);
}

async function measure(mode: string, s3: S3Settings): Promise<Measured> {
  const slot = nameSlot(new Date(Date.UTC(2027, 0, 1) + ++slots * 1_000));
  const args = ['bench/export-process.mjs', mode, JSON.stringify({ mongodbUri, s3, slot })];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(await firstLine(child.stdout)) as Measured;
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(stream)) return line;
  throw new Error('The process ended without a word');
}

async function fillUsers({ raw }: Storage, from: number, to: number): Promise<void> {
  const now = new Date();
  const ids = peopleIds(to);
  for (let at = from; at < to; at += 5_000) {
    const users = ids.slice(at, Math.min(at + 5_000, to)).map((_id, index) => ({
      _id,
      name: `Person ${at + index}`,
      ...(index % 2 === 0 && { email: `person.${at + index}@example.com` }),
      ...(index % 3 === 0 && { mobile: `+9198${String(at + index).padStart(8, '0')}` }),
      createdAt: now,
      updatedAt: now,
    }));
    await raw.users.insertMany(users, { ordered: false });
  }
}
