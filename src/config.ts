import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { z } from 'zod';
import { CronError, parseCron, type CronTimes } from './calendar/parse-cron.js';
import type { Schedule } from './calendar/schedule.js';

/** The settings of the bot: on Discord, or on the playground. `.env.example` describes them. */
export type BotConfig = DiscordConfig | PlaygroundConfig;

interface ProcessConfig {
  readonly dataDir: string;
  readonly cacheDir: string;
  readonly httpPort: number;
  readonly logLevel: LogLevel;
}

/** With a token: whatever the variables name is used. */
export interface DiscordConfig extends ProcessConfig, ExportConfig {
  readonly discord: DiscordSettings;
  /** Undefined: the embedded server. */
  readonly mongodbUri: string | undefined;
}

/**
 * Without a token the bot plays its examples, so it gets no database, bucket or webhook of anybody's: it brings its own
 * database and bucket.
 */
export interface PlaygroundConfig extends ProcessConfig {
  readonly discord: undefined;
  readonly exportSchedule: Schedule;
  /** The names of variables that are set, and not used without a token. */
  readonly unused: readonly string[];
}

export interface DiscordSettings {
  readonly token: string;
  /** REST base without version; undefined: Discord's own. */
  readonly apiUrl: string | undefined;
  readonly shards: readonly number[] | 'auto';
  readonly shardCount: number | undefined;
}

/** When and where the data of all users are exported. */
export interface ExportConfig {
  /** Undefined: nothing is exported. */
  readonly s3: S3Settings | undefined;
  readonly exportSchedule: Schedule;
  /** Gets a POST when the last retry of a job failed. */
  readonly alertWebhookUrl: string | undefined;
}

/** The settings of the host's commands. They play no examples, so they need no token. */
export interface CommandConfig extends ExportConfig {
  /** Undefined: the embedded server. */
  readonly mongodbUri: string | undefined;
  readonly dataDir: string;
  /** Whose embedded database is meant: that of the bot which the same variables start. */
  readonly dataOwner: DataOwner;
  readonly cacheDir: string;
}

/** Made-up data and real ones never share a database. */
export type DataOwner = 'bot' | 'playground';

/** What a command of the host works with. */
export interface CommandNeeds {
  readonly database: boolean;
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
 * Loads the bot's configuration from `.env`, if it exists, and from the environment, which wins.
 * @throws ConfigError with every mistake at once
 */
export function loadBotConfig(): BotConfig {
  return parseBotConfig(readVariables());
}

/**
 * Loads the configuration of one of the host's commands, from the same places.
 * @throws ConfigError with every mistake at once
 */
export function loadCommandConfig(needs: CommandNeeds): CommandConfig {
  return parseCommandConfig(readVariables(), needs);
}

type Variables = Readonly<Record<string, string | undefined>>;

function readVariables(): Variables {
  if (existsSync('.env')) loadEnvFile('.env');
  return process.env;
}

/**
 * Parses the bot's configuration. An empty variable counts as not set.
 * @throws ConfigError with every mistake at once
 */
export function parseBotConfig(variables: Variables): BotConfig {
  const given = findGiven(variables);
  const mistakes = given.has('DISCORD_TOKEN') ? [] : findRealPlaces(given);
  if (given.get('NODE_ENV') === 'production') {
    const missing = (['DISCORD_TOKEN', 'MONGODB_URI'] as const).filter((name) => !given.has(name));
    mistakes.push(...missing.map((name) => `${name} is missing; ${nothingEmbedded}`));
  }
  const values = parseValues(given, mistakes);
  const exportSchedule = toSchedule(values);
  const process = { dataDir: values.DATA_DIR, cacheDir, httpPort: values.HTTP_PORT };
  if (values.DISCORD_TOKEN === undefined) {
    // The examples are printed, so the log stays short.
    const logLevel = values.LOG_LEVEL ?? 'warn';
    const unused = unusedOnPlayground.filter((name) => given.has(name));
    return { ...process, discord: undefined, logLevel, exportSchedule, unused };
  }
  return {
    ...process,
    discord: {
      token: values.DISCORD_TOKEN,
      apiUrl: values.DISCORD_API_URL,
      shards: values.SHARDS,
      shardCount: values.SHARD_COUNT,
    },
    mongodbUri: values.MONGODB_URI,
    logLevel: values.LOG_LEVEL ?? 'info',
    s3: toS3Settings(values),
    exportSchedule,
    alertWebhookUrl: values.ALERT_WEBHOOK_URL,
  };
}

/**
 * Parses the configuration of one of the host's commands. An empty variable counts as not set.
 * @throws ConfigError with every mistake at once
 */
export function parseCommandConfig(variables: Variables, needs: CommandNeeds): CommandConfig {
  const given = findGiven(variables);
  const isMissing = needs.database && given.get('NODE_ENV') === 'production' && !given.has('MONGODB_URI');
  const values = parseValues(given, isMissing ? [`MONGODB_URI is missing; ${nothingEmbedded}`] : []);
  return {
    mongodbUri: values.MONGODB_URI,
    dataDir: values.DATA_DIR,
    dataOwner: values.DISCORD_TOKEN === undefined ? 'playground' : 'bot',
    cacheDir,
    s3: toS3Settings(values),
    exportSchedule: toSchedule(values),
    alertWebhookUrl: values.ALERT_WEBHOOK_URL,
  };
}

const cacheDir = '.cache';
const nothingEmbedded = 'with NODE_ENV=production nothing is embedded';

/** The variables that are set, by name. */
type Given = ReadonlyMap<string, string>;

function findGiven(variables: Variables): Given {
  return new Map(
    Object.keys(environment.shape).flatMap((name) => {
      const value = variables[name]?.trim() ?? '';
      return value === '' ? [] : [[name, value]];
    }),
  );
}

/** Without a token the examples would be played there. */
function findRealPlaces(given: Given): string[] {
  return ['MONGODB_URI', 'S3_BUCKET']
    .filter((name) => given.has(name))
    .map(
      (name) =>
        `${name} is set, and DISCORD_TOKEN is not: set DISCORD_TOKEN to run the bot there. Without it Hisaab plays examples on a playground, with a database and a bucket of its own; for that leave ${name} out`,
    );
}

/** What has no meaning, or would reach real people, on the playground. */
const unusedOnPlayground = [
  'ALERT_WEBHOOK_URL',
  'DISCORD_API_URL',
  'S3_ENDPOINT',
  'S3_FORCE_PATH_STYLE',
  'S3_PREFIX',
  'S3_REGION',
  'S3_SSE',
  'SHARDS',
  'SHARD_COUNT',
];

type Values = z.infer<typeof environment>;

/** @throws ConfigError with the mistakes that are known already, and those of single variables */
function parseValues(given: Given, known: readonly string[]): Values {
  const parsed = environment.safeParse(Object.fromEntries(given));
  const issues = parsed.error?.issues ?? [];
  const mistakes = [...known, ...issues.map((issue) => `${String(issue.path[0])} ${issue.message}`)];
  const shards = given.get('SHARDS') ?? 'auto';
  if (/^\d/.test(shards) && (given.get('SHARD_COUNT') ?? 'auto') === 'auto') {
    mistakes.push('SHARD_COUNT must be set where SHARDS names shards');
  }
  if (mistakes.length > 0 || !parsed.success) throw new ConfigError(mistakes);
  return parsed.data;
}

function toSchedule({ EXPORT_CRON, TIME_ZONE }: Values): Schedule {
  return { times: EXPORT_CRON, timeZone: TIME_ZONE };
}

function toS3Settings(values: Values): S3Settings | undefined {
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
