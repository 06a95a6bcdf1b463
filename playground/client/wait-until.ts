/** Subscribes to events; returns the function that unsubscribes. */
export type Listen = (listener: () => void) => () => void;

/**
 * Resolves with the first defined result of `read`, which is called at every event.
 * @throws Error with `what`, after `timeoutMs` of real time
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

/** The same, but undefined after the time limit. */
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
    // Waiting must not keep the process alive.
    timer.unref();
    const stop = listen(look);
    look();
  });
}
