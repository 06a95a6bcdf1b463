import pRetry from 'p-retry';
import type { Log } from '../ops/log.js';
import type { Metrics } from '../ops/metrics.js';
import type { SlotFailure } from './job.js';

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

/**
 * Tells the host of the bot that a slot has failed for good: in a metric, and at the webhook of the configuration.
 * The body suits Discord (`content`) and Slack (`text`). It never throws.
 */
export async function alertFailure(failure: SlotFailure, { url, log, metrics }: AlertOptions): Promise<void> {
  const { job, slot } = failure;
  metrics?.jobFailures.inc({ job });
  if (url === undefined) return;
  const text = `Hisaab: ${job} of slot ${slot} failed ${failure.tries} times (${failure.failure}) and is tried again daily until the next is due. The log says why; run it sooner with: node dist/src/cli.js export --slot ${slot}`;
  const body = JSON.stringify({ content: text, text, ...failure });
  try {
    await pRetry(() => post(url, body), {
      ...retry,
      shouldRetry: ({ error }) => !(error instanceof AlertRefused) || error.mayPass,
    });
  } catch (err) {
    log.error({ err, job, slot }, 'the alert webhook took no alert');
  }
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
