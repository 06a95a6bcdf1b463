import { parse } from 'csv-parse/sync';
import { startBucket, type Bucket, type BucketOptions } from '../../demo/bucket/start-bucket.js';
import type { ObjectStore } from '../../src/export/object-store.js';
import { connectS3, type S3Limits } from '../../src/export/s3.js';
import { publishExport, type PublishOptions } from '../../src/export/publish-export.js';
import { createLog } from '../../src/ops/log.js';

/** A bucket with a real client of it. */
export interface TestBucket extends Bucket {
  readonly store: ObjectStore;
  /** The object as text; undefined: there is none. */
  readText(key: string): Promise<string | undefined>;
}

/** An empty bucket; requests to it are given up soon. */
export async function openBucket(
  options: BucketOptions = {},
  limits: S3Limits = { silentMs: 1_000, maxAttempts: 3 },
): Promise<TestBucket> {
  const bucket = await startBucket(options);
  const store = connectS3(bucket.settings, limits);
  return {
    ...bucket,
    store,
    async readText(key) {
      const object = await store.fetch(key);
      if (!object) return undefined;
      const chunks: Buffer[] = [];
      for await (const chunk of object.body) chunks.push(chunk);
      return Buffer.concat(chunks).toString();
    },
    async stop() {
      store.close();
      await bucket.stop();
    },
  };
}

/** A file as a strict reader of another library sees it, by column. */
export function readCsv(text: string | undefined): Record<string, string>[] {
  if (text === undefined) throw new Error('There is no such file');
  return parse(text, { columns: true, record_delimiter: '\r\n', relax_quotes: false });
}

/** What the set of a slot is written with, when nothing is to go wrong. */
export function setOptions(
  fields: Pick<PublishOptions, 'storage' | 'store' | 'slot'> & Partial<PublishOptions>,
): PublishOptions {
  return {
    log: createLog('silent'),
    signal: new AbortController().signal,
    confirmLease: () => Promise.resolve(),
    ...fields,
  };
}

export function exportTo(
  fields: Pick<PublishOptions, 'storage' | 'store' | 'slot'> & Partial<PublishOptions>,
) {
  return publishExport(setOptions(fields));
}
