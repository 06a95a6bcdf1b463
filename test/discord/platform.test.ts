import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Downloads } from '../../src/discord/downloads.js';
import { createPlatform } from '../../src/discord/platform.js';
import type { Interaction } from '../../src/discord/receive/parse-interaction.js';
import { createRest } from '../../src/discord/connection/rest.js';
import { startPlayground, type Person, type Playground } from 'discord-playground';
import { say } from './run-bot.js';

let playground: Playground;
let asha: Person;

beforeEach(async () => {
  playground = await startPlayground();
  [asha] = playground.createUsers('Asha') as [Person];
  playground.createServer({ name: 'Flat', members: [asha] });
});
afterEach(async () => {
  await playground.close();
});

function platform() {
  const rest = createRest(playground.token, playground.apiUrl);
  const interaction = { attachmentLimitBytes: 100, readerLocale: 'en-US' } as Interaction;
  return createPlatform({ rest, serverName: () => 'Flat' }, new Downloads(), interaction);
}

test('besides an answer a direct message is sent, and closed ones are said to be closed', async () => {
  expect(await platform().sendDirectMessage(asha.id, say('Hello'))).toBe(true);
  expect(playground.dmsOf(asha).map(({ text }) => text)).toEqual(['Hello']);
  playground.closeDms(asha);
  expect(await platform().sendDirectMessage(asha.id, say('Again'))).toBe(false);
});
