/** What `waitUntil` listens to. */
export type Listen = (listener: () => void) => () => void;

/**
 * Resolves with what `read` returns once that is defined; looks again at every event.
 * @throws Error naming what was waited for, after `timeoutMs` of real time
 */
export async function waitUntil<T>(
  what: string,
  listen: Listen,
  read: () => T | undefined,
  timeoutMs: number,
): Promise<T> {
  const found = await waitBriefly(listen, read, timeoutMs);
  if (found === undefined) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}`);
  return found;
}

/** The same, but undefined when the time is up. */
export function waitBriefly<T>(
  listen: Listen,
  read: () => T | undefined,
  timeoutMs: number,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const finish = (value: T | undefined) => {
      clearTimeout(timer);
      stop();
      resolve(value);
    };
    const look = () => {
      const value = read();
      if (value !== undefined) finish(value);
    };
    const timer = setTimeout(() => {
      finish(undefined);
    }, timeoutMs);
    // A person who waits keeps no process alive.
    timer.unref();
    const stop = listen(look);
    look();
  });
}
