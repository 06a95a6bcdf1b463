import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../ops/log.js';
import type { Metrics } from '../ops/metrics.js';
import type { SlotFailure } from './job.js';

/** Whoever is told has so long to listen. */
const timeoutMs = 10_000;

/** Between the tries to tell; one more try than there are pauses. */
const pausesMs = [1_000, 10_000];

export interface AlertOptions {
  /** Undefined: nobody is told. */
  readonly url: string | undefined;
  readonly log: Log;
  readonly metrics?: Metrics;
}

/**
 * Tells whoever looks after the bot that a slot has failed for good: in a metric, and at the webhook of the
 * configuration. The body suits Discord (`content`) and Slack (`text`). It never throws.
 */
export async function alertFailure(failure: SlotFailure, { url, log, metrics }: AlertOptions): Promise<void> {
  const { job, slot } = failure;
  metrics?.jobFailures.inc({ job });
  if (url === undefined) return;
  const text = `Hisaab: ${job} of slot ${slot} failed ${failure.tries} times and is given up (${failure.failure}). The log says why; run it again with: node dist/src/cli.js export --slot ${slot}`;
  const body = JSON.stringify({ content: text, text, ...failure });
  for (const pauseMs of [...pausesMs, undefined]) {
    const refusal = await post(url, body);
    if (refusal === undefined) return;
    if (pauseMs === undefined || !refusal.mayPass) {
      log.error({ err: refusal.err, job, slot, status: refusal.status }, 'the alert webhook took no alert');
      return;
    }
    await sleep(pauseMs);
  }
}

interface Refusal {
  readonly status?: number;
  readonly err?: unknown;
  /** Another try may find it otherwise. */
  readonly mayPass: boolean;
}

async function post(url: string, body: string): Promise<Refusal | undefined> {
  const headers = { 'content-type': 'application/json' };
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    // What is followed becomes a GET without the alert, and a page that says "log in" would count as told.
    const { ok, status } = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    return ok ? undefined : { status, mayPass: status === 429 || status >= 500 };
  } catch (err) {
    return { err, mayPass: true };
  }
}
