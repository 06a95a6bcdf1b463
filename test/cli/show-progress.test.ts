import { describe, expect, test } from '@jest/globals';
import { drawBar, showProgress } from '../../src/cli/show-progress.js';

/** A terminal, or what is none, that keeps what is written. */
function streamOf(isTTY: boolean): { stream: NodeJS.WriteStream; written: string[] } {
  const written: string[] = [];
  const stream = { isTTY, write: (text: string) => written.push(text) > 0 } as unknown as NodeJS.WriteStream;
  return { stream, written };
}

describe('the progress of an export', () => {
  test('is a bar as long as its part, and only a count where nobody knows the whole', () => {
    const progress = { file: 'users', rows: 500, isDone: false } as const;
    expect(drawBar({ ...progress, ofRows: 1_000 })).toBe('users [############------------] 50 % 500 rows');
    expect(drawBar({ ...progress, ofRows: undefined })).toBe('users: 500 rows');
    // The estimate may be behind what is there.
    expect(drawBar({ ...progress, ofRows: 400 })).toContain('100 %');
  });

  test('moves on a terminal, and is one plain line a file elsewhere', () => {
    const [terminal, pipe] = [streamOf(true), streamOf(false)];
    for (const { stream } of [terminal, pipe]) {
      const show = showProgress(stream);
      show({ file: 'users', rows: 1, ofRows: 2, isDone: false });
      show({ file: 'users', rows: 2, ofRows: 2, isDone: true });
    }
    expect(pipe.written).toEqual(['users: 2 rows\n']);
    expect(terminal.written).toEqual([expect.stringContaining('50 %'), '\r\u001b[Kusers: 2 rows\n']);
  });
});
