import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { z } from 'zod';

/** Everything that whoever runs the bot can set; see `.env.example` for what each one means. */
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
  /** The production image sets NODE_ENV=production: nothing is embedded there. */
  readonly isProduction: boolean;
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Every mistake in the configuration, by the name of its variable; values are never repeated. */
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

const environment = z.object({
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
 * Reads the configuration from `.env`, where there is one, and from the environment, which wins.
 * @throws ConfigError with every mistake at once
 */
export function readConfig(): Config {
  if (existsSync('.env')) loadEnvFile('.env');
  return parseConfig(process.env);
}

/**
 * The configuration that a set of variables makes. An empty variable counts as not set.
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
    // On the playground people watch the examples, not the log.
    logLevel: values.LOG_LEVEL ?? (values.DISCORD_TOKEN ? 'info' : 'warn'),
    isProduction: values.NODE_ENV === 'production',
  };
}

function missingInProduction(values: z.infer<typeof environment>): string[] {
  if (values.NODE_ENV !== 'production') return [];
  return (['DISCORD_TOKEN', 'MONGODB_URI'] as const)
    .filter((name) => values[name] === undefined)
    .map((name) => `${name} is missing; with NODE_ENV=production nothing is embedded`);
}
