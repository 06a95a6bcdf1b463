import { describe, expect, test } from '@jest/globals';
import { createLog } from '../../src/ops/log.js';

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog('info', { write: (line) => lines.push(line) }));
  return lines.join('');
}

describe('the log', () => {
  test('says what an error was and where, but not what it carries', () => {
    const error = Object.assign(
      new Error('E11000 dup key: { email: "asha@example.org", mobile: "+91 98765 43210" }'),
      {
        code: 11000,
        requestBody: { json: { content: 'Dinner' } },
        keyValue: { email: 'asha@example.org' },
      },
    );
    const line = logged((log) => {
      log.error({ err: error }, 'failed');
    });
    expect(JSON.parse(line)).toMatchObject({
      level: 'error',
      msg: 'failed',
      err: { type: 'Error', code: 11000 },
    });
    expect(line).toContain('log.test');
    expect(line).not.toMatch(/asha@|98765|Dinner/);
  });

  test('names the cause of an error', () => {
    const error = new Error('outer', { cause: new TypeError('inner') });
    const line = logged((log) => {
      log.error({ err: error }, 'failed');
    });
    expect(JSON.parse(line)).toMatchObject({
      err: { message: 'outer', cause: { type: 'TypeError', message: 'inner' } },
    });
  });

  test('hides tokens, in addresses and by name', () => {
    const line = logged((log) => {
      log.info({ token: 'abc', discord: { token: 'def' } }, 'x');
      log.error({ err: new Error('POST https://x/api/v10/webhooks/123/aW50ZXJhY3Rpb24 failed') }, 'x');
      log.error({ err: new Error('mongodb://user:secret@host/db refused') }, 'x');
    });
    expect(line).not.toMatch(/abc|def|aW50|secret/);
  });

  test('keeps to its level', () => {
    expect(
      logged((log) => {
        log.debug('x');
      }),
    ).toBe('');
  });
});
