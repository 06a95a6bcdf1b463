import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import type { Schedule } from './calendar/schedule.js';
import {
  findBrokenValues,
  findGiven,
  findPlainHttp,
  findSdkMistakes,
  type Given,
  type Variables,
} from './config/check-values.js';
import { environment, type LogLevel, type Values } from './config/variables.js';

export type { LogLevel } from './config/variables.js';

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
  /** The address at which health and metrics are served; the playground's page is only ever on loopback. */
  readonly httpHost: string;
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
  /** The account that owns the bucket; any other's bucket of this name is refused. Undefined: not checked. */
  readonly bucketOwner: string | undefined;
  /** Only for the playground's bucket; otherwise the AWS SDK finds them. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Lists every mistake by the name of its variable, without values. */
export class ConfigError extends Error {
  constructor(readonly mistakes: readonly string[]) {
    super(
      `The configuration has ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}

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

function readVariables(): Variables {
  if (existsSync('.env')) loadEnvFile('.env');
  // The SDK's warning of an old Node; ours says what it means, see `explainOldNode`.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  return process.env;
}

/**
 * Parses the bot's configuration. An empty variable counts as not set.
 * @throws ConfigError with every mistake at once
 */
export function parseBotConfig(variables: Variables): BotConfig {
  const given = findGiven(variables);
  const isPlayground = !given.has('DISCORD_TOKEN');
  const mistakes = isPlayground ? findRealPlaces(given) : findUnsafe(given, variables);
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
    httpHost: values.HTTP_HOST,
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
  const mistakes = findUnsafe(given, variables);
  if (needs.database && given.get('NODE_ENV') === 'production' && !given.has('MONGODB_URI')) {
    mistakes.push(`MONGODB_URI is missing; ${nothingEmbedded}`);
  }
  const values = parseValues(given, mistakes);
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

function findUnsafe(given: Given, variables: Variables): string[] {
  return [...findPlainHttp(given), ...(given.has('S3_BUCKET') ? findSdkMistakes(given, variables) : [])];
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
  'HTTP_HOST',
  'S3_BUCKET_OWNER',
  'S3_ENDPOINT',
  'S3_FORCE_PATH_STYLE',
  'S3_PREFIX',
  'S3_REGION',
  'S3_SSE',
  'SHARDS',
  'SHARD_COUNT',
];

/** @throws ConfigError with the mistakes that are known already, and those of single variables */
function parseValues(given: Given, known: readonly string[]): Values {
  const broken = findBrokenValues(given);
  const parsed = environment.safeParse(Object.fromEntries(given));
  const issues = (parsed.error?.issues ?? []).map(({ path, message }) => ({
    name: String(path[0]),
    message,
  }));
  const mistakes = [
    ...known,
    ...[...broken, ...issues.filter(({ name }) => !broken.some((other) => other.name === name))].map(
      ({ name, message }) => `${name} ${message}`,
    ),
  ];
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
    bucketOwner: values.S3_BUCKET_OWNER,
  };
}
