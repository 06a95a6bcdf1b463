import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Downloads } from '../../src/discord/downloads.js';
import { createPlatform } from '../../src/discord/platform.js';
import type { Interaction } from '../../src/discord/receive/parse-interaction.js';
import { createRest } from '../../src/discord/connection/rest.js';
import { startPlayground, type Person, type Playground } from 'discord-playground';
import { closePlayground } from '../harness/close-playground.js';
import { say } from './run-bot.js';

let playground: Playground;
let asha: Person;

beforeEach(async () => {
  playground = await startPlayground();
  [asha] = playground.createUsers('Asha') as [Person];
  playground.createServer({ name: 'Flat', members: [asha] });
});
afterEach(async () => {
  await closePlayground(playground);
});

function platform(attachmentLimitBytes = 100) {
  const rest = createRest(playground.token, playground.apiUrl);
  const interaction = { attachmentLimitBytes, readerLocale: 'en-US' } as Interaction;
  return createPlatform({ rest, serverName: () => 'Flat' }, new Downloads(), interaction);
}

describe('besides an answer', () => {
  test('a direct message is sent, and closed ones are said to be closed', async () => {
    expect(await platform().sendDirectMessage(asha.id, say('Hello'))).toBe(true);
    expect(playground.dmsOf(asha).map(({ text }) => text)).toEqual(['Hello']);
    playground.closeDms(asha);
    expect(await platform().sendDirectMessage(asha.id, say('Again'))).toBe(false);
  });

  test('an attachment that a boosted server takes, but no request of Discord’s, is refused before anything is saved', async () => {
    const boosted = platform(100 * 1024 * 1024);
    const receipt = { name: 'bill.png', url: `${playground.apiUrl}/bill.png`, sizeBytes: 21 * 1024 * 1024 };
    await expect(boosted.download(receipt)).rejects.toMatchObject({
      code: 'attachmentTooLarge',
      data: { limitBytes: 20 * 1024 * 1024 },
    });
  });

  test('files have the limit that the interaction names, within that of a whole request', () => {
    const limitOf = (bytes: number) => platform(bytes).fileLimits.fileBytes;
    expect(limitOf(10 * 1024 * 1024)).toBe(10 * 1024 * 1024);
    expect(limitOf(500 * 1024 * 1024)).toBe(platform().fileLimits.answerBytes);
    expect(platform().fileLimits.answerBytes).toBeLessThan(25 * 1024 * 1024);
  });
});
