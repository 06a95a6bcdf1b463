import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Person, Server } from 'discord-playground';
import { exportJobName } from '../../../src/export/last-export.js';
import { connectStorage, type Storage } from '../../../src/storage/connect.js';
import { nameSlot } from '../../../src/calendar/slot.js';
import { claimSlot } from '../../../src/jobs/claim-slot.js';
import { finishRun, noteFailure, renewLease, type Lease } from '../../../src/jobs/lease.js';
import { notePlan } from '../../../src/storage/collections/job-plans.js';
import { makeFlat, setStage, type Stage } from '../../harness/bot.js';

let stage: Stage;
let storage: Storage;
let flat: Server;
let u1: Person;
beforeAll(async () => {
  stage = await setStage();
  storage = await connectStorage(stage.uri);
  const { flat: server, people } = makeFlat(stage.playground);
  flat = server;
  [u1] = people;
  flat.makeManager(u1);
});
afterAll(async () => {
  await storage.close();
  await stage.close();
});

const dayMs = 24 * 60 * 60 * 1_000;
const seconds = (instant: Date) => Math.floor(instant.getTime() / 1_000);

/** Begins a slot of the export, as a process does. */
async function claim(slot: string, now: Date, leaseMs = 1_000): Promise<Lease> {
  const request = { job: exportJobName, destination: 's3://test/', slot, holder: 'test', now, leaseMs };
  const claimed = await claimSlot(storage, request);
  if (claimed.outcome !== 'claimed') throw new Error('not claimed');
  return claimed.lease;
}

describe('/ledger problems', () => {
  test('says that no export is set up', async () => {
    const answer = await flat.as(u1).slash('ledger problems');
    expect(answer.ephemeral).toBe(true);
    expect(answer.text).toContain('S3_BUCKET');
  });

  test('shows the last export and when the next is due, in the reader’s own time', async () => {
    const now = new Date();
    const nextAt = new Date(now.getTime() + 2 * dayMs);
    await notePlan(storage, exportJobName, { nextAt, seenAt: now });
    const lease = await claim('20261121T183000Z', now);
    await finishRun(storage, lease, { state: 'done', finishedAt: now, result: {} });
    const answer = await flat.as(u1).slash('ledger problems');
    expect(answer.text).toContain(`<t:${seconds(new Date('2026-11-21T18:30:00Z'))}:f>, complete`);
    expect(answer.text).toContain(`Next export: <t:${seconds(nextAt)}:f>`);
    expect(answer.text).toContain('Nothing is wrong');
  });

  test.each([
    ['this server', () => [flat.id], 'is without this server'],
    ['another', () => ['1'], 'is without 1 other server, whose'],
    ['others', () => ['1', '2'], 'is without 2 other servers, whose'],
  ])('says that %s was left out of the export', async (_which, leftOut, said) => {
    const now = new Date();
    const slot = nameSlot(now);
    const lease = await claim(slot, now);
    await finishRun(storage, lease, {
      state: 'done',
      finishedAt: now,
      result: { leftOut: leftOut() },
    });
    expect((await flat.as(u1).slash('ledger problems')).text).toContain(said);
    await storage.jobRuns.deleteOne({ slot });
  });

  test('points out an export that failed, and one that nobody began', async () => {
    const now = new Date();
    const slot = nameSlot(new Date(now.getTime() - 2 * dayMs));
    const lease = await claim(slot, now);
    await finishRun(storage, lease, { state: 'failed', finishedAt: now, failure: 'NoSuchBucket' });
    await notePlan(storage, exportJobName, { nextAt: new Date(now.getTime() - dayMs), seenAt: now });
    const answer = await flat.as(u1).slash('ledger problems');
    expect(answer.text).toContain('failed and is tried again');
    expect(answer.text).toContain('overdue');
    expect(answer.text).not.toContain('Nothing is wrong');
  });

  test('tells an export that is being tried again from one whose process is gone', async () => {
    const now = new Date();
    const slot = nameSlot(new Date(now.getTime() - 60_000));
    await notePlan(storage, exportJobName, { nextAt: new Date(now.getTime() - 60_000), seenAt: now });
    const lease = await claim(slot, now, 60_000);
    const running = (await flat.as(u1).slash('ledger problems')).text;
    expect(running).toContain('still running');
    expect(running).toContain('Nothing is wrong');
    expect(running).not.toContain('Next export');
    await noteFailure(storage, lease, 'SlowDown');
    expect((await flat.as(u1).slash('ledger problems')).text).toContain(
      'has failed and is being tried again',
    );
    await renewLease(storage, lease, new Date(now.getTime() - 1_000));
    const abandoned = (await flat.as(u1).slash('ledger problems')).text;
    expect(abandoned).toContain('the process that ran it is gone');
    expect(abandoned).not.toContain('overdue');
  });
});
