import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { claimSlot, type ClaimRequest } from '../../src/jobs/claim-slot.js';
import { finishRun, renewLease } from '../../src/jobs/lease.js';
import { noteSkipped, findRun, findRuns } from '../../src/storage/collections/job-runs.js';
import { databaseUri } from '../harness/database.js';

let storage: Storage;
let jobs = 0;
beforeAll(async () => {
  storage = await connectStorage(await databaseUri('jobs'));
});
afterAll(() => storage.close());

const [first, second] = ['20261128T183000Z', '20261205T183000Z'] as const;
const now = new Date('2026-11-28T18:30:00Z');
const later = new Date(now.getTime() + 60_001);

/** A request for the first slot of a job that no other test uses. */
function newRequest(): ClaimRequest {
  return { job: `job-${++jobs}`, destination: 's3://one/', slot: first, holder: 'one', now, leaseMs: 60_000 };
}

async function claimed(request: ClaimRequest) {
  const claim = await claimSlot(storage, request);
  if (claim.outcome !== 'claimed') throw new Error(`The slot is not free: ${claim.outcome}`);
  return claim;
}

describe('a slot', () => {
  test('is claimed by one of many who ask at once', async () => {
    const request = newRequest();
    const claims = await Promise.all(Array.from({ length: 20 }, () => claimSlot(storage, request)));
    expect(claims.filter(({ outcome }) => outcome === 'claimed')).toHaveLength(1);
    expect(claims.filter(({ outcome }) => outcome === 'busy')).toHaveLength(19);
  });

  test('is never run again once it is done', async () => {
    const request = newRequest();
    const { lease } = await claimed(request);
    expect(await finishRun(storage, lease, { state: 'done', finishedAt: now, result: { rows: 1 } })).toBe(
      true,
    );
    const again = { ...request, now: later, retriesFailedUntil: later };
    expect(await claimSlot(storage, again)).toEqual({ outcome: 'finished', state: 'done' });
    expect(await findRun(storage, request, first)).toMatchObject({ state: 'done', result: { rows: 1 } });
  });

  test('waits while another slot of its job runs, and not for other jobs', async () => {
    const request = newRequest();
    const { lease } = await claimed(request);
    const next = { ...request, slot: second };
    expect(await claimSlot(storage, next)).toMatchObject({ outcome: 'busy', slot: first });
    await claimed({ ...newRequest(), slot: second });
    await finishRun(storage, lease, { state: 'done', finishedAt: now, result: {} });
    await claimed(next);
  });

  test('is to be done for each destination, and runs for several at once', async () => {
    const request = newRequest();
    const elsewhere = { ...request, destination: 's3://two/' };
    const { lease } = await claimed(request);
    const other = await claimed(elsewhere);
    await finishRun(storage, lease, { state: 'done', finishedAt: now, result: {} });
    expect(await claimSlot(storage, { ...request, now: later })).toMatchObject({ state: 'done' });
    expect(await findRun(storage, elsewhere, first)).toMatchObject({ state: 'running' });
    await finishRun(storage, other.lease, { state: 'failed', finishedAt: now, failure: 'E' });
    expect(await findRun(storage, request, first)).toMatchObject({ state: 'done' });
    expect(await findRuns(storage, { job: request.job }, { limit: 5 })).toHaveLength(2);
  });

  test('that failed is begun again only once it has rested, and by one of many', async () => {
    const request = newRequest();
    const { lease } = await claimed(request);
    await finishRun(storage, lease, { state: 'failed', finishedAt: now, failure: 'E' });
    const early = { ...request, retriesFailedUntil: new Date(now.getTime() - 1) };
    expect(await claimSlot(storage, early)).toEqual({ outcome: 'finished', state: 'failed' });
    const rested = Array.from({ length: 5 }, () =>
      claimSlot(storage, { ...request, retriesFailedUntil: now, now: later }),
    );
    const claims = await Promise.all(rested);
    expect(claims.filter(({ outcome }) => outcome === 'claimed')).toHaveLength(1);
  });

  test('that failed is begun again only by who means to', async () => {
    const request = newRequest();
    const { lease } = await claimed(request);
    await finishRun(storage, lease, { state: 'failed', finishedAt: now, failure: 'TimeoutError' });
    expect(await claimSlot(storage, request)).toEqual({ outcome: 'finished', state: 'failed' });
    expect((await claimed({ ...request, retriesFailedUntil: later })).isTakeover).toBe(true);
  });

  test('that failed is not begun again beside another one', async () => {
    const request = newRequest();
    const { lease } = await claimed(request);
    await finishRun(storage, lease, { state: 'failed', finishedAt: now, failure: 'TimeoutError' });
    await claimed({ ...request, slot: second });
    const claim = await claimSlot(storage, { ...request, retriesFailedUntil: later });
    expect(claim).toMatchObject({ outcome: 'busy', slot: second });
  });

  test('noted as skipped leaves who runs it alone', async () => {
    const request = newRequest();
    const { lease } = await claimed(request);
    await noteSkipped(storage, request, first, now);
    expect(await renewLease(storage, lease, later)).toBe(true);
    await noteSkipped(storage, request, second, now);
    expect((await findRuns(storage, request, { limit: 5 })).map(({ state }) => state)).toEqual([
      'skipped',
      'running',
    ]);
  });
});

describe('a lease', () => {
  test('keeps others away as long as it is renewed', async () => {
    const request = newRequest();
    const { lease } = await claimed(request);
    expect(await renewLease(storage, lease, new Date(later.getTime() + 60_000))).toBe(true);
    expect(await claimSlot(storage, { ...request, now: later })).toMatchObject({ outcome: 'busy' });
  });

  test('that has lapsed is taken over by one of many, and its owner can no longer write', async () => {
    const request = newRequest();
    const { lease } = await claimed(request);
    const takers = Array.from({ length: 10 }, (_, n) => ({ ...request, now: later, holder: `taker ${n}` }));
    const claims = await Promise.all(takers.map((taker) => claimSlot(storage, taker)));
    expect(claims.filter(({ outcome }) => outcome === 'claimed')).toHaveLength(1);
    expect(await renewLease(storage, lease, later)).toBe(false);
    expect(await finishRun(storage, lease, { state: 'done', finishedAt: later, result: {} })).toBe(false);
    expect(await findRun(storage, request, first)).toMatchObject({ state: 'running' });
  });

  test('of another slot that has lapsed is pointed out, so that it is finished first', async () => {
    const request = newRequest();
    await claimed(request);
    const claim = await claimSlot(storage, { ...request, slot: second, now: later });
    expect(claim).toEqual({ outcome: 'blocked', slot: first });
  });
});
