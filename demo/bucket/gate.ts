import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodePath, isOwnHost, parseTarget } from 'discord-playground/page';
import { checkSignature, headerOf, type Credentials } from './check-signature.js';
import { crc32Of, readBody, parsePayload } from './read-payload.js';
import { S3Refusal } from './s3-error.js';
import { Uploads } from './uploads.js';

/** A fault of one request. */
export type BucketFault =
  /** It is refused and not carried out. */
  | { readonly kind: 'status'; readonly status: number; readonly code: string }
  /** The connection is reset; it is not carried out. */
  | { readonly kind: 'reset' }
  /** It is carried out, but the connection is cut during the answer. */
  | { readonly kind: 'cut' }
  /** It is carried out after a delay. */
  | { readonly kind: 'stall'; readonly forMs: number };

export interface BucketRequest {
  readonly method: string;
  readonly operation: BucketOperation;
  /** Within the bucket; empty for the bucket itself. */
  readonly key: string;
}

export type BucketOperation =
  | 'look'
  | 'read'
  | 'put'
  | 'copy'
  | 'delete'
  | 'beginUpload'
  | 'uploadPart'
  | 'completeUpload'
  | 'abortUpload'
  | 'listUploads'
  | 'other';

/** Called for each request. */
export type FaultPlan = (request: BucketRequest) => BucketFault | undefined;

/** The store behind the gate. It checks nothing itself, so it listens nowhere: a request is handed to it. */
export interface InnerStore {
  inject(request: InnerRequest): Promise<{
    readonly statusCode: number;
    readonly headers: OutgoingHttpHeaders;
    readonly rawPayload: Buffer;
  }>;
}

interface InnerRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly payload?: Buffer;
}

export interface GateOptions {
  readonly store: InnerStore;
  readonly credentials: Credentials;
  readonly region: string;
  /** Reading needs no signature. */
  readonly publicRead: boolean;
  /** The account that it belongs to. */
  readonly owner: string | undefined;
}

/** Properties of an object that fauxqs does not store. */
interface Extras {
  readonly crc32: string;
  readonly encryption: string | undefined;
}

/**
 * A proxy before fauxqs. It adds what fauxqs lacks: signatures, checksums, conditions, checks of lengths, the list of
 * open uploads, and faults.
 */
