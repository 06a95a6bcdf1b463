import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ObjectStore } from '../../src/export/object-store.js';
import { connectS3 } from '../../src/export/s3.js';
import { openBucket, type TestBucket } from './bucket.js';

// The bucket of the tests must refuse what Amazon S3 refuses, or the tests of the export prove nothing.

let bucket: TestBucket;
let client: S3Client;
beforeAll(async () => {
  bucket = await openBucket({ publicRead: true });
  client = new S3Client(bucket.settings);
});
afterAll(async () => {
  client.destroy();
  await bucket.stop();
});

const Bucket = 'hisaab';

describe('the bucket on this machine', () => {
  test('takes what the SDK signs, in one piece and in chunks with a trailer', async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'one' }));
    const Body = Readable.from([Buffer.from('t'), Buffer.from('wo')]);
    await client.send(new PutObjectCommand({ Bucket, Key: 'b', Body, ContentLength: 3 }));
    expect(await bucket.readText('a')).toBe('one');
    expect(await bucket.readText('b')).toBe('two');
  });

  test('refuses another secret, another key, and no signature', async () => {
    const put = new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' });
    const { credentials } = bucket.settings;
    const wrong = {
      ...bucket.settings,
      credentials: { accessKeyId: credentials?.accessKeyId ?? '', secretAccessKey: 'x' },
    };
    await expect(new S3Client(wrong).send(put)).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    const unknown = { ...bucket.settings, credentials: { accessKeyId: 'nobody', secretAccessKey: 'x' } };
    await expect(new S3Client(unknown).send(put)).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
    const unsigned = await fetch(`${bucket.url}/a`, { method: 'PUT', body: 'x' });
    expect(unsigned.status).toBe(403);
    expect(await bucket.readText('a')).toBe('one');
  });

  test('takes requests for another owner of the bucket by nobody', async () => {
    const owned = await openBucket({ owner: '111122223333' });
    try {
      const options = { contentType: 'text/csv', owner: 'a-database', signal: new AbortController().signal };
      const getTotals = () => ({ bytes: 2, crc32: 'eBSO1w==' });
      const write = (store: ObjectStore, key: string) =>
        store.writeOnce(key, Readable.from([Buffer.from('x\n')]), { ...options, getTotals });
      const ours = connectS3({ ...owned.settings, bucketOwner: '111122223333' });
      await write(ours, 'a');
      expect(await ours.replace('b', 'x', undefined, { contentType: 'text/csv' })).toBe(true);
      expect(await ours.copy('a', 'c', undefined)).toBe(true);
      expect((await ours.find('c'))?.bytes).toBe(2);
      const refused = { $metadata: { httpStatusCode: 403 } };
      const others = connectS3({ ...owned.settings, bucketOwner: '444455556666' });
      for (const work of [
        () => write(others, 'd'),
        () => others.replace('d', 'x', undefined, { contentType: 'text/csv' }),
        () => others.copy('a', 'd', undefined),
        () => others.find('a'),
        () => others.fetch('a'),
        () => others.remove('a'),
        () => others.abortUploads('', () => true),
      ]) {
        await expect(work()).rejects.toMatchObject(refused);
      }
      ours.close();
      others.close();
    } finally {
      await owned.stop();
    }
  });

  test('refuses a body, and a checksum, that were changed on the way', async () => {
    for (const [name, change] of [
      ['XAmzContentSHA256Mismatch', { body: 'xyz' }],
      ['BadDigest', { headers: { 'x-amz-checksum-crc32': 'AAAAAA==' } }],
    ] as const) {
      const tampering = new S3Client({ ...bucket.settings, maxAttempts: 1 });
      const middleware: Parameters<typeof tampering.middlewareStack.add>[0] = (next) => async (args) => {
        const request = (args as { request: { body: unknown; headers: Record<string, string> } }).request;
        if ('body' in change) request.body = change.body;
        else Object.assign(request.headers, change.headers);
        return await next(args);
      };
      // After the signature, or between it and the checksum.
      if ('body' in change)
        tampering.middlewareStack.add(middleware as never, { step: 'finalizeRequest', priority: 'low' });
      else tampering.middlewareStack.add(middleware as never, { step: 'build', priority: 'low' });
      const put = new PutObjectCommand({ Bucket, Key: 'c', Body: 'abc' });
      await expect(tampering.send(put)).rejects.toMatchObject({ name });
      expect(await bucket.readText('c')).toBeUndefined();
    }
  });

  test('writes under a condition only if it holds', async () => {
    const put = (fields: object) =>
      client.send(new PutObjectCommand({ Bucket, Key: 'd', Body: 'x', ...fields }));
    const { ETag } = await put({ IfNoneMatch: '*' });
    await expect(put({ IfNoneMatch: '*' })).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
    await expect(put({ IfMatch: '"other"' })).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
    await put({ IfMatch: ETag });
  });

  test('lets one of many win that write under the same condition at once', async () => {
    const writes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        client.send(new PutObjectCommand({ Bucket, Key: 'e', Body: String(index), IfNoneMatch: '*' })),
      ),
    );
    expect(writes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('does not complete an upload whose whole is not what was said', async () => {
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({ Bucket, Key: 'f', Metadata: { database: 'ours' } }),
    );
    const { ETag } = await client.send(
      new UploadPartCommand({ Bucket, Key: 'f', UploadId, PartNumber: 1, Body: 'part' }),
    );
    const complete = (fields: object) =>
      client.send(
        new CompleteMultipartUploadCommand({
          ...{ Bucket, Key: 'f', UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } },
          ...fields,
        }),
      );
    await expect(complete({ MpuObjectSize: 5 })).rejects.toMatchObject({ name: 'InvalidRequest' });
    await expect(complete({ ChecksumCRC32: 'AAAAAA==', ChecksumType: 'FULL_OBJECT' })).rejects.toMatchObject({
      name: 'BadDigest',
    });
    expect(bucket.openUploads()).toEqual(['f']);
    await complete({ MpuObjectSize: 4 });
    expect(bucket.openUploads()).toEqual([]);
    expect(await bucket.readText('f')).toBe('part');
    expect(await bucket.store.find('f')).toMatchObject({ owner: 'ours' });
  });

  test('can be read without a signature if it is public', async () => {
    const text = await (await fetch(`${bucket.url}/a`)).text();
    expect(text).toBe('one');
  });
});
