import { spawn } from 'node:child_process';
import { once } from 'node:events';
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

/** What a process has written that logs and is killed at once. */
async function writtenBeforeKill(statements: string): Promise<string[]> {
  const program = `
    import { createLog } from './src/ops/log.ts';
    const log = createLog('info');
    ${statements}
    process.kill(process.pid, 'SIGKILL');
  `;
  const args = ['--import', './scripts/typescript-loader.mjs', '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  return output.split('\n').filter((line) => line !== '');
}

describe('a process that is killed right after a line', () => {
  test.each(['warn', 'error', 'fatal'])(
    'of level %s has written it, and all lines before it, in order',
    async (level) => {
      // Enough for several writes, so that one could be under way.
      const lines = await writtenBeforeKill(`
      for (let n = 0; n < 500; n++) log.info({ n }, 'x');
      log.${level}({ incident: 'k7m2' }, 'an incident');
    `);
      expect(lines).toHaveLength(501);
      expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ level, incident: 'k7m2' });
      expect(lines.slice(0, 500).map((line) => (JSON.parse(line) as { n: number }).n)).toEqual([
        ...Array(500).keys(),
      ]);
    },
  );

  test('of a child of the log has written it too', async () => {
    const lines = await writtenBeforeKill(
      `log.child({ shard: 1 }).error({ incident: 'k7m2' }, 'an incident');`,
    );
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([{ shard: 1, incident: 'k7m2' }]);
  });

  test('of a lower level may lose it, because lines are written together', async () => {
    expect(await writtenBeforeKill(`log.info('x');`)).toEqual([]);
  });
});
