import { describe, expect, test } from '@jest/globals';
import { ConfigError, parseBotConfig, type DiscordConfig } from '../../src/config.js';

/** Of a bot with a token. */
function parse(variables: Record<string, string>): DiscordConfig {
  const config = parseBotConfig({ DISCORD_TOKEN: 'token', ...variables });
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

describe('the configuration of the export', () => {
  test('is none without a bucket', () => {
    expect(parse({}).s3).toBeUndefined();
  });

  test('has the defaults that the documentation names', () => {
    const { s3, exportSchedule } = parse({ S3_BUCKET: 'hisaab-exports' });
    expect(s3).toEqual({
      bucket: 'hisaab-exports',
      prefix: '',
      region: 'ap-south-1',
      endpoint: undefined,
      forcePathStyle: false,
      sse: undefined,
      bucketOwner: undefined,
    });
    expect(exportSchedule.timeZone).toBe('Asia/Kolkata');
    expect(exportSchedule.times.daysOfWeek).toEqual([0]);
  });

  test('ends a prefix with a slash, and an endpoint without', () => {
    const { s3 } = parse({
      S3_BUCKET: 'b-1',
      S3_PREFIX: 'a/b',
      S3_ENDPOINT: 'https://s3.example.com/',
    });
    expect(s3).toMatchObject({ prefix: 'a/b/', endpoint: 'https://s3.example.com' });
  });

  test.each([
    ['EXPORT_CRON', '0 25 * * *'],
    ['EXPORT_CRON', 'every sunday'],
    ['EXPORT_CRON', '0 0 30 2 *'],
    ['TIME_ZONE', 'Mars/Olympus'],
    ['S3_BUCKET', 'No_Bucket'],
    ['S3_BUCKET', '127.0.0.1'],
    ['S3_BUCKET', 'a..b'],
    ['S3_PREFIX', '/absolute'],
    ['S3_PREFIX', 'a//b'],
    ['S3_PREFIX', 'a/../b'],
    ['S3_PREFIX', '..'],
    ['S3_PREFIX', 'a/.'],
    ['S3_PREFIX', 'a b'],
    ['S3_REGION', 'Mumbai!'],
    ['S3_ENDPOINT', 's3.example.com'],
    ['S3_ENDPOINT', 'ftp://s3.example.com'],
    ['S3_ENDPOINT', 'https://s3.example.com/bucket'],
    ['S3_ENDPOINT', 'https://user:secret@s3.example.com'],
    ['S3_FORCE_PATH_STYLE', 'yes'],
    ['S3_SSE', 'rot13'],
    ['ALERT_WEBHOOK_URL', 'mailto:me@example.com'],
    ['ALERT_WEBHOOK_URL', 'https://user:secret@alerts.example.com/hook'],
  ])('names %s when it is %j, and does not repeat the value', (name, value) => {
    const mistakes = mistakesOf({ S3_BUCKET: 'hisaab-exports', [name]: value });
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(new RegExp(`^${name} `));
    expect(mistakes[0]).not.toContain(value);
  });

  test('names every mistake at once', () => {
    const mistakes = mistakesOf({
      EXPORT_CRON: 'x',
      TIME_ZONE: 'x',
      S3_BUCKET: 'X',
      S3_PREFIX: '/',
      S3_ENDPOINT: 'x',
    });
    expect(mistakes.map((mistake) => mistake.split(' ')[0]).sort()).toEqual([
      'EXPORT_CRON',
      'S3_BUCKET',
      'S3_ENDPOINT',
      'S3_PREFIX',
      'TIME_ZONE',
    ]);
  });

  test.each([
    'AES256',
    'alias/hisaab',
    '1234abcd-12ab-34cd-56ef-1234567890ab',
    'arn:aws:kms:ap-south-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  ])('takes %s for encryption', (sse) => {
    expect(parse({ S3_BUCKET: 'hisaab-exports', S3_SSE: sse }).s3?.sse).toBe(sse);
  });
});
