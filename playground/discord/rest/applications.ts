import { applicationObject, botUserObject } from '../api-objects.js';
import { refuse } from '../discord-error.js';
import type { Route } from './router.js';

export const applicationRoutes: readonly Route[] = [
  { method: 'GET', path: '/gateway', byToken: true, run: (call) => ({ body: { url: call.gatewayUrl } }) },
  {
    method: 'GET',
    path: '/gateway/bot',
    run: ({ gatewayUrl, shards }) => ({
      body: {
        url: gatewayUrl,
        shards,
        session_start_limit: { total: 1000, remaining: 999, reset_after: 86_400_000, max_concurrency: 16 },
      },
    }),
  },
  { method: 'GET', path: '/users/@me', run: ({ world }) => ({ body: botUserObject(world) }) },
  {
    method: 'GET',
    path: '/users/:user',
    run: ({ world, params }) => {
      const user = world.users.get(params['user'] ?? '');
      if (user === undefined) throw refuse('unknownUser');
      return { body: user };
    },
  },
  ...['/applications/@me', '/oauth2/applications/@me'].map((path): Route => ({
    method: 'GET',
    path,
    run: ({ world, faults }) => ({ body: applicationObject(world, !faults.refuseMembersIntent) }),
  })),
];
