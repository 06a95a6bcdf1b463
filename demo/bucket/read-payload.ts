import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { crc32 } from 'node:zlib';
import { headerOf } from './check-signature.js';
import { S3Refusal } from './s3-error.js';

/** CRC-32 as S3 writes it: base64 of four bytes. */
export function crc32Of(chunks: readonly Buffer[]): string {
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(chunks.reduce((sum, chunk) => crc32(chunk, sum), 0));
  return crc.toString('base64');
}

/** Parts of uploads have a few MB. */
const bodyLimitBytes = 64 * 1024 * 1024;

/** Reads the body; rejects if the connection is cut. @throws S3Refusal over 64 MiB */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  // Refused before it is read: cutting the connection would not tell the client why.
  if (Number(request.headers['content-length'] ?? 0) > bodyLimitBytes) {
    throw new S3Refusal(400, 'EntityTooLarge');
  }
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > bodyLimitBytes) throw new S3Refusal(400, 'EntityTooLarge');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Extracts the payload from a body, and checks length, hash and checksum against the headers.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 * @throws S3Refusal
 */
export function parsePayload(method: string, headers: IncomingHttpHeaders, sent: Buffer): Buffer {
  const hasLength = headers['content-length'] !== undefined;
  const tellsLength = hasLength || headers['x-amz-decoded-content-length'] !== undefined;
  if (method === 'PUT' && !tellsLength) throw new S3Refusal(411, 'MissingContentLength');
  if (hasLength && Number(headers['content-length']) !== sent.length)
    throw new S3Refusal(400, 'IncompleteBody');
  const hash = headerOf(headers, 'x-amz-content-sha256');
  if (hash === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') return parseChunks(headers, sent);
  if (hash.startsWith('STREAMING-')) throw new S3Refusal(501, 'NotImplemented');
  if (hash !== 'UNSIGNED-PAYLOAD' && hash !== createHash('sha256').update(sent).digest('hex')) {
    throw new S3Refusal(400, 'XAmzContentSHA256Mismatch');
  }
  checkCrc(sent, headerOf(headers, 'x-amz-checksum-crc32'), method);
  return sent;
}

/** `aws-chunked`: chunks of `size CRLF data CRLF`, the last one empty, then trailers. */
function parseChunks(headers: IncomingHttpHeaders, sent: Buffer): Buffer {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = sent.indexOf('\r\n', at);
    const size = lineEnd === -1 ? NaN : parseInt(sent.toString('latin1', at, lineEnd), 16);
    if (Number.isNaN(size)) throw new S3Refusal(400, 'IncompleteBody');
    at = lineEnd + 2;
    if (size === 0) break;
    chunks.push(sent.subarray(at, at + size));
    at += size + 2;
  }
  const payload = Buffer.concat(chunks);
  if (Number(headers['x-amz-decoded-content-length']) !== payload.length) {
    throw new S3Refusal(400, 'IncompleteBody');
  }
  const trailer = /x-amz-checksum-crc32:(\S+)/.exec(sent.toString('latin1', at))?.[1];
  if (trailer === undefined) throw new S3Refusal(400, 'MalformedTrailerError');
  checkCrc(payload, trailer, 'PUT');
  return payload;
}

/** When an upload is completed, the header is of the whole object and is checked elsewhere. */
function checkCrc(payload: Buffer, crc: string, method: string): void {
  if (method === 'PUT' && crc !== '' && crc !== crc32Of([payload])) throw new S3Refusal(400, 'BadDigest');
}
