import { randomBytes } from 'node:crypto';
import type { S3Settings } from '../../src/config.js';
import { Gate, type FaultPlan } from './gate.js';

export type { BucketFault, BucketOperation, BucketRequest, FaultPlan } from './gate.js';

/** A bucket on this machine, kept in memory, that speaks the protocol of Amazon S3. */
export interface Bucket {
  /** How the bot reaches it. */
  readonly settings: S3Settings & { readonly endpoint: string };
  /** If it is public, the address of its objects for a browser, e.g. `${url}/users.csv`. */
  readonly url: string;
  /** Sets the faults from now on. */
  setFaults(plan: FaultPlan | undefined): void;
  /** The keys of uploads that are neither completed nor aborted. */
  openUploads(): string[];
  stop(): Promise<void>;
}

export interface BucketOptions {
  /** 0 or left out: any free one. */
  readonly port?: number;
  readonly name?: string;
  readonly prefix?: string;
  readonly sse?: string;
  /** The account that it belongs to; left out: the bot names none. */
  readonly owner?: string;
  /** Reading needs no signature. */
  readonly publicRead?: boolean;
}

const region = 'ap-south-1';

/** Starts an empty bucket: fauxqs behind the gate. */
export async function startBucket(options: BucketOptions = {}): Promise<Bucket> {
  const { port = 0, name = 'hisaab', prefix = '', publicRead = false } = options;
  // A development dependency: production must not load it.
  const { buildApp } = await import('fauxqs');
  const store = buildApp({ logger: false });
  await store.inject({ method: 'PUT', url: `/${name}` });
  const credentials = {
    accessKeyId: `PLAYGROUND${randomBytes(5).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
  const gate = new Gate({
    store,
    credentials,
    region,
    publicRead,
    owner: options.owner,
  });
  const endpoint = `http://127.0.0.1:${await gate.listen(port)}`;
  return {
    settings: {
      bucket: name,
      prefix,
      region,
      endpoint,
      forcePathStyle: true,
      sse: options.sse,
      bucketOwner: options.owner,
      credentials,
    },
    url: `${endpoint}/${name}/${prefix}`.replace(/\/$/, ''),
    setFaults(plan) {
      gate.faultPlan = plan;
    },
    openUploads: () => gate.uploads.list().map(({ key }) => key),
    async stop() {
      await gate.close();
      await store.close();
    },
  };
}
