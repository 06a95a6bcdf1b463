import type { S3Settings } from '../config.js';

/**
 * The place of the exports as one text, by which a slot remembers where it went: `s3://bucket/prefix/` at Amazon,
 * `https://s3.example.com/bucket/prefix/` elsewhere. The region is no part of it: a bucket's name is unique without.
 */
export function describeDestination({
  bucket,
  prefix,
  endpoint,
}: Pick<S3Settings, 'bucket' | 'prefix' | 'endpoint'>): string {
  const origin = endpoint === undefined ? 's3:/' : new URL(endpoint).origin;
  return `${origin}/${bucket}/${prefix}`;
}
