import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { alertHost } from '../../src/jobs/alert-host.js';
import type { JobAlert } from '../../src/jobs/job.js';
import { createLog } from '../../src/ops/log.js';
import { createMetrics } from '../../src/ops/metrics.js';

const slot = '20261128T183000Z';
const log = createLog('silent');
const failure: JobAlert = { kind: 'failed', job: 'weekly-export', slot, tries: 6, failure: 'NoSuchBucket' };

interface Webhook {
  readonly url: string;
  /** What was asked of it, with the body that came. */
  readonly requests: readonly { readonly asked: string; readonly body: Record<string, unknown> }[];
}

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A webhook that answers with one status after the other; then with 204. */
async function openWebhook(...statuses: readonly number[]): Promise<Webhook> {
  const requests: { asked: string; body: Record<string, unknown> }[] = [];
  const server = createServer((request, response) => {
    void readText(request).then((text) => {
      const status = statuses[requests.length] ?? 204;
      requests.push({
        asked: `${request.method} ${request.url}`,
        body: JSON.parse(text) as Record<string, unknown>,
      });
      response.writeHead(status, status === 302 ? { location: '/login' } : {}).end();
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, requests };
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** The sentence that the webhook gets for an alert. */
async function tell(alert: JobAlert): Promise<string> {
  const { url, requests } = await openWebhook();
  await alertHost(alert, { url, log });
  expect(requests).toHaveLength(1);
  expect(requests[0]?.body).toMatchObject({ ...alert, content: requests[0]?.body['text'] });
  return String(requests[0]?.body['text']);
}

describe('the host', () => {
  test('is told why a slot failed for good, and how to run it', async () => {
    const text = await tell(failure);
    expect(text).toContain('failed 6 times (NoSuchBucket)');
    expect(text).toContain(`export --slot ${slot}`);
  });

  test('is told which servers an export left out', async () => {
    const alert = { kind: 'incomplete', job: 'weekly-export', slot, leftOut: ['101', '102'] } as const;
    expect(await tell(alert)).toMatch(/not whole.*2 servers \(101, 102\)/);
  });

  test('is told of a thousand servers in a message that Discord takes', async () => {
    const leftOut = Array.from({ length: 1_000 }, (_, index) => String(10n ** 19n + BigInt(index)));
    const text = await tell({ kind: 'incomplete', job: 'weekly-export', slot, leftOut });
    expect(text).toContain('1000 servers');
    expect(text).toContain('and 980 more');
    expect(text.length).toBeLessThan(2_000);
  });

  test('is told of files of which the latest is an older one', async () => {
    const alert = { kind: 'incomplete', job: 'weekly-export', slot, notLatest: ['expenses.csv'] } as const;
    expect(await tell(alert)).toContain('the latest stays as it was: expenses.csv');
  });

  test('is told of a slot that a wrong clock ran', async () => {
    expect(await tell({ kind: 'future', job: 'weekly-export', slot })).toContain('wrong clock');
  });

  test('finds failures and what was left out in the metrics too', async () => {
    const metrics = createMetrics();
    await alertHost(failure, { url: undefined, log, metrics });
    const incomplete = { kind: 'incomplete', job: 'weekly-export', slot, leftOut: ['101'] } as const;
    await alertHost(incomplete, { url: undefined, log, metrics });
    const text = await metrics.render();
    expect(text).toContain('hisaab_job_failures_total{job="weekly-export"} 1\n');
    expect(text).toContain('hisaab_job_incomplete_total{job="weekly-export"} 1\n');
  });
});

describe('the webhook', () => {
  test('is asked again when it was busy', async () => {
    const { url, requests } = await openWebhook(503, 204);
    await alertHost(failure, { url, log });
    expect(requests).toHaveLength(2);
  });

  test('does not count as told where it sends us to a page', async () => {
    const { url, requests } = await openWebhook(302);
    const lines: string[] = [];
    const errors = createLog('error', { write: (line) => void lines.push(line) });
    await alertHost(failure, { url, log: errors });
    expect(requests.map(({ asked }) => asked)).toEqual(['POST /hook']);
    expect(lines).toEqual([expect.stringContaining('"status":302')]);
  });

  test('may be down', async () => {
    await expect(alertHost(failure, { url: 'http://127.0.0.1:9', log })).resolves.toBeUndefined();
  });
});
