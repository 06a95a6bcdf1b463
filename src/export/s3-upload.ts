import { Readable } from 'node:stream';
import type { S3Client, ServerSideEncryption } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { WriteOptions } from './object-store.js';

/** At most two parts are sent at once; they and the one that is being filled are held in memory. */
const partsAtOnce = 2;

/** In the metadata of an object (`x-amz-meta-database`): the database that wrote it. */
export const ownerField = 'database';

export interface Encryption {
  readonly ServerSideEncryption?: ServerSideEncryption;
  readonly SSEKMSKeyId?: string;
}

export interface UploaderOptions {
  readonly bucket: string;
  readonly partBytes: number;
  readonly encryption: Encryption;
}

/** Uploads objects whose size is not known beforehand, in parts, to keys where there is nothing yet. */
export class Uploader {
  /** Of the uploads under way, by key: tells their size and checksum once all chunks have passed. */
  readonly #totals = new Map<string, WriteOptions['getTotals']>();

  constructor(
    private readonly client: S3Client,
    private readonly options: UploaderOptions,
  ) {
    this.#sendTotals();
  }

  /**
   * `Upload` completes an upload by its parts alone. The size and the checksum of the whole, named as well, make the
   * store refuse an object with a part missing.
   */
  #sendTotals(): void {
    this.client.middlewareStack.add(
      (next, context) => async (args) => {
        const input = args.input as { Key?: string };
        const totals = this.#totals.get(input.Key ?? '');
        if (context.commandName !== 'CompleteMultipartUploadCommand' || !totals) return await next(args);
        const { bytes, crc32 } = totals();
        const whole = { ChecksumCRC32: crc32, ChecksumType: 'FULL_OBJECT' as const, MpuObjectSize: bytes };
        return await next({ ...args, input: { ...args.input, ...whole } });
      },
      { step: 'initialize', name: 'sendTotals' },
    );
  }

  /** @throws S3ServiceException with status 412 when there is an object already */
  async upload(
    key: string,
    chunks: AsyncIterable<Buffer>,
    { contentType, owner, signal, getTotals }: WriteOptions,
  ): Promise<void> {
    const { bucket, partBytes, encryption } = this.options;
    const abortController = new AbortController();
    const abort = (): void => {
      abortController.abort();
    };
    signal.throwIfAborted();
    signal.addEventListener('abort', abort);
    this.#totals.set(key, getTotals);
    const body = Readable.from(chunks, { objectMode: false });
    try {
      const upload = new Upload({
        client: this.client,
        abortController,
        queueSize: partsAtOnce,
        partSize: partBytes,
        params: {
          Bucket: bucket,
          Key: key,
          Body: body,
          ContentType: contentType,
          Metadata: { [ownerField]: owner },
          IfNoneMatch: '*',
          ChecksumAlgorithm: 'CRC32',
          ChecksumType: 'FULL_OBJECT',
          ...encryption,
        },
      });
      await upload.done();
    } finally {
      body.destroy();
      this.#totals.delete(key);
      signal.removeEventListener('abort', abort);
    }
  }
}
