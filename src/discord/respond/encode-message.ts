import { randomUUID } from 'node:crypto';
import type { RequestData } from 'discord.js';
import { frame } from '../framed-bytes.js';
import type { MessageFile, RenderedMessage } from './render-reply.js';

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
  const [first, ...more] = files;
  if (first === undefined) return { body: json };
  const boundary = `hisaab-${randomUUID()}`;
  const open = (headers: string) => Buffer.from(`\r\n--${boundary}\r\n${headers}\r\n\r\n`);
  const openFile = ({ name }: MessageFile, index: number) =>
    open(
      `content-disposition: form-data; name="files[${index}]"; filename="${name}"\r\n` +
        'content-type: application/octet-stream',
    );
  const head = [
    open('content-disposition: form-data; name="payload_json"\r\ncontent-type: application/json'),
    Buffer.from(JSON.stringify(json)),
    openFile(first, 0),
  ];
  const tail = [
    ...more.flatMap((file, index) => [openFile(file, index + 1), toBytes(file)]),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ];
  return {
    body: frame(Buffer.concat(head), toBytes(first), Buffer.concat(tail)),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    passThroughBody: true,
  };
}

function toBytes({ data }: MessageFile): Buffer {
  return typeof data === 'string' ? Buffer.from(data) : data;
}
