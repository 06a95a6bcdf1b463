import type { IncomingMessage } from 'node:http';
import { refuse } from '../discord-error.js';
import type { StoredFile } from '../world.js';

/** A file of a multipart request; `index` is the n of `files[n]`. */
export interface RequestFile extends StoredFile {
  readonly index: string;
}

export interface RequestBody {
  readonly json: unknown;
  readonly files: readonly RequestFile[];
}

/** Discord's limit of a whole request. @see https://discord.com/developers/docs/resources/message#create-message */
const bodySizeLimitBytes = 25 * 1024 * 1024;

/** @throws DiscordError 50109 for broken JSON, half of a character included, 40005 for too much */
export async function readBody(request: IncomingMessage, fileLimitBytes: number): Promise<RequestBody> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    sizeBytes += part.length;
    if (sizeBytes <= bodySizeLimitBytes) parts.push(part);
  }
  // It is read to its end, or its sender would find a closed connection instead of the answer.
  if (sizeBytes > bodySizeLimitBytes) throw refuse('tooLarge');
  const raw = new Uint8Array(Buffer.concat(parts));
  const contentType = request.headers['content-type'] ?? '';
  if (contentType.startsWith('multipart/form-data')) return parseMultipart(raw, contentType, fileLimitBytes);
  return { json: raw.length === 0 ? undefined : parseJson(new TextDecoder().decode(raw)), files: [] };
}

async function parseMultipart(
  raw: Uint8Array<ArrayBuffer>,
  contentType: string,
  fileLimitBytes: number,
): Promise<RequestBody> {
  // Deprecated because it needs much memory, but these bodies are small.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const form = await new Response(raw, { headers: { 'content-type': contentType } }).formData();
  let json: unknown = {};
  const files: RequestFile[] = [];
  for (const [key, value] of form) {
    if (key === 'payload_json') json = parseJson(typeof value === 'string' ? value : await value.text());
    const index = /^files\[(\d+)\]$/.exec(key)?.[1];
    if (index === undefined || typeof value === 'string') continue;
    if (value.size > fileLimitBytes) throw refuse('tooLarge');
    files.push({
      index,
      name: value.name,
      content: new Uint8Array(await value.arrayBuffer()),
      contentType: contentTypeOf(value.name),
    });
  }
  return { json, files };
}

/** Guesses the type of a file from its name, as Discord does. */
export function contentTypeOf(name: string): string {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const types: Readonly<Record<string, string>> = {
    csv: 'text/csv; charset=utf-8',
    txt: 'text/plain; charset=utf-8',
    json: 'application/json; charset=utf-8',
    png: 'image/png',
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    pdf: 'application/pdf',
  };
  return types[ending] ?? 'application/octet-stream';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, refuseHalves) as unknown;
  } catch {
    throw refuse('invalidJson');
  }
}

/** Discord reads no text with half of a surrogate pair in it, which JSON can write as an escape. */
function refuseHalves(key: string, value: unknown): unknown {
  if (hasHalf(key) || (typeof value === 'string' && hasHalf(value))) throw refuse('invalidJson');
  return value;
}

function hasHalf(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}
