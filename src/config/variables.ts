import { z } from 'zod';
import { CronError, parseCron, type CronTimes } from '../calendar/parse-cron.js';
import { isTimeZone } from '../calendar/time-zone.js';

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

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
  S3_BUCKET_OWNER: z
    .string()
    .regex(/^\d{12}$/, "must be an account's number of 12 digits")
    .optional(),
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

/** The names of machines in a list. */
export function splitHosts(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((host) => host !== '');
}

/** What each variable may hold, and what it means. */
export const environment = z.object({
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
  DISCORD_TOKEN: z
    .string()
    // As it stands in the header that Discord's documentation shows.
    .transform((token) => token.replace(/^Bot\s+/i, ''))
    .refine(
      (token) => /^[!#-&(-~]+$/.test(token),
      "must be the bot's token alone, without spaces, quotes or line breaks in it",
    )
    .optional(),
  DISCORD_API_URL: httpUrl
    .transform((url) => url.replace(/\/+$/, ''))
    // Discord would answer 404 for ever.
    .refine((url) => !/\/v\d+$/.test(url), 'must be without its version, e.g. http://127.0.0.1:4000/api')
    .optional(),
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
  HTTP_HOST: z
    .string()
    .regex(
      /^([a-z0-9.-]+|(?=(.*:){2})[0-9a-f:.]+(%\w+)?)$/i,
      'must be an address of this machine, e.g. 127.0.0.1 or 0.0.0.0',
    )
    .default('127.0.0.1'),
  HTTP_PORT: wholeNumber.refine((port) => port <= 65_535, 'must be a port, 0 to 65535').default(3000),
  LOG_LEVEL: z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }).optional(),
  ALLOW_PLAIN_HTTP: z
    .string()
    .transform(splitHosts)
    .refine(
      (hosts) => hosts.every((host) => /^([\w.-]+|\[?[0-9a-f:.]+\]?)$/.test(host)),
      'must be names or addresses of machines with commas, without port, e.g. minio,10.0.0.7',
    )
    .default([]),
  NODE_ENV: z.string().optional(),
});

/** The meaning of the variables. */
export type Values = z.infer<typeof environment>;
