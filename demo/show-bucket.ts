import type { S3Client } from '@aws-sdk/client-s3';
import type { PageStore, StoredObject } from 'discord-playground/page';
import type { S3Settings } from '../src/config.js';

/** The page shows at most this much of an object. */
const shownBytes = 2 * 1024 * 1024;

/**
 * Gives the page access to the bot's bucket.
 * @param runNow runs the export now
 */
export function showBucket(settings: S3Settings, runNow: () => Promise<void>): PageStore {
  let client: Promise<S3Client> | undefined;
  // The SDK is loaded at the first look, not at the start.
  const connect = () => (client ??= connectClient(settings));
  return {
    name: 'Bucket',
    shortName: 'S3',
    hint: 'Bucket: what the export wrote',
    title: 'What the export wrote',
    emptyText: 'Nothing has been exported yet.',
    runNow,
    async list() {
      const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
      const command = new ListObjectsV2Command({ Bucket: settings.bucket, Prefix: settings.prefix });
      const { Contents = [] } = await (await connect()).send(command);
      return Contents.map(({ Key = '', Size = 0, LastModified = new Date(0) }): StoredObject => ({
        key: Key,
        sizeBytes: Size,
        changedAt: LastModified.toISOString(),
      })).sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    async read(key) {
      const { GetObjectCommand } = await import('@aws-sdk/client-s3');
      const command = new GetObjectCommand({ Bucket: settings.bucket, Key: key });
      const { Body } = await (await connect()).send(command);
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      return new TextDecoder().decode(bytes.subarray(0, shownBytes));
    },
  };
}

async function connectClient({
  region,
  endpoint,
  forcePathStyle,
  credentials,
}: S3Settings): Promise<S3Client> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  return new S3Client({
    ...{ region, forcePathStyle },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  });
}
