import { expect, test } from '@jest/globals';
import { allocateFramed, frame } from '../../src/discord/framed-bytes.js';

const [head, tail] = [Buffer.from('head|'), Buffer.from('|tail')];

test('bytes with room around them are framed where they are', () => {
  const content = allocateFramed(7);
  content.set(Buffer.from('content'));
  const whole = frame(head, content, tail);
  expect(whole.toString()).toBe('head|content|tail');
  expect(whole.buffer).toBe(content.buffer);
  expect(content.toString()).toBe('content');
  // A request that is sent again may have another head.
  expect(frame(Buffer.from('another head|'), content, Buffer.alloc(0)).toString()).toBe(
    'another head|content',
  );
});

test.each([
  ['of their own', Buffer.alloc(7, 'content'), head, tail],
  ['that are a part of such memory', allocateFramed(9).fill('content').subarray(0, 7), head, tail],
  ['with a large head', allocateFramed(7).fill('content'), Buffer.alloc(70_000, 'h'), tail],
  ['with a large tail', allocateFramed(7).fill('content'), head, Buffer.alloc(2_000, 't')],
])('bytes %s are copied', (_what, content, before, after) => {
  const whole = frame(before, content, after);
  expect(whole.toString()).toBe(`${before.toString()}content${after.toString()}`);
  expect(whole.buffer).not.toBe(content.buffer);
});
