import type { Faults } from '../../api.js';
import type { Interactions } from '../interactions.js';
import { decodePath } from '../request-target.js';
import type { World } from '../world.js';
import type { RequestFile } from './read-body.js';

/** A request, as its route gets it. */
export interface Call {
  readonly world: World;
  readonly interactions: Interactions;
  readonly faults: Faults;
  readonly gatewayUrl: string;
  readonly shards: number;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly json: unknown;
  readonly files: readonly RequestFile[];
}

/** Without a body the status is 204. */
export interface Reply {
  readonly status?: number;
  readonly body?: unknown;
}

export interface Route {
  readonly method: string;
  /** `/channels/:channel/messages` */
  readonly path: string;
  /** The path contains the token. Such routes have no global limit. */
  readonly byToken?: boolean;
  readonly run: (call: Call) => Reply;
}

interface FoundRoute {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Undefined if the route is not played. */
export function findRoute(routes: readonly Route[], method: string, path: string): FoundRoute | undefined {
  const segments: string[] = [];
  for (const part of path.split('/')) {
    const segment = decodePath(part);
    if (segment === undefined) return undefined;
    segments.push(segment);
  }
  for (const route of routes) {
    if (route.method !== method) continue;
    const params = matchPath(route.path.split('/'), segments);
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function matchPath(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = segment;
    else if (part !== segment) return undefined;
  }
  return params;
}

/** A parameter of the route's path. */
export function param(call: Call, name: string): string {
  return call.params[name] ?? '';
}
