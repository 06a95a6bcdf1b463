import { randomUUID } from 'node:crypto';
import type { RequestData } from 'discord.js';
import { frame } from '../framed-bytes.js';
import type { RenderedMessage } from './render-reply.js';

/** The part of a request to discord.js's REST client that says what is sent. */
export type RequestContent = Pick<RequestData, 'body' | 'headers' | 'passThroughBody'>;

/**
 * A message with its files, as what a request sends. Files and message become one body of bytes. discord.js would copy
 * each file into a `Blob` and send it in small pieces, which holds the event loop for longer. The first file is
 * not copied where it has room around it.
 * @param json the message, or what carries it
 * @param files with names of plain ASCII letters, as `nameFiles` makes them
 * @see https://docs.discord.com/developers/reference#uploading-files
 */
export function encodeMessage(json: object, files: RenderedMessage['files'] = []): RequestContent {
  if (files.length === 0) return { body: json };
  const boundary = `hisaab-${randomUUID()}`;
  const open = (headers: string) => Buffer.from(`\r\n--${boundary}\r\n${headers}\r\n\r\n`);
  const parts = files.flatMap(({ name, data }, index) => [
    open(
      `content-disposition: form-data; name="files[${index}]"; filename="${name}"\r\n` +
        'content-type: application/octet-stream',
    ),
    typeof data === 'string' ? Buffer.from(data) : data,
  ]);
  const [contentHeaders = open(''), content = Buffer.alloc(0), ...more] = parts;
  return {
    body: frame(
      Buffer.concat([
        open('content-disposition: form-data; name="payload_json"\r\ncontent-type: application/json'),
        Buffer.from(JSON.stringify(json)),
        contentHeaders,
      ]),
      content,
      Buffer.concat([...more, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    ),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    passThroughBody: true,
  };
}
