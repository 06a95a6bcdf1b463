import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { z } from 'zod';
import { CronError, parseCron, type CronTimes } from './calendar/parse-cron.js';
import type { Schedule } from './calendar/schedule.js';

/** All settings of the host. `.env.example` describes them. */
export interface Config {
  readonly discord:
    | {
        readonly token: string;
        /** REST base without version; undefined: Discord's own. */
        readonly apiUrl: string | undefined;
        readonly shards: readonly number[] | 'auto';
        readonly shardCount: number | undefined;
      }
    /** No token: the bot runs on the playground. */
    | undefined;
  /** Undefined: the embedded server. */
  readonly mongodbUri: string | undefined;
  readonly dataDir: string;
  readonly cacheDir: string;
  readonly httpPort: number;
  readonly logLevel: LogLevel;
  /** Undefined: nothing is exported. */
  readonly s3: S3Settings | undefined;
  readonly exportSchedule: Schedule;
  /** Gets a POST when the last retry of a job failed. */
  readonly alertWebhookUrl: string | undefined;
}

/** The bucket where exports go. */
export interface S3Settings {
  readonly bucket: string;
  /** Empty, or ending with a slash. */
  readonly prefix: string;
  readonly region: string;
  /** Undefined: Amazon's own. */
  readonly endpoint: string | undefined;
  readonly forcePathStyle: boolean;
  /** `AES256`, or the id of a KMS key; undefined: the bucket's default. */
  readonly sse: string | undefined;
  /** Only for the playground's bucket; otherwise the AWS SDK finds them. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Lists every mistake by the name of its variable, without values. */
export class ConfigError extends Error {
  constructor(readonly mistakes: readonly string[]) {
    super(
      `The configuration has ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}

const httpUrl = z.url({
  protocol: /^https?$/,
  error: 'must be an http or https address, e.g. http://127.0.0.1:4000/api',
});
const wholeNumber = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a whole number')
  .transform(Number);

const cron = z.string().transform((text, context): CronTimes => {
  try {
    return parseCron(text);
  } catch (error) {
    if (!(error instanceof CronError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
});

/** `Intl.supportedValuesOf` lacks some zones that the runtime knows. */
function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const kmsKey =
  /^(AES256|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|alias\/[\w/-]+|arn:aws[\w-]*:kms:[\w-]+:\d{12}:(key|alias)\/[\w/-]+)$/;

const s3Variables = {
  S3_BUCKET: z
    .string()
    .regex(
      /^(?!.*\.\.)(?!\d+(\.\d+){3}$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      'must be the name of a bucket: 3 to 63 small letters, digits, dots and hyphens',
    )
    .optional(),
  S3_PREFIX: z
    .string()
    .max(200, 'must have at most 200 characters')
    .transform((prefix) => prefix.replace(/\/?$/, '/'))
    .refine(
      (prefix) => /^(?!.*(^|\/)\.{0,2}\/)[\w!.*'()/-]+$/.test(prefix),
      'must be a path of plain names without a slash at its beginning, e.g. hisaab/production',
    )
    .default(''),
  S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'must be the name of a region, e.g. ap-south-1')
    .default('ap-south-1'),
  S3_ENDPOINT: httpUrl
    .refine(
      (url) => isOrigin(url),
      'must be an address without path or password, e.g. https://s3.example.com',
    )
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  S3_FORCE_PATH_STYLE: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .transform((text) => text === 'true')
    .default(false),
  S3_SSE: z.string().regex(kmsKey, 'must be AES256, or the id, alias or ARN of a KMS key').optional(),
};

function hasPassword(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return username + password !== '';
}

function isOrigin(url: string): boolean {
  // `httpUrl` reports other texts.
  if (!URL.canParse(url) || !/^https?:/.test(url)) return true;
  const { username, password, pathname, search, hash } = new URL(url);
  return username + password + search + hash === '' && pathname === '/';
}

const environment = z.object({
  ...s3Variables,
  ALERT_WEBHOOK_URL: httpUrl
    // `fetch` would refuse it, but only when an alert is due.
    .refine((url) => !hasPassword(url), 'must be an address without user or password in it')
    .optional(),
  EXPORT_CRON: cron.default(parseCron('0 0 * * 0')),
  TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'must be the name of a time zone, e.g. Asia/Kolkata')
    .default('Asia/Kolkata'),
  DISCORD_TOKEN: z.string().min(1).optional(),
  DISCORD_API_URL: httpUrl.transform((url) => url.replace(/\/+$/, '')).optional(),
  SHARDS: z
    .string()
    .regex(/^(auto|\d+(,\d+)*)$/, 'must be auto or numbers with commas, e.g. 0,1')
    .transform((text) => (text === 'auto' ? ('auto' as const) : text.split(',').map(Number)))
    .default('auto'),
  SHARD_COUNT: z
    .union([z.literal('auto'), wholeNumber.refine((count) => count > 0, 'must be at least 1')])
    .transform((count) => (count === 'auto' ? undefined : count))
    .optional(),
  MONGODB_URI: z
    .string()
    .regex(
      /^mongodb(\+srv)?:\/\/[^/]+\/[^?/]+/,
      'must begin with mongodb:// or mongodb+srv:// and name the database, e.g. mongodb://127.0.0.1:27017/hisaab?replicaSet=rs0',
    )
    .optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  HTTP_PORT: wholeNumber.refine((port) => port <= 65_535, 'must be a port, 0 to 65535').default(3000),
  LOG_LEVEL: z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }).optional(),
  NODE_ENV: z.string().optional(),
});

/**
 * Loads the configuration from `.env`, if it exists, and from the environment, which wins.
 * @throws ConfigError with every mistake at once
 */
export function loadConfig(): Config {
  if (existsSync('.env')) loadEnvFile('.env');
  return parseConfig(process.env);
}

/**
 * Parses the configuration. An empty variable counts as not set.
 * @throws ConfigError with every mistake at once
 */
export function parseConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value?.trim()));
  const parsed = environment.safeParse(given);
  const mistakes = parsed.success
    ? missingInProduction(parsed.data)
    : parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`);
  if (parsed.data?.SHARD_COUNT === undefined && Array.isArray(parsed.data?.SHARDS)) {
    mistakes.push('SHARD_COUNT must be set where SHARDS names shards');
  }
  if (mistakes.length > 0 || !parsed.success) throw new ConfigError(mistakes);
  const values = parsed.data;
  return {
    discord: values.DISCORD_TOKEN
      ? {
          token: values.DISCORD_TOKEN,
          apiUrl: values.DISCORD_API_URL,
          shards: values.SHARDS,
          shardCount: values.SHARD_COUNT,
        }
      : undefined,
    mongodbUri: values.MONGODB_URI,
    dataDir: values.DATA_DIR,
    cacheDir: '.cache',
    httpPort: values.HTTP_PORT,
    // On the playground the examples are printed, so the log stays short.
    logLevel: values.LOG_LEVEL ?? (values.DISCORD_TOKEN ? 'info' : 'warn'),
    s3: toS3Settings(values),
    exportSchedule: { times: values.EXPORT_CRON, timeZone: values.TIME_ZONE },
    alertWebhookUrl: values.ALERT_WEBHOOK_URL,
  };
}

function toS3Settings(values: z.infer<typeof environment>): S3Settings | undefined {
  if (values.S3_BUCKET === undefined) return undefined;
  return {
    bucket: values.S3_BUCKET,
    prefix: values.S3_PREFIX,
    region: values.S3_REGION,
    endpoint: values.S3_ENDPOINT,
    forcePathStyle: values.S3_FORCE_PATH_STYLE,
    sse: values.S3_SSE,
  };
}

function missingInProduction(values: z.infer<typeof environment>): string[] {
  if (values.NODE_ENV !== 'production') return [];
  return (['DISCORD_TOKEN', 'MONGODB_URI'] as const)
    .filter((name) => values[name] === undefined)
    .map((name) => `${name} is missing; with NODE_ENV=production nothing is embedded`);
}
