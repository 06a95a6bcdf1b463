import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  type ListMultipartUploadsCommandOutput,
  type ServerSideEncryption,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { S3Settings } from '../config.js';
import type { ObjectStore, ReplaceOptions, StoredObject, WriteOptions } from './object-store.js';

export interface S3Limits {
  /** A connection that is silent for so long is given up. */
  readonly silentMs?: number;
  /** How often the SDK tries one request. */
  readonly maxAttempts?: number;
  /** At least 5 MiB. S3 takes 10,000 parts, so this bounds a file: 50 GB by default. */
  readonly partBytes?: number;
}

/** What is held in memory at once is two parts and the one that is being filled. */
const partsAtOnce = 2;

/** In the metadata of an object (`x-amz-meta-database`): the database that wrote it. */
const ownerField = 'database';

/** The bucket that the configuration names; credentials come as the AWS SDK finds them. */
export function connectS3(settings: S3Settings, limits: S3Limits = {}): ObjectStore {
  const { silentMs = 30_000, maxAttempts = 4, partBytes = 5 * 1024 * 1024 } = limits;
  const client = new S3Client({
    region: settings.region,
    forcePathStyle: settings.forcePathStyle,
    ...(settings.endpoint !== undefined && { endpoint: settings.endpoint }),
    ...(settings.credentials !== undefined && { credentials: settings.credentials }),
    maxAttempts,
    requestHandler: { connectionTimeout: 5_000, socketTimeout: silentMs },
  });
  return new S3Store(client, settings, partBytes);
}

class S3Store implements ObjectStore {
  readonly prefix: string;
  readonly #bucket: string;
  readonly #encryption: { ServerSideEncryption?: ServerSideEncryption; SSEKMSKeyId?: string };
  /** Of the uploads under way, by key: what they are in all, once that is known. */
  readonly #totals = new Map<string, WriteOptions['readTotals']>();

  constructor(
    private readonly client: S3Client,
    { bucket, prefix, sse }: S3Settings,
    private readonly partBytes: number,
  ) {
    this.prefix = prefix;
    this.#bucket = bucket;
    if (sse === undefined) this.#encryption = {};
    else if (sse === 'AES256') this.#encryption = { ServerSideEncryption: 'AES256' };
    else this.#encryption = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: sse };
    this.#checkTotals();
  }

