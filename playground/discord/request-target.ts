/** What a request asks for. */
export interface RequestTarget {
  /** As it was sent, still encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/**
 * Splits the target of a request, e.g. `/users/@me?limit=5`. `new URL` would take `//name/path` for another host, and
 * throws at `//`.
 */
export function parseTarget(target = '/'): RequestTarget {
  const at = target.indexOf('?');
  const path = at === -1 ? target : target.slice(0, at);
  return { path, query: new URLSearchParams(at === -1 ? '' : target.slice(at + 1)) };
}

/** Undefined if an escape in it is broken, e.g. `%` or `%ff`. */
export function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/**
 * Whether a `Host` header names this machine. Under another name for this address, a page of the internet could read
 * what is here (DNS rebinding). Only browsers are meant, and they always send it.
 */
export function isOwnHost(host: string | undefined): boolean {
  return host === undefined || /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host);
}
