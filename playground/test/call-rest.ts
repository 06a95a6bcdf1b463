import type { Playground } from '../index.js';

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** One request to the playground's REST API; files make it multipart. */
export async function callRest(
  playground: Playground,
  method: string,
  path: string,
  json?: unknown,
  how: { readonly token?: string; readonly files?: Readonly<Record<string, string>> } = {},
): Promise<RestAnswer> {
  const headers: Record<string, string> = { authorization: `Bot ${how.token ?? playground.token}` };
  let body: string | FormData | null = null;
  if (how.files !== undefined) {
    body = new FormData();
    body.set('payload_json', JSON.stringify(json));
    for (const [index, [name, text]] of Object.entries(how.files).entries()) {
      body.set(`files[${index}]`, new Blob([text]), name);
    }
  } else if (json !== undefined) {
    body = typeof json === 'string' ? json : JSON.stringify(json);
    headers['content-type'] = 'application/json';
  }
  const response = await fetch(`${playground.apiUrl}/v10${path}`, { method, headers, body });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
  };
}

/** The dotted places that an error body names, e.g. `embeds.0.fields.0.value`. */
export function errorPaths(body: Record<string, unknown>): string[] {
  const walk = (node: unknown, at: string[]): string[] =>
    typeof node !== 'object' || node === null
      ? []
      : Object.entries(node).flatMap(([key, child]) =>
          key === '_errors' ? [at.join('.')] : walk(child, [...at, key]),
        );
  return walk(body['errors'], []);
}

/** The codes of its single errors. */
export function errorCodes(body: Record<string, unknown>): string[] {
  return [...JSON.stringify(body['errors'] ?? {}).matchAll(/"code":"([A-Z0-9_]+)"/g)].map(
    ([, code = '']) => code,
  );
}