  /**
   * `Upload` completes an upload by its parts alone. The size and the checksum of the whole, named as well, make the
   * store refuse an object with a part missing.
   */
  #checkTotals(): void {
    this.client.middlewareStack.add(
      (next, context) => async (args) => {
        const input = args.input as { Key?: string };
        const totals = this.#totals.get(input.Key ?? '');
        if (context.commandName !== 'CompleteMultipartUploadCommand' || !totals) return await next(args);
        const { bytes, crc32 } = totals();
        const whole = { ChecksumCRC32: crc32, ChecksumType: 'FULL_OBJECT' as const, MpuObjectSize: bytes };
        return await next({ ...args, input: { ...args.input, ...whole } });
      },
      { step: 'initialize', name: 'checkTotals' },
    );
  }

  async look(key: string, signal?: AbortSignal): Promise<StoredObject | undefined> {
    const command = new HeadObjectCommand({ Bucket: this.#bucket, Key: key, ChecksumMode: 'ENABLED' });
    const head = await orUndefined(this.client.send(command, abortable(signal)), isMissing);
    if (!head) return undefined;
    const { ETag, ContentLength, ChecksumCRC32, ChecksumType, Metadata } = head;
    if (ETag === undefined || ContentLength === undefined) throw new Error('S3 told no ETag or no size');
    const isWhole = ChecksumType !== 'COMPOSITE';
    const crc32 = isWhole ? ChecksumCRC32 : undefined;
    return { etag: ETag, bytes: ContentLength, crc32, owner: Metadata?.[ownerField] };
  }

  async read(key: string, signal?: AbortSignal) {
    const command = new GetObjectCommand({ Bucket: this.#bucket, Key: key });
    const got = await orUndefined(this.client.send(command, abortable(signal)), isMissing);
    if (!got) return undefined;
    if (got.ETag === undefined || !(got.Body instanceof Readable))
      throw new Error('S3 told no ETag or no body');
    return { etag: got.ETag, body: got.Body as AsyncIterable<Buffer> };
  }

  async writeOnce(key: string, chunks: AsyncIterable<Buffer>, options: WriteOptions): Promise<boolean> {
    const { contentType, owner, signal, readTotals } = options;
    const abortController = new AbortController();
    const abort = (): void => {
      abortController.abort();
    };
    signal.throwIfAborted();
    signal.addEventListener('abort', abort);
    this.#totals.set(key, readTotals);
    const body = Readable.from(chunks, { objectMode: false });
    try {
      const upload = new Upload({
        client: this.client,
        abortController,
        queueSize: partsAtOnce,
        partSize: this.partBytes,
        params: {
          Bucket: this.#bucket,
          Key: key,
          Body: body,
          ContentType: contentType,
          Metadata: { [ownerField]: owner },
          IfNoneMatch: '*',
          ChecksumAlgorithm: 'CRC32',
          ChecksumType: 'FULL_OBJECT',
          ...this.#encryption,
        },
      });
      return await succeeds(upload.done());
    } finally {
      body.destroy();
      this.#totals.delete(key);
      signal.removeEventListener('abort', abort);
    }
  }

  async replace(
    key: string,
    text: string,
    seenEtag: string | undefined,
    { contentType, signal }: ReplaceOptions,
  ): Promise<boolean> {
    const command = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: key,
      Body: text,
      ContentType: contentType,
      ...unchangedSince(seenEtag),
      ...this.#encryption,
    });
    return await succeeds(this.client.send(command, abortable(signal)));
  }

  async copy(from: string, to: string, seenEtag: string | undefined, signal?: AbortSignal): Promise<boolean> {
    const command = new CopyObjectCommand({
      Bucket: this.#bucket,
      Key: to,
      CopySource: `${this.#bucket}/${from.split('/').map(encodeURIComponent).join('/')}`,
      ...unchangedSince(seenEtag),
      ...this.#encryption,
    });
    return await succeeds(this.client.send(command, abortable(signal)));
  }

  async remove(key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: key }));
  }

  async abortUploads(
    keyPrefix: string,
    isOurs: (key: string) => boolean,
    signal?: AbortSignal,
  ): Promise<number> {
    let count = 0;
    let after: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
    while (after) {
      const page = { Bucket: this.#bucket, Prefix: keyPrefix, ...after };
      const listed: ListMultipartUploadsCommandOutput = await this.client.send(
        new ListMultipartUploadsCommand(page),
        abortable(signal),
      );
      for (const { Key, UploadId } of listed.Uploads ?? []) {
        if (Key === undefined || !isOurs(Key)) continue;
        const abort = new AbortMultipartUploadCommand({ Bucket: this.#bucket, Key, UploadId });
        if (await orUndefined(this.client.send(abort, abortable(signal)), isMissing)) count++;
      }
      const { IsTruncated, NextKeyMarker, NextUploadIdMarker } = listed;
      after =
        IsTruncated === true && NextKeyMarker !== undefined
          ? {
              KeyMarker: NextKeyMarker,
              ...(NextUploadIdMarker !== undefined && { UploadIdMarker: NextUploadIdMarker }),
            }
          : undefined;
    }
    return count;
  }

  close(): void {
    this.client.destroy();
  }
}

function abortable(signal: AbortSignal | undefined) {
  return signal && { abortSignal: signal };
}

/** Only if what is there is still what was seen. */
function unchangedSince(etag: string | undefined) {
  return etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
}

/** Whether a conditional write took place. */
async function succeeds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412) return false;
    throw error;
  }
}

async function orUndefined<T>(
  work: Promise<T>,
  isExpected: (error: unknown) => boolean,
): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isExpected(error)) return undefined;
    throw error;
  }
}

/** No such object or upload; a missing bucket is a mistake in the configuration. */
function isMissing(error: unknown): boolean {
  return (
    error instanceof S3ServiceException &&
    error.$metadata.httpStatusCode === 404 &&
    error.name !== 'NoSuchBucket'
  );
}
