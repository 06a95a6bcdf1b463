import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { CreateBucketCommand, CreateMultipartUploadCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startBucket } from '../../demo/bucket/start-bucket.js';
import type { S3Settings } from '../../src/config.js';
import type { ObjectStore } from '../../src/export/object-store.js';
import { connectS3 } from '../../src/export/s3.js';

/** Somewhere to keep objects, and what is to be done when the tests of it have ended. */
interface Place {
  readonly settings: S3Settings;
  stop(): Promise<void>;
}

/**
 * One contract for every store: the bucket of this machine, or the S3 server that `HISAAB_TEST_S3_ENDPOINT` names, with
 * the credentials that the AWS SDK finds; a bucket is made there, and stays.
 */
const otherEndpoint = process.env['HISAAB_TEST_S3_ENDPOINT'];
const openPlace = (): Promise<Place> =>
  otherEndpoint === undefined ? startBucket() : makeBucketAt(otherEndpoint);

async function makeBucketAt(endpoint: string): Promise<Place> {
  const bucket = `hisaab-test-${randomBytes(6).toString('hex')}`;
  const region = process.env['AWS_REGION'] ?? 'us-east-1';
  const settings = {
    bucket,
    prefix: '',
    region,
    endpoint,
    forcePathStyle: true,
    sse: undefined,
    bucketOwner: undefined,
  };
  const client = new S3Client(settings);
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  return { settings, stop: () => Promise.resolve() };
}

const partBytes = 5 * 1024 * 1024;
const contentType = 'text/csv; charset=utf-8';
const owner = 'a-database';
const { signal } = new AbortController();

/** Chunks of 64 kB, as an export makes them. */
async function* chunksOf(content: Buffer): AsyncGenerator<Buffer> {
  for (let from = 0; from < content.length; from += 65_536) {
    yield await Promise.resolve(content.subarray(from, from + 65_536));
  }
}

function checksumOf(content: Buffer): string {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(content));
  return sum.toString('base64');
}

function totalsOf(content: Buffer) {
  return { bytes: content.length, crc32: checksumOf(content) };
}

let place: Place;
let store: ObjectStore;
let key: string;
beforeAll(async () => {
  place = await openPlace();
  store = connect();
});
afterAll(async () => {
  store.close();
  await place.stop();
});
beforeEach(() => {
  key = `users/${randomBytes(6).toString('hex')}.csv`;
});

function connect(settings = place.settings): ObjectStore {
  return connectS3(settings, { silentMs: 5_000, maxAttempts: 2, partBytes });
}

function writeOnce(content: Buffer, totals = totalsOf(content), by = store): Promise<boolean> {
  return by.writeOnce(key, chunksOf(content), { contentType, owner, signal, getTotals: () => totals });
}