export class Gate {
  readonly uploads = new Uploads();
  faultPlan: FaultPlan | undefined;
  readonly #extras = new Map<string, Extras>();
  readonly #server: Server;
  /** Writes run one by one, so that nothing changes between the check of a condition and the write. */
  #lastWrite: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: GateOptions) {
    this.#server = createServer((request, response) => {
      void this.#answer(request, response);
    });
    this.#server.keepAliveTimeout = 30_000;
  }

  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : port;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const asked = describeRequest(request);
      const fault = this.faultPlan?.(asked);
      if (fault?.kind === 'reset') {
        request.socket.resetAndDestroy();
        return;
      }
      if (fault?.kind === 'stall') await sleep(fault.forMs, undefined, { ref: false });
      const sent = await readBody(request);
      if (fault?.kind === 'status') throw new S3Refusal(fault.status, fault.code);
      const answer = await this.#handle(request, asked, sent);
      if (fault?.kind === 'cut') cutAnswer(response, answer);
      else send(response, answer);
    } catch (error) {
      if (request.socket.destroyed) return;
      const refusal = error instanceof S3Refusal ? error : new S3Refusal(500, 'InternalError', String(error));
      const body = request.method === 'HEAD' ? '' : refusal.toXml();
      send(response, { status: refusal.status, headers: { 'content-type': 'application/xml' }, body });
    }
  }

  async #handle(request: IncomingMessage, asked: BucketRequest, sent: Buffer): Promise<Answer> {
    const { method = 'GET', url = '/', headers } = request;
    const isRead = asked.operation === 'look' || asked.operation === 'read';
    if (this.options.publicRead && isRead && headers.authorization === undefined) {
      return await this.#read(request, asked, sent);
    }
    checkSignature({ method, url, headers }, this.options.credentials, this.options.region);
    this.#checkOwner(request);
    const payload = parsePayload(method, headers, sent);
    if (method === 'GET' || method === 'HEAD') return await this.#read(request, asked, payload);
    const write = this.#lastWrite.then(() => this.#write(request, asked, payload));
    this.#lastWrite = write.catch(() => undefined);
    return await write;
  }

  /** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html */
  #checkOwner({ headers }: IncomingMessage): void {
    for (const name of ['x-amz-expected-bucket-owner', 'x-amz-source-expected-bucket-owner']) {
      const expected = headerOf(headers, name);
      if (expected !== '' && expected !== this.options.owner) throw new S3Refusal(403, 'AccessDenied');
    }
  }

  async #read(request: IncomingMessage, asked: BucketRequest, payload: Buffer): Promise<Answer> {
    if (asked.operation === 'listUploads') return this.#listUploads(request);
    const answer = await this.#forward(request, payload);
    const extras = this.#extras.get(asked.key);
    if (answer.status !== 200 || !extras) return answer;
    if (headerOf(request.headers, 'x-amz-checksum-mode') === 'ENABLED') {
      answer.headers['x-amz-checksum-crc32'] = extras.crc32;
      answer.headers['x-amz-checksum-type'] = 'FULL_OBJECT';
    }
    if (extras.encryption) answer.headers['x-amz-server-side-encryption'] = extras.encryption;
    return answer;
  }

  async #write(request: IncomingMessage, asked: BucketRequest, payload: Buffer): Promise<Answer> {
    const { query } = parseTarget(request.url);
    const uploadId = query.get('uploadId') ?? '';
    await this.#checkConditions(request, asked);
    switch (asked.operation) {
      case 'put':
        return await this.#put(request, asked.key, payload);
      case 'copy':
        return await this.#copy(request, asked.key, payload);
      case 'beginUpload':
        return await this.#beginUpload(request, asked.key, payload);
      case 'uploadPart': {
        this.uploads.find(uploadId);
        const answer = await this.#forward(request, payload);
        const etag = answer.headers['etag'] ?? '';
        const crc = this.uploads.addPart(uploadId, Number(query.get('partNumber')), payload, etag);
        answer.headers['x-amz-checksum-crc32'] = crc;
        return answer;
      }
      case 'completeUpload':
        return await this.#completeUpload(request, asked.key, uploadId, payload);
      case 'abortUpload': {
        this.uploads.find(uploadId);
        const answer = await this.#forward(request, payload);
        this.uploads.end(uploadId);
        return answer;
      }
      default:
        return await this.#forward(request, payload);
    }
  }

  async #checkConditions(request: IncomingMessage, { operation, key }: BucketRequest): Promise<void> {
    if (!['put', 'copy', 'completeUpload'].includes(operation)) return;
    const ifNoneMatch = headerOf(request.headers, 'if-none-match');
    const ifMatch = headerOf(request.headers, 'if-match');
    if (ifNoneMatch === '' && ifMatch === '') return;
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const present = await this.options.store.inject({ method: 'HEAD', url: path });
    const etag = present.statusCode === 200 ? present.headers.etag : undefined;
    if (ifNoneMatch === '*' && etag !== undefined) throw new S3Refusal(412, 'PreconditionFailed');
    if (ifMatch !== '' && etag === undefined) throw new S3Refusal(404, 'NoSuchKey', key);
    if (ifMatch !== '' && ifMatch !== etag) throw new S3Refusal(412, 'PreconditionFailed');
  }

  async #put(request: IncomingMessage, key: string, payload: Buffer): Promise<Answer> {
    const answer = await this.#forward(request, payload);
    if (answer.status !== 200) return answer;
    const crc32 = crc32Of([payload]);
    this.#extras.set(key, { crc32, encryption: encryptionOf(request) });
    answer.headers['x-amz-checksum-crc32'] = crc32;
    return answer;
  }

  async #copy(request: IncomingMessage, key: string, payload: Buffer): Promise<Answer> {
    const answer = await this.#forward(request, payload);
    if (answer.status !== 200) return answer;
    const source = decodeURIComponent(headerOf(request.headers, 'x-amz-copy-source')).replace(
      /^\/?[^/]+\//,
      '',
    );
    const crc32 = this.#extras.get(source)?.crc32;
    if (crc32 !== undefined) this.#extras.set(key, { crc32, encryption: encryptionOf(request) });
    return answer;
  }

  async #beginUpload(request: IncomingMessage, key: string, payload: Buffer): Promise<Answer> {
    const answer = await this.#forward(request, payload);
    const uploadId = /<UploadId>([^<]+)</.exec(answer.body.toString())?.[1];
    if (uploadId !== undefined) this.uploads.begin(uploadId, key, encryptionOf(request));
    return answer;
  }

  async #completeUpload(
    request: IncomingMessage,
    key: string,
    uploadId: string,
    payload: Buffer,
  ): Promise<Answer> {
    const { encryption } = this.uploads.find(uploadId);
    const { crc32, xml } = this.uploads.check(uploadId, payload.toString(), {
      crc32: headerOf(request.headers, 'x-amz-checksum-crc32'),
      bytes: headerOf(request.headers, 'x-amz-mp-object-size'),
    });
    const answer = await this.#forward(request, Buffer.from(xml));
    if (answer.status !== 200) return answer;
    this.uploads.end(uploadId);
    this.#extras.set(key, { crc32, encryption });
    return answer;
  }

  #listUploads(request: IncomingMessage): Answer {
    const prefix = parseTarget(request.url).query.get('prefix') ?? '';
    const uploads = this.uploads
      .list(prefix)
      .map(({ key, uploadId }) => `<Upload><Key>${key}</Key><UploadId>${uploadId}</UploadId></Upload>`);
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${uploads.join('')}</ListMultipartUploadsResult>`;
    return { status: 200, headers: { 'content-type': 'application/xml' }, body };
  }

  async #forward(request: IncomingMessage, payload: Buffer): Promise<FullAnswer> {
    const method = request.method ?? 'GET';
    const passed = ['content-type', 'x-amz-copy-source', 'x-amz-metadata-directive', 'range'];
    const headers = Object.fromEntries(
      [...passed, ...Object.keys(request.headers).filter(isMetadata)].flatMap((name) => {
        const value = headerOf(request.headers, name);
        return value === '' ? [] : [[name, value]];
      }),
    );
    const hasBody = method === 'PUT' || method === 'POST';
    if (hasBody) headers['content-type'] ??= 'application/octet-stream';
    const inner = await this.options.store.inject({
      method: method as InnerRequest['method'],
      url: request.url ?? '/',
      headers,
      ...(hasBody && { payload }),
    });
    const answered = Object.fromEntries(
      Object.entries(inner.headers).flatMap(([name, value]) =>
        answeredHeaders.has(name) || isMetadata(name) ? [[name, String(value)]] : [],
      ),
    );
    if (method === 'HEAD') answered['content-length'] = String(inner.headers['content-length'] ?? 0);
    return { status: inner.statusCode, headers: answered, body: inner.rawPayload };
  }
}

const answeredHeaders = new Set(['content-type', 'etag', 'last-modified', 'content-range']);

/** Whether a header describes the object that is written. */
function isMetadata(header: string): boolean {
  return header.startsWith('x-amz-meta-');
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer;
}

interface FullAnswer extends Answer {
  readonly body: Buffer;
}

function encryptionOf(request: IncomingMessage): string | undefined {
  return headerOf(request.headers, 'x-amz-server-side-encryption') || undefined;
}

function describeRequest(request: IncomingMessage): BucketRequest {
  const { method = 'GET', url, headers } = request;
  if (!isOwnHost(headers.host)) throw new S3Refusal(403, 'AccessDenied', 'Only for this machine');
  const { path, query } = parseTarget(url);
  const key = decodePath(path.replace(/^\/[^/]*\/?/, ''));
  if (!path.startsWith('/') || key === undefined) throw new S3Refusal(400, 'InvalidURI');
  return {
    method,
    key,
    operation: operationOf(method, key, query, headers['x-amz-copy-source'] !== undefined),
  };
}

function operationOf(method: string, key: string, query: URLSearchParams, isCopy: boolean): BucketOperation {
  const isUpload = query.has('uploadId');
  if (method === 'GET' && query.has('uploads')) return 'listUploads';
  if (key === '') return 'other';
  if (method === 'HEAD') return 'look';
  if (method === 'GET') return 'read';
  if (method === 'PUT') return isUpload ? 'uploadPart' : isCopy ? 'copy' : 'put';
  if (method === 'POST') return isUpload ? 'completeUpload' : query.has('uploads') ? 'beginUpload' : 'other';
  if (method === 'DELETE') return isUpload ? 'abortUpload' : 'delete';
  return 'other';
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  const length = Buffer.byteLength(body);
  response.writeHead(status, { ...(status !== 204 && { 'content-length': length }), ...headers });
  response.end(body);
}

/** Sends half of an answer and cuts the connection. */
function cutAnswer(response: ServerResponse, { status, headers, body }: Answer): void {
  const bytes = Buffer.from(body);
  if (bytes.length > 1) {
    response.writeHead(status, { 'content-length': bytes.length, ...headers });
    response.write(bytes.subarray(0, bytes.length >> 1));
  }
  setImmediate(() => response.socket?.destroy());
}
