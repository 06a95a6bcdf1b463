import { setTimeout as sleep } from 'node:timers/promises';
import { renewLease, type Lease } from './lease.js';
import { LeaseLost, type JobContext } from './job.js';

/** A lease that is kept alive until it is let go or lost. */
export interface HeldLease {
  /** Aborted with `LeaseLost`, or with the reason for which the process stops. */
  readonly signal: AbortSignal;
  /** Renews the lease now. @throws LeaseLost, or the reason for which the process stops */
  confirm(): Promise<void>;
  /** No more renewals. */
  letGo(): void;
}

/** How often a lease is renewed within its length, so that two renewals in a row may fail. */
const renewalsPerLease = 3;

/**
 * Renews a lease while its slot is worked on. A database that does not answer is asked again as long as the lease lasts;
 * then the work ends, for another process may begin it.
 */
export function holdLease(
  { storage, clock, limits, log }: JobContext,
  lease: Lease,
  stopSignal: AbortSignal,
): HeldLease {
  const lost = new AbortController();
  const ended = new AbortController();
  let heldUntilMs = performance.now() + limits.leaseMs;

  const renew = async (): Promise<void> => {
    const askedAtMs = performance.now();
    const until = new Date(clock().getTime() + limits.leaseMs);
    if (!(await renewLease(storage, lease, until))) lost.abort(new LeaseLost());
    else heldUntilMs = askedAtMs + limits.leaseMs;
  };
  const keep = async (): Promise<void> => {
    while (!lost.signal.aborted && !ended.signal.aborted) {
      await sleep(limits.leaseMs / renewalsPerLease, undefined, { ref: false, signal: ended.signal });
      await renew().catch((err: unknown) => {
        log.warn({ err, job: lease.job, slot: lease.slot }, 'a lease could not be renewed; asking again');
      });
    }
  };
  // A renewal that hangs must not keep the lease beyond its time.
  const watch = setInterval(() => {
    if (performance.now() >= heldUntilMs) lost.abort(new LeaseLost());
  }, limits.leaseMs / 10).unref();
  void keep().catch(() => undefined); // Ended while it slept.

  return {
    signal: AbortSignal.any([lost.signal, stopSignal]),
    async confirm() {
      await renew();
      lost.signal.throwIfAborted();
      stopSignal.throwIfAborted();
    },
    letGo() {
      clearInterval(watch);
      ended.abort();
    },
  };
}
