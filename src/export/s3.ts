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
  type ListMultipartUploadsCommandOutput,
} from '@aws-sdk/client-s3';
import type { S3Settings } from '../config.js';
import type { ObjectStore, ReplaceOptions, StoredObject, WriteOptions } from './object-store.js';
import { succeeds, unlessMissing } from './s3-failures.js';
import { ownerField, Uploader, type Encryption } from './s3-upload.js';

export interface S3Limits {
  /** A connection that is silent for so long is given up. */
  readonly silentMs?: number;
  /** How often the SDK tries one request. */
  readonly maxAttempts?: number;
  /** At least 5 MiB. S3 takes 10,000 parts, so this bounds a file: 50 GB by default. */
  readonly partBytes?: number;
}

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
  if (settings.bucketOwner !== undefined) expectOwner(client, settings.bucketOwner);
  return new S3Store(client, settings, partBytes);
}

/**
 * Says with each request whose bucket is meant: were it deleted and made anew by another account, people's data would go
 * there.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
 */
function expectOwner(client: S3Client, owner: string): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const source = commandName === 'CopyObjectCommand' && { ExpectedSourceBucketOwner: owner };
        return await next({ ...args, input: { ...args.input, ExpectedBucketOwner: owner, ...source } });
      },
    { step: 'initialize', name: 'expectOwner' },
  );
}

class S3Store implements ObjectStore {
  readonly prefix: string;
  readonly #bucket: string;
  readonly #encryption: Encryption;
  readonly #uploader: Uploader;

  constructor(
    private readonly client: S3Client,
    { bucket, prefix, sse }: S3Settings,
    partBytes: number,
  ) {
    this.prefix = prefix;
    this.#bucket = bucket;
    if (sse === undefined) this.#encryption = {};
    else if (sse === 'AES256') this.#encryption = { ServerSideEncryption: 'AES256' };
    else this.#encryption = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: sse };
    this.#uploader = new Uploader(client, { bucket, partBytes, encryption: this.#encryption });
  }

  async find(key: string, signal?: AbortSignal): Promise<StoredObject | undefined> {
    const command = new HeadObjectCommand({ Bucket: this.#bucket, Key: key, ChecksumMode: 'ENABLED' });
    const head = await unlessMissing(this.client.send(command, abortable(signal)));
    if (!head) return undefined;
    const { ETag, ContentLength, ChecksumCRC32, ChecksumType, Metadata } = head;
    if (ETag === undefined || ContentLength === undefined) throw new Error('S3 told no ETag or no size');
    const isWhole = ChecksumType !== 'COMPOSITE';
    const crc32 = isWhole ? ChecksumCRC32 : undefined;
    return { etag: ETag, bytes: ContentLength, crc32, owner: Metadata?.[ownerField] };
  }

  async fetch(key: string, signal?: AbortSignal) {
    const command = new GetObjectCommand({ Bucket: this.#bucket, Key: key });
    const got = await unlessMissing(this.client.send(command, abortable(signal)));
    if (!got) return undefined;
    if (got.ETag === undefined || !(got.Body instanceof Readable))
      throw new Error('S3 told no ETag or no body');
    return { etag: got.ETag, body: got.Body as AsyncIterable<Buffer> };
  }

  async writeOnce(key: string, chunks: AsyncIterable<Buffer>, options: WriteOptions): Promise<boolean> {
    return await succeeds(this.#uploader.upload(key, chunks, options));
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
        if (await unlessMissing(this.client.send(abort, abortable(signal)))) count++;
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

/** Only if the object is still the one that was seen. */
function unchangedSince(etag: string | undefined) {
  return etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
}
