import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { withTimeLimit } from '../../src/ops/wait.js';

const late = () => {
  throw new Error('too late');
};

describe('work with a time limit', () => {
  test('gives its outcome when it ends in time', async () => {
    await expect(withTimeLimit(sleep(5, 'done'), 1000, late)).resolves.toBe('done');
    await expect(withTimeLimit(Promise.reject(new Error('failed')), 1000, late)).rejects.toThrow('failed');
  });

  test('gives or throws what is said for late work', async () => {
    await expect(withTimeLimit(sleep(1000, 'done', { ref: false }), 5, () => 'late')).resolves.toBe('late');
    await expect(withTimeLimit(sleep(1000, 'done', { ref: false }), 5, late)).rejects.toThrow('too late');
  });

  test('leaves no timer behind, and asks for nothing when the work was in time', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    let asked = 0;
    await withTimeLimit(Promise.resolve('done'), 60_000, () => {
      asked += 1;
    });
    await sleep(1);
    expect([timers() - before, asked]).toEqual([0, 0]);
  });

  test('that fails after its time fails unheard', async () => {
    const unheard: unknown[] = [];
    const listen = (error: unknown) => unheard.push(error);
    process.on('unhandledRejection', listen);
    const work = sleep(20).then(() => Promise.reject(new Error('failed late')));
    await expect(withTimeLimit(work, 5, () => 'late')).resolves.toBe('late');
    await sleep(50);
    process.off('unhandledRejection', listen);
    expect(unheard).toEqual([]);
  });
});
