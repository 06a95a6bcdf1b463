import pRetry from 'p-retry';
import { exportJobName } from '../export/last-export.js';
import type { Log } from '../ops/log.js';
import type { Metrics } from '../ops/metrics.js';
import type { JobAlert } from './job.js';

/** The webhook may take this long to answer. */
const timeoutMs = 10_000;

/** Three tries, the second a second after the first, the third ten seconds later. */
const retry = { retries: 2, minTimeout: 1_000, factor: 10 };

export interface AlertOptions {
  /** Undefined: nobody is told. */
  readonly url: string | undefined;
  readonly log: Log;
  readonly metrics?: Metrics;
}

/** A message of Discord holds 2,000 characters, and an id has 20. The body names all. */
const namedServers = 20;

/**
 * Tells the host of the bot what a person must look at: in a metric, and at the webhook of the configuration. The body
 * suits Discord (`content`) and Slack (`text`). It never throws.
 */
export async function alertHost(alert: JobAlert, { url, log, metrics }: AlertOptions): Promise<void> {
  const { job, slot } = alert;
  if (alert.kind === 'failed') metrics?.jobFailures.inc({ job });
  if (alert.kind === 'incomplete') metrics?.jobIncomplete.inc({ job });
  if (url === undefined) return;
  const text = `Hisaab: ${describe(alert)}`;
  const body = JSON.stringify({ content: text, text, ...alert });
  try {
    await pRetry(() => post(url, body), {
      ...retry,
      shouldRetry: ({ error }) => !(error instanceof AlertRefused) || error.mayPass,
    });
  } catch (err) {
    log.error({ err, job, slot }, 'the alert webhook took no alert');
  }
}

function describe(alert: JobAlert): string {
  const { job, slot } = alert;
  const isExport = job === exportJobName;
  if (alert.kind === 'failed') {
    const sooner = isExport ? `; run it sooner with: node dist/src/cli.js export --slot ${slot}` : '.';
    return `${job} of slot ${slot} failed ${alert.tries} times (${alert.failure}) and is tried again daily until the next is due. The log says why${sooner}`;
  }
  if (alert.kind === 'future') {
    const stays = 'What it published stays the latest until then, unless its manifest is removed.';
    return `${job} has run slot ${slot}, which is not due yet: some machine had a wrong clock.${isExport ? ` ${stays}` : ''}`;
  }
  const { leftOut = [], notLatest = [] } = alert;
  const more = leftOut.length > namedServers ? ` and ${leftOut.length - namedServers} more` : '';
  return [
    `${job} of slot ${slot} is done, but not whole.`,
    ...(leftOut.length > 0
      ? [
          `Left out, because their data cannot be exported: ${countServers(leftOut.length)} (${leftOut.slice(0, namedServers).join(', ')}${more}).`,
        ]
      : []),
    ...(notLatest.length > 0
      ? [`Too large to be copied, so the latest stays as it was: ${notLatest.join(', ')}.`]
      : []),
    'The log and the manifest say more.',
  ].join(' ');
}

function countServers(count: number): string {
  return count === 1 ? '1 server' : `${count} servers`;
}

/** @throws AlertRefused, or the network's error */
async function post(url: string, body: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(timeoutMs);
  // A redirect that is followed becomes a GET without the alert, and a page that says "log in" would count as told.
  const { ok, status } = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
  if (!ok) throw new AlertRefused(status);
}

class AlertRefused extends Error {
  constructor(readonly status: number) {
    super(`The webhook answered with status ${status}`);
    this.name = 'AlertRefused';
  }

  /** Whether another try may find it otherwise. */
  get mayPass(): boolean {
    return this.status === 429 || this.status >= 500;
  }
}
