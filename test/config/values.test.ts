import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ConfigError, parseBotConfig, parseCommandConfig, type DiscordConfig } from '../../src/config.js';

const token = 'MTExMTExMTExMTExMTExMTEx.GabcdE.abc-def_ghi';

function parse(variables: Record<string, string>): DiscordConfig {
  const config = parseBotConfig({ DISCORD_TOKEN: token, ...variables });
  if (config.discord === undefined) throw new Error('A token means Discord');
  return config;
}

function mistakesOf(variables: Record<string, string>): readonly string[] {
  try {
    parse(variables);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
}

/** What a copy, a file of another system, or Docker's --env-file leaves around a value. */
const wrappings: readonly ((value: string) => string)[] = [
  (value) => `${value}\r`,
  (value) => `${value}\r\n`,
  (value) => `  ${value}\t`,
  (value) => `"${value}"`,
  (value) => `'${value}'`,
  (value) => `"${value}"\r`,
  (value) => `" ${value} "`,
  (value) => `\u{feff}${value}`,
  (value) => `\u{a0}${value}\u{a0}`,
];

describe('what surrounds a value is no part of it', () => {
  const values = {
    DISCORD_TOKEN: token,
    DISCORD_API_URL: 'http://127.0.0.1:4000/api',
    MONGODB_URI: 'mongodb://127.0.0.1:27017/hisaab?replicaSet=rs0',
    S3_BUCKET: 'hisaab-exports',
    S3_PREFIX: 'a/b',
    S3_REGION: 'eu-west-1',
    S3_ENDPOINT: 'https://s3.example.com',
    S3_FORCE_PATH_STYLE: 'true',
    S3_BUCKET_OWNER: '111122223333',
    S3_SSE: 'AES256',
    ALERT_WEBHOOK_URL: 'https://alerts.example.com/hook',
    EXPORT_CRON: '0 3 * * 1',
    TIME_ZONE: 'Europe/Berlin',
    SHARDS: '0,1',
    SHARD_COUNT: '4',
    DATA_DIR: '/var/lib/hisaab',
    HTTP_HOST: '0.0.0.0',
    HTTP_PORT: '8080',
    LOG_LEVEL: 'debug',
    ALLOW_PLAIN_HTTP: 'minio',
    NODE_ENV: 'production',
  };

  test.each(Object.entries(values))('of %s', (name, value) => {
    const clean = parse({ ...values, [name]: value });
    for (const wrap of wrappings) expect(parse({ ...values, [name]: wrap(value) })).toEqual(clean);
  });

  test('so production stays production, and its missing variables are named', () => {
    expect(mistakesOf({ NODE_ENV: 'production\r' })).toEqual([
      expect.stringContaining('MONGODB_URI is missing'),
    ]);
  });

  test.each(['\r', '""', "''", '" "', ' \t'])('and nothing but that, %j, counts as not set', (nothing) => {
    expect(parse({ S3_BUCKET: nothing, MONGODB_URI: nothing, LOG_LEVEL: nothing })).toEqual(parse({}));
    expect(parseBotConfig({ DISCORD_TOKEN: nothing }).discord).toBeUndefined();
  });
});

describe('a token', () => {
  test.each(['Bot ', 'bot ', 'BOT   ', '"Bot ', ' Bot '])(
    'is taken without what stands before it, %j',
    (before) => {
      const after = before.startsWith('"') ? '"' : '';
      expect(parse({ DISCORD_TOKEN: `${before}${token}${after}` }).discord.token).toBe(token);
    },
  );

  test.each(['a b', 'a"b', "a'b", 'a\nb', '"a', 'a"', 'ä', 'a\u{200b}', 'Bearer a', '<token> here'])(
    'that is %j is refused by name, once',
    (wrong) => {
      const mistakes = mistakesOf({ DISCORD_TOKEN: wrong });
      expect(mistakes).toEqual([expect.stringMatching(/^DISCORD_TOKEN /)]);
      expect(mistakes[0]).not.toContain(wrong);
    },
  );

  test('is refused, or can stand in a header, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        try {
          const { discord } = parseBotConfig({ DISCORD_TOKEN: text });
          if (discord) new Headers({ authorization: `Bot ${discord.token}` });
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
        }
      }),
    );
  });
});

