import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { isOwnHost } from '../discord/request-target.js';

/** Node's request and response, for routes that need them. */
export interface PageEnv {
  Bindings: HttpBindings;
}

/** The page loads and runs only its own files, and cannot be framed. */
export const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; " +
    "require-trusted-types-for 'script'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

/** Files of messages may be saved, but never run. */
export const fileHeaders = {
  ...pageHeaders,
  'content-security-policy': "default-src 'none'; sandbox",
} as const;

/** The page may also be served behind another server than the playground's own. */
export const refuseOtherHosts: MiddlewareHandler<PageEnv> = async (c, next) => {
  for (const [name, value] of Object.entries(pageHeaders)) c.header(name, value);
  if (!isOwnHost(c.env.incoming.headers.host)) return c.text('Only for this machine.', 403);
  await next();
  return undefined;
};

/** Pages of another origin may read nothing; browsers name the requesting site. */
export const refuseOtherSites: MiddlewareHandler<PageEnv> = async (c, next) => {
  const { origin, host = '', 'sec-fetch-site': site } = c.env.incoming.headers;
  const isFromElsewhere =
    (origin !== undefined && origin !== `http://${host}`) || site === 'cross-site' || site === 'same-site';
  if (isFromElsewhere) return c.text('Only for this machine.', 403);
  await next();
  return undefined;
};

/** Pages and forms of another origin may change nothing; browsers name the origin of every POST. */
export const refuseOtherSenders: MiddlewareHandler<PageEnv> = async (c, next) => {
  const { origin, host = '', 'content-type': contentType } = c.env.incoming.headers;
  if (origin !== `http://${host}`)
    throw new HTTPException(400, { message: 'Only the page itself may do this' });
  if (contentType !== 'application/json')
    throw new HTTPException(400, { message: 'Only JSON is understood' });
  await next();
};
