import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Attachment } from '../../commands/contract/context.js';
import type { UserError } from '../../src/errors/user-error.js';
import { createVoice } from '../../src/texts/voice.js';
import { createPlatform } from '../../src/discord/platform.js';
import type { Interaction } from '../../src/discord/receive/parse-interaction.js';
import { createRest } from '../../src/discord/connection/rest.js';
import { startPlayground, type Person, type Playground } from 'discord-playground';
import { say } from './run-bot.js';

let playground: Playground;
let files: Server;
let asha: Person;

beforeEach(async () => {
  playground = await startPlayground();
  [asha] = playground.createUsers('Asha') as [Person];
  playground.createServer({ name: 'Flat', members: [asha] });
  files = createServer((request, response) => {
    response.writeHead(request.url === '/lost' ? 404 : 200).end('0123456789');
  });
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  files.close();
  await playground.close();
});

function platform(attachmentLimitBytes = 100) {
  const rest = createRest(playground.token, playground.apiUrl);
  const interaction = { attachmentLimitBytes, readerLocale: 'en-US' } as Interaction;
  return createPlatform({ rest, serverName: () => 'Flat' }, interaction);
}
function attachment(path = '/a', sizeBytes = 10): Attachment {
  return {
    name: 'bill_1.png',
    url: `http://127.0.0.1:${(files.address() as AddressInfo).port}${path}`,
    sizeBytes,
  };
}

describe('besides an answer', () => {
  test('a direct message is sent, and closed ones are said to be closed', async () => {
    expect(await platform().sendDirectMessage(asha.id, say('Hello'))).toBe(true);
    expect(playground.dmsOf(asha).map(({ text }) => text)).toEqual(['Hello']);
    playground.closeDms(asha);
    expect(await platform().sendDirectMessage(asha.id, say('Again'))).toBe(false);
  });

  test('an attachment is fetched whole', async () => {
    expect(Buffer.from(await platform().download(attachment())).toString()).toBe('0123456789');
  });

  test('one that is too large is refused, by what it says and by what it is', async () => {
    await expect(platform().download(attachment('/a', 101))).rejects.toMatchObject({
      code: 'attachmentTooLarge',
    });
    await expect(platform(5).download(attachment('/a', 5))).rejects.toMatchObject({
      code: 'attachmentTooLarge',
    });
  });

  test('one that a boosted server takes, but no request of Discord’s, is refused before anything is saved', async () => {
    const boosted = platform(100 * 1024 * 1024);
    await expect(boosted.download(attachment('/a', 21 * 1024 * 1024))).rejects.toMatchObject({
      code: 'attachmentTooLarge',
      data: { limitBytes: 20 * 1024 * 1024 },
    });
    expect(Buffer.from(await boosted.download(attachment('/a', 19 * 1024 * 1024))).toString()).toBe(
      '0123456789',
    );
  });

  test('files of an answer have the limit that the interaction names, within that of a whole request', () => {
    const limitOf = (bytes: number) => platform(bytes).fileLimits.fileBytes;
    expect(limitOf(10 * 1024 * 1024)).toBe(10 * 1024 * 1024);
    expect(limitOf(500 * 1024 * 1024)).toBe(platform().fileLimits.answerBytes);
    expect(platform().fileLimits.answerBytes).toBeLessThan(25 * 1024 * 1024);
  });

  test('one that cannot be had is named, so that nothing in the name is Markdown', async () => {
    const error: unknown = await platform()
      .download(attachment('/lost'))
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'attachmentUnreadable' });
    expect(createVoice('en').error(error as UserError)).toContain('bill\\_1.png');
  });
});
