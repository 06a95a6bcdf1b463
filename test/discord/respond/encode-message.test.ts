import { expect, test } from '@jest/globals';
import { encodeMessage } from '../../../src/discord/respond/encode-message.js';

test('a message without files is sent as it is', () => {
  expect(encodeMessage({ flags: 64 })).toEqual({ body: { flags: 64 } });
});

test('a form parser finds the message and the very bytes of each file', async () => {
  const bytes = Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256));
  const files = [
    { name: 'a.png', data: bytes },
    { name: 'b.csv', data: 'नाम,₹1\r\n--\r\n' },
    { name: 'empty.txt', data: Buffer.alloc(0) },
  ];
  const { body, headers = {}, passThroughBody } = encodeMessage({ content: 'चाय "1"\r\n' }, files);
  expect(passThroughBody).toBe(true);
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the small form of a test, read by a parser that is not ours
  const form = await new Response(body as Buffer, { headers: headers }).formData();
  expect(JSON.parse(form.get('payload_json') as string)).toEqual({
    content: 'चाय "1"\r\n',
  });
  for (const [index, { name, data }] of files.entries()) {
    const file = form.get(`files[${index}]`) as File;
    expect(file.name).toBe(name);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(Buffer.from(data));
  }
});
