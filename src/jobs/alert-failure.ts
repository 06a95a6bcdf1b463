import type { Log } from '../ops/log.js';
import type { Metrics } from '../ops/metrics.js';
import type { SlotFailure } from './job.js';

/** Whoever is told has so long to listen. */
const timeoutMs = 10_000;

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
  metrics?.count('hisaab_job_failures_total', { job });
  if (url === undefined) return;
  const text = `Hisaab: ${job} of slot ${slot} failed ${failure.tries} times and is given up (${failure.failure}). The log says why; run it again with: node dist/src/cli.js export --slot ${slot}`;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ content: text, text, ...failure }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok)
      log.error({ job, slot, status: response.status }, 'the alert webhook refused the alert');
  } catch (err) {
    log.error({ err, job, slot }, 'the alert webhook cannot be reached');
  }
}