describe('a broken value', () => {
  test.each(['MONGODB_URI', 'DATA_DIR', 'S3_BUCKET', 'HTTP_HOST', 'DISCORD_API_URL', 'TIME_ZONE'])(
    'of %s is named once, and not repeated',
    (name) => {
      for (const wrong of ['a\nb', 'a\u{0}b', '"a', "'a", 'a"']) {
        const mistakes = mistakesOf({ [name]: wrong });
        expect(mistakes).toEqual([expect.stringMatching(new RegExp(`^${name} `))]);
        expect(mistakes[0]).not.toContain(wrong);
      }
    },
  );

  test.each(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE', 'AWS_REGION'])(
    'of %s, which the AWS SDK would take as it stands, is named where there is a bucket',
    (name) => {
      for (const wrap of wrappings) {
        expect(mistakesOf({ S3_BUCKET: 'hisaab', [name]: wrap('AKIA') })).toEqual([
          expect.stringMatching(new RegExp(`^${name} has`)),
        ]);
        expect(mistakesOf({ [name]: wrap('AKIA') })).toEqual([]);
      }
      expect(mistakesOf({ S3_BUCKET: 'hisaab', [name]: 'AKIA' })).toEqual([]);
    },
  );

  test('of DISCORD_API_URL that names the version, which would be named twice, is refused', () => {
    expect(mistakesOf({ DISCORD_API_URL: 'https://discord.com/api/v10/' })).toEqual([
      expect.stringContaining('without its version'),
    ]);
  });

  test.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3'])(
    '%s does not lead the export elsewhere unseen',
    (name) => {
      const elsewhere = { S3_BUCKET: 'hisaab', [name]: 'http://elsewhere.example.com' };
      expect(mistakesOf(elsewhere)).toEqual([`${name} is set: name the store in S3_ENDPOINT instead`]);
      expect(mistakesOf({ ...elsewhere, S3_ENDPOINT: 'https://s3.example.com' })).toEqual([]);
    },
  );
});

describe('plain http', () => {
  const addresses = ['S3_ENDPOINT', 'DISCORD_API_URL', 'ALERT_WEBHOOK_URL'];

  test.each(addresses)('of %s to this machine is fine', (name) => {
    for (const host of [
      '127.0.0.1',
      '127.1.2.3:9000',
      'localhost:4000',
      '[::1]:9',
      'LOCALHOST',
      '0x7f.1',
      'a.localhost',
    ])
      expect(mistakesOf({ [name]: `http://${host}` })).toEqual([]);
  });

  test.each(addresses)('of %s to another machine is refused unless that is named', (name) => {
    const hosts = [
      'minio',
      '10.0.0.7',
      '[fd00::7]',
      '192.0.2.1',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      '0.0.0.0',
      '1270.0.0.1.example',
    ];
    for (const host of hosts) {
      const plain = { [name]: `http://${host}:9000` };
      expect(mistakesOf(plain)).toEqual([
        expect.stringMatching(new RegExp(`^${name} is a plain http address`)),
      ]);
      expect(mistakesOf({ ...plain, ALLOW_PLAIN_HTTP: 'another' })).toHaveLength(1);
      expect(mistakesOf({ ...plain, ALLOW_PLAIN_HTTP: `another, ${host.toUpperCase()}` })).toEqual([]);
      expect(mistakesOf({ [name]: `https://${host}:9000` })).toEqual([]);
    }
  });

  test('is refused for the host’s commands too', () => {
    const variables = { S3_BUCKET: 'hisaab', S3_ENDPOINT: 'http://minio:9000' };
    expect(() => parseCommandConfig(variables, { database: false })).toThrow('ALLOW_PLAIN_HTTP');
  });

  test('is allowed for machines by name or address, and not for addresses of the web', () => {
    expect(mistakesOf({ ALLOW_PLAIN_HTTP: 'http://minio:9000' })).toEqual([
      expect.stringMatching(/^ALLOW_PLAIN_HTTP must be names/),
    ]);
    expect(parse({ ALLOW_PLAIN_HTTP: '[fd00::7], minio 10.0.0.7' }).discord.token).toBe(token);
  });
});

describe('HTTP_HOST', () => {
  test('is loopback by default', () => {
    expect(parse({}).httpHost).toBe('127.0.0.1');
  });

  test.each(['0.0.0.0', '::', '::1', 'fe80::1%eth0', 'db-1.internal'])('can be %s', (host) => {
    expect(parse({ HTTP_HOST: host }).httpHost).toBe(host);
  });

  test.each(['http://0.0.0.0', '0.0.0.0:3000', 'a b', '[::]'])('cannot be %s', (host) => {
    expect(mistakesOf({ HTTP_HOST: host })).toEqual([expect.stringMatching(/^HTTP_HOST must be/)]);
  });
});