async function readAll(from: string): Promise<Buffer | undefined> {
  const object = await store.fetch(from);
  if (!object) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of object.body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** As a process leaves uploads behind that dies. */
async function leaveOpen(...keys: readonly string[]): Promise<void> {
  const client = new S3Client(place.settings as object);
  for (const open of keys) {
    await client.send(new CreateMultipartUploadCommand({ Bucket: place.settings.bucket, Key: open }));
  }
  client.destroy();
}

/** Ends what is open under the key of this test. */
function endUploads(): Promise<number> {
  return store.abortUploads(key, () => true);
}

describe('every store', () => {
  test('says where nothing lies', async () => {
    expect(await store.find(key)).toBeUndefined();
    expect(await store.fetch(key)).toBeUndefined();
  });

  test.each([
    ['an empty file', 0],
    ['a small file', 1_000],
    ['a file of exactly one part', partBytes],
    ['a file of three parts', 2 * partBytes + 1],
  ])('writes %s whole, and only once', async (_what, bytes) => {
    const content = randomBytes(bytes);
    expect(await writeOnce(content)).toBe(true);
    expect(await writeOnce(Buffer.from('another'))).toBe(false);
    expect(await writeOnce(randomBytes(partBytes + 1))).toBe(false);
    expect((await readAll(key))?.equals(content)).toBe(true);
    const stored = await store.find(key);
    expect(stored).toMatchObject({ bytes, owner });
    expect([undefined, checksumOf(content)]).toContain(stored?.crc32);
    expect(await endUploads()).toBe(0);
  });

  test.each([
    ['small files', 100],
    ['files of two parts', partBytes + 100],
  ])('lets one of many win who write %s at once', async (_what, bytes) => {
    const contents = Array.from({ length: 5 }, () => randomBytes(bytes));
    const rivals = contents.map(() => connect());
    const written = await Promise.all(
      contents.map((content, index) => writeOnce(content, totalsOf(content), rivals[index])),
    );
    for (const rival of rivals) rival.close();
    expect(written.filter(Boolean)).toHaveLength(1);
    expect((await readAll(key))?.equals(contents[written.indexOf(true)] ?? Buffer.of())).toBe(true);
    expect(await endUploads()).toBe(0);
  });

  test('keeps nothing of a file whose source breaks off', async () => {
    const breakOff = async function* () {
      yield* chunksOf(randomBytes(2 * partBytes));
      throw new Error('the source broke off');
    };
    const writing = store.writeOnce(key, breakOff(), {
      contentType,
      owner,
      signal,
      getTotals: () => totalsOf(Buffer.of()),
    });
    await expect(writing).rejects.toThrow('the source broke off');
    expect(await store.find(key)).toBeUndefined();
    expect(await endUploads()).toBe(0);
  });

  test('keeps nothing of a file whose upload is aborted', async () => {
    const stopping = new AbortController();
    const stop = async function* () {
      yield* chunksOf(randomBytes(partBytes + 1));
      stopping.abort();
      yield* chunksOf(randomBytes(partBytes + 1));
    };
    const options = { contentType, owner, signal: stopping.signal, getTotals: () => totalsOf(Buffer.of()) };
    await expect(store.writeOnce(key, stop(), options)).rejects.toMatchObject({ name: 'AbortError' });
    expect(await store.find(key)).toBeUndefined();
    expect(await endUploads()).toBe(0);
  });

  test('refuses what arrived with another checksum than it left with', async () => {
    const content = randomBytes(partBytes + 1);
    // The store refuses it, whatever it calls that.
    await expect(writeOnce(content, { ...totalsOf(content), crc32: 'AAAAAA==' })).rejects.toMatchObject({
      $fault: 'client',
      ...(otherEndpoint === undefined && { name: 'BadDigest' }),
    });
    expect(await store.find(key)).toBeUndefined();
  });

  test('replaces only what was seen', async () => {
    const replace = (text: string, seen?: string) => store.replace(key, text, seen, { contentType });
    expect(await replace('1')).toBe(true);
    expect(await replace('2')).toBe(false);
    const seen = (await store.find(key))?.etag;
    expect(await replace('3', seen)).toBe(true);
    expect(await replace('4', seen)).toBe(false);
    expect((await readAll(key))?.toString()).toBe('3');
  });

  test('copies', async () => {
    await writeOnce(Buffer.from('1'));
    expect(await store.copy(key, `${key} latest`, undefined)).toBe(true);
    expect((await readAll(`${key} latest`))?.toString()).toBe('1');
  });

  test('ends an upload that was left open', async () => {
    await leaveOpen(key);
    expect(await endUploads()).toBe(1);
    expect(await endUploads()).toBe(0);
  });

  test('names a bucket that is not there', async () => {
    const nowhere = connect({ ...place.settings, bucket: 'hisaab-not-there' });
    await expect(nowhere.fetch(key)).rejects.toMatchObject({ name: 'NoSuchBucket' });
    nowhere.close();
  });
});

// Exports are safe on a store without these, see "Other stores" in docs/operating.md.
(otherEndpoint === undefined ? describe : describe.skip)('a store as Amazon has it', () => {
  test('copies only over what was seen', async () => {
    const target = `${key} latest`;
    await writeOnce(Buffer.from('1'));
    expect(await store.copy(key, target, undefined)).toBe(true);
    expect(await store.copy(key, target, undefined)).toBe(false);
    const seen = (await store.find(target))?.etag;
    await store.replace(key, '2', (await store.find(key))?.etag, { contentType });
    expect(await store.copy(key, target, seen)).toBe(true);
    expect(await store.copy(key, target, seen)).toBe(false);
    expect((await readAll(target))?.toString()).toBe('2');
  });

  test('ends the open uploads that are ours, and no others', async () => {
    await leaveOpen(`${key}.1`, `${key}.1`, `${key}.2`);
    expect(await store.abortUploads(key, (open) => open.endsWith('.1'))).toBe(2);
    expect(await endUploads()).toBe(1);
  });
});
