import type { PlaygroundOptions } from '../api.js';

/** The limit as a response reports it, and whether the request is over it. */
export interface LimitState {
  readonly headers: Readonly<Record<string, string>>;
  readonly over: { readonly retryAfterSeconds: number; readonly global: boolean } | undefined;
}

interface Window {
  startMs: number;
  count: number;
}

const globalWindowMs = 1000;

/**
 * Counts requests in fixed windows of real time, not of the injected clock, because clients wait in real time.
 * @see https://discord.com/developers/docs/topics/rate-limits
 */
export class RateLimits {
  readonly #windows = new Map<string, Window>();

  constructor(
    readonly globalPerSecond: number,
    readonly routeLimits: NonNullable<PlaygroundOptions['routeLimits']>,
  ) {}

  /** @param isExempt true for interaction endpoints, which have no global limit */
  count(request: string, isExempt: boolean): LimitState {
    if (!isExempt) {
      const all = this.#enter('global', this.globalPerSecond, globalWindowMs);
      if (all.isOver) {
        const headers = { 'x-ratelimit-global': 'true', 'x-ratelimit-scope': 'global' };
        return over(all.resetAfterSeconds, true, headers);
      }
    }
    const route = this.routeLimits.find(({ pattern }) => pattern.test(request));
    if (route === undefined) return { headers: {}, over: undefined };
    const { isOver, resetAfterSeconds, remaining } = this.#enter(
      String(route.pattern),
      route.limit,
      route.perMs,
    );
    const headers = {
      'x-ratelimit-limit': String(route.limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(Date.now() / 1000 + resetAfterSeconds),
      'x-ratelimit-reset-after': String(resetAfterSeconds),
      'x-ratelimit-bucket': Buffer.from(String(route.pattern)).toString('hex').slice(0, 32),
    };
    return isOver
      ? over(resetAfterSeconds, false, { ...headers, 'x-ratelimit-scope': 'user' })
      : { headers, over: undefined };
  }

  #enter(key: string, limit: number, perMs: number) {
    const nowMs = performance.now();
    let window = this.#windows.get(key);
    if (window === undefined || nowMs - window.startMs >= perMs) {
      window = { startMs: nowMs, count: 0 };
      this.#windows.set(key, window);
    }
    const isOver = window.count >= limit;
    if (!isOver) window.count += 1;
    const resetAfterSeconds = Math.max(0.001, Math.ceil(window.startMs + perMs - nowMs) / 1000);
    return { isOver, resetAfterSeconds, remaining: limit - window.count };
  }
}

function over(retryAfterSeconds: number, global: boolean, headers: Record<string, string>): LimitState {
  return {
    headers: { ...headers, 'retry-after': String(Math.ceil(retryAfterSeconds)) },
    over: { retryAfterSeconds, global },
  };
}
