import { describe, expect, test } from '@jest/globals';
import {
  ConfigError,
  parseBotConfig,
  parseCommandConfig,
  type BotConfig,
  type CommandConfig,
} from '../../src/config.js';

/** A valid value of each variable that leads to somewhere real. */
const real = {
  DISCORD_TOKEN: 'a-token',
  MONGODB_URI: 'mongodb://db.example.com/hisaab',
  S3_BUCKET: 'real-bucket',
  S3_PREFIX: 'real-prefix',
  S3_ENDPOINT: 'https://s3.example.com',
  ALERT_WEBHOOK_URL: 'https://alerts.example.com/hook',
  DISCORD_API_URL: 'https://discord.example.com/api',
} as const;
type Name = keyof typeof real;

/** All ways to set some of the variables and not the others. */
const combinations = Object.keys(real).reduce<Name[][]>(
  (sets, name) => sets.flatMap((set) => [set, [...set, name as Name]]),
  [[]],
);

function variablesOf(names: readonly Name[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, real[name]]));
}

/** The names of the variables with a mistake, or the configuration. */
function outcome<Config extends BotConfig | CommandConfig>(parse: () => Config): Config | string[] {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.mistakes.map((mistake) => mistake.split(' ')[0] ?? '').sort();
  }
}

describe('the bot', () => {
  test.each(combinations.filter((names) => !names.includes('DISCORD_TOKEN')))(
    'without a token reaches nothing real, with %s %s %s %s %s %s set',
    (...names: Name[]) => {
      const found = outcome(() => parseBotConfig(variablesOf(names)));
      const refused = names.filter((name) => name === 'MONGODB_URI' || name === 'S3_BUCKET');
      if (refused.length > 0) {
        expect(found).toEqual(refused);
        return;
      }
      // Whatever a later version adds to it.
      const all = JSON.stringify(found);
      for (const value of Object.values(real)) expect(all).not.toContain(value);
      expect(found).toMatchObject({ discord: undefined, unused: names.toSorted() });
    },
  );

  test.each(combinations.filter((names) => names.includes('DISCORD_TOKEN')))(
    'with %s %s %s %s %s %s %s uses what is set',
    (...names: Name[]) => {
      const found = outcome(() => parseBotConfig(variablesOf(names)));
      expect(found).toMatchObject({
        discord: {
          token: real.DISCORD_TOKEN,
          apiUrl: names.includes('DISCORD_API_URL') ? real.DISCORD_API_URL : undefined,
        },
        mongodbUri: names.includes('MONGODB_URI') ? real.MONGODB_URI : undefined,
        alertWebhookUrl: names.includes('ALERT_WEBHOOK_URL') ? real.ALERT_WEBHOOK_URL : undefined,
        s3: names.includes('S3_BUCKET') ? { bucket: real.S3_BUCKET } : undefined,
      });
    },
  );

  test('is told what to set, and every other mistake with it', () => {
    const parse = () => parseBotConfig({ MONGODB_URI: real.MONGODB_URI, TIME_ZONE: 'Mars/Olympus' });
    expect(parse).toThrow(
      /MONGODB_URI is set, and DISCORD_TOKEN is not: set DISCORD_TOKEN[^]+TIME_ZONE must/,
    );
  });

  test.each([
    [['DISCORD_TOKEN'], ['MONGODB_URI']],
    [['MONGODB_URI'], ['DISCORD_TOKEN', 'MONGODB_URI']],
    [[], ['DISCORD_TOKEN', 'MONGODB_URI']],
  ] satisfies [Name[], Name[]][])('in production with only %j names %j', (names, named) => {
    const found = outcome(() => parseBotConfig({ ...variablesOf(names), NODE_ENV: 'production' }));
    expect(found).toEqual(named);
  });
});

describe('a command of the host', () => {
  test.each(combinations)('needs no token; it has %s %s %s %s %s %s %s', (...names: Name[]) => {
    const variables = variablesOf(names);
    for (const database of [true, false]) {
      expect(outcome(() => parseCommandConfig(variables, { database }))).toMatchObject({
        mongodbUri: variables['MONGODB_URI'],
        dataOwner: names.includes('DISCORD_TOKEN') ? 'bot' : 'playground',
        s3: names.includes('S3_BUCKET') ? { bucket: real.S3_BUCKET } : undefined,
        alertWebhookUrl: variables['ALERT_WEBHOOK_URL'],
      });
    }
  });

  test('in production needs a database only where it works with one', () => {
    const production = { NODE_ENV: 'production', S3_BUCKET: real.S3_BUCKET };
    const parse = (variables: Record<string, string>, database: boolean) =>
      outcome(() => parseCommandConfig(variables, { database }));
    expect(parse(production, true)).toEqual(['MONGODB_URI']);
    expect(parse(production, false)).toMatchObject({ s3: { bucket: real.S3_BUCKET } });
    const { MONGODB_URI } = real;
    expect(parse({ ...production, MONGODB_URI }, true)).toMatchObject({ mongodbUri: MONGODB_URI });
  });
});
