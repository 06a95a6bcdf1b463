import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Attachment } from '../../commands/contract/context.js';
import { Downloads, type DownloadLimits } from '../../src/discord/downloads.js';
import { frame } from '../../src/discord/framed-bytes.js';
import { UserError } from '../../src/errors/user-error.js';
import { createVoice } from '../../src/texts/voice.js';

const limits: DownloadLimits = {
  allBytes: 25,
  fileBytes: 20,
  roomWithinMs: 60_000,
  downloadWithinMs: 60_000,
};

const large = randomBytes(4 * 256 * 1024 + 7);

let files: Server;
/** The paths that were asked for. */
let asked: string[];

beforeEach(async () => {
  asked = [];
  files = createServer((request, response) => {
    const { url = '' } = request;
    asked.push(url);
    if (url === '/lost') response.writeHead(404).end('0123456789');
    else if (url === '/elsewhere') response.writeHead(302, { location: '/a' }).end();
    else if (url === '/hangs') response.writeHead(200).write('01234');
    else if (url === '/cut')
      response.writeHead(200, { 'content-length': 10 }).write('01234', () => response.destroy());
    else if (url === '/large') response.writeHead(200).end(large);
    else response.writeHead(200).end('0123456789');
  });
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  files.closeAllConnections();
  files.close();
});

function attachment(path = '/a', sizeBytes = 10): Attachment {
  return {
    name: 'bill_1.png',
    url: `http://127.0.0.1:${(files.address() as AddressInfo).port}${path}`,
    sizeBytes,
  };
}

function download(file: Attachment, limitBytes = 100, more: Partial<DownloadLimits> = {}) {
  return new Downloads({ ...limits, ...more }).open().download(file, limitBytes);
}

describe('an attachment', () => {
  test('is fetched whole', async () => {
    expect(Buffer.from(await download(attachment())).toString()).toBe('0123456789');
  });

  test('rests after each 256 KiB, so that a file never takes all of the processor', async () => {
    const sizeBytes = large.byteLength;
    const startedAtMs = performance.now();
    const content = await download(attachment('/large', sizeBytes), sizeBytes, {
      allBytes: sizeBytes,
      fileBytes: sizeBytes,
    });
    expect(large.equals(content)).toBe(true);
    // Four rests of 5 ms; a timer may be a millisecond early.
    expect(performance.now() - startedAtMs).toBeGreaterThan(4 * 4);
  });

  test('is not copied into the message that carries it', async () => {
    const content = (await download(attachment())) as Buffer;
    expect(frame(Buffer.from('head'), content, Buffer.from('tail')).buffer).toBe(content.buffer);
  });

  test.each([
    ['the answer may carry', 9, {}],
    ['the process takes', 100, { fileBytes: 9 }],
  ])('larger than %s is refused before it is asked for', async (_what, limitBytes, more) => {
    const refused = download(attachment(), limitBytes, more);
    await expect(refused).rejects.toMatchObject({ code: 'attachmentTooLarge', data: { limitBytes: 9 } });
    expect(asked).toEqual([]);
  });

  test.each([
    ['is not there', attachment.bind(undefined, '/lost')],
    ['is larger than the interaction says', attachment.bind(undefined, '/a', 9)],
    ['is smaller than the interaction says', attachment.bind(undefined, '/a', 11)],
    ['is cut off', attachment.bind(undefined, '/cut')],
    ['is somewhere else', attachment.bind(undefined, '/elsewhere')],
  ])('that %s cannot be read, and is asked for once', async (_what, file) => {
    await expect(download(file())).rejects.toMatchObject({ code: 'attachmentUnreadable' });
    expect(asked).toHaveLength(1);
  });

  test('that does not come in time cannot be read', async () => {
    const late = download(attachment('/hangs'), 100, { downloadWithinMs: 100 });
    await expect(late).rejects.toMatchObject({ code: 'attachmentUnreadable' });
  });

  test.each(['attachmentUnreadable', 'attachmentsBusy'] as const)(
    'is named in %s, so that nothing in the name is Markdown',
    (code) => {
      const error = new UserError(code, { name: 'bill_1.png' });
      expect(createVoice('en').error(error as UserError)).toContain('bill\\_1.png');
    },
  );
});

describe('attachments of several interactions', () => {
  test('wait for room, which is given back when an interaction was answered', async () => {
    const downloads = new Downloads(limits);
    const rooms = Array.from({ length: 3 }, () => downloads.open());
    const [first, second, third] = rooms.map((room) => room.download(attachment(), 100));
    await Promise.all([first, second]);
    expect(asked).toHaveLength(2);
    rooms[1]?.close();
    expect(await third).toHaveLength(10);
  });

  test('are told to come again when there is no room in time', async () => {
    const downloads = new Downloads({ ...limits, roomWithinMs: 20 });
    const [one, other] = [downloads.open(), downloads.open()];
    await one.download(attachment('/a', 10), 100);
    await one.download(attachment('/a', 10), 100);
    const refused = other.download(attachment(), 100);
    await expect(refused).rejects.toMatchObject({ code: 'attachmentsBusy' });
    one.close();
    expect(await other.download(attachment(), 100)).toHaveLength(10);
  });

  test('give back what they get only after the answer', async () => {
    const downloads = new Downloads(limits);
    const [one, late, next] = [downloads.open(), downloads.open(), downloads.open()];
    await one.download(attachment(), 100);
    await one.download(attachment(), 100);
    const abandoned = late.download(attachment(), 100);
    late.close();
    one.close();
    await abandoned;
    expect(
      await Promise.all([next.download(attachment(), 100), next.download(attachment(), 100)]),
    ).toHaveLength(2);
  });
});
