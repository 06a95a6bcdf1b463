import { expect, test } from '@jest/globals';
import { startBucket } from '../../demo/bucket/start-bucket.js';

test('the bucket refuses more at once than its memory should hold', async () => {
  const bucket = await startBucket();
  try {
    const body = new Uint8Array(64 * 1024 * 1024 + 1);
    const answer = await fetch(`${bucket.url}/a`, { method: 'PUT', body });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('<Code>EntityTooLarge</Code>');
  } finally {
    await bucket.stop();
  }
});
