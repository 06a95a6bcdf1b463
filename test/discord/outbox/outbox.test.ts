import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { say } from '../../../commands/contract/answer.js';
import { Outbox } from '../../../src/discord/outbox/outbox.js';
import { createRest } from '../../../src/discord/connection/rest.js';
import { makeAuditNotice } from '../../../src/ledger/change/audit-notices.js';
import { createLog } from '../../../src/ops/log.js';
import { createNoticeStore } from '../../../src/people/notices.js';
import { connectStorage, type Storage } from '../../../src/storage/connect.js';
import {
  startPlayground,
  type ChannelHandle,
  type Person,
  type Playground,
  type Server,
} from 'discord-playground';
import { databaseUri } from '../../harness/database.js';
import { closePlayground } from '../../harness/close-playground.js';
import { sleep, until } from '../run-bot.js';

let storage: Storage;
let playground: Playground;
let asha: Person;
let flat: Server;
let now: Date;
const started: Outbox[] = [];

beforeAll(async () => {
  storage = await connectStorage(await databaseUri());
  playground = await startPlayground();
}, 60_000);
afterAll(async () => {
  await closePlayground(playground);
  await storage.close();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((notices) => notices.stop()));
  await storage.notices.deleteMany({});
});

function open(): Outbox {
  const [person] = playground.createUsers('Asha');
  if (!person) throw new Error('nobody was made');
  asha = person;
  flat = playground.createServer({ name: 'Flat', members: [asha] });
  now = new Date();
  return process();
}
/** One more process that delivers. */
function process(): Outbox {
  const rest = createRest(playground.token, playground.apiUrl);
  const store = createNoticeStore(storage);
  const tellChannel = (_guildId: string, payload: object) =>
    Promise.resolve('text' in payload ? say(String(payload.text)) : undefined);
  const tellPerson = (payload: object) => tellChannel('', payload);
  const log = createLog('silent');
  const notices = new Outbox({ store, rest, log, tellPerson, tellChannel, clock: () => now, pollMs: 50 });
  started.push(notices);
  return notices;
}
const states = async () => (await storage.notices.find({ userId: asha.id }).lean()).map(({ state }) => state);
let requests = 0;
const request = () => ({ requestId: String(++requests), guildId: undefined, typedAt: now });

/** Lets the clock run until nothing waits for its next attempt. */
const everySent = async () => {
  for (const end = Date.now() + 5000; Date.now() < end; now = new Date(now.getTime() + 30_000)) {
    await sleep(150);
    if ((await states()).every((state) => state !== 'pending')) return;
  }
};

describe('an answer that was kept', () => {
  test('is sent as a direct message, without buttons, with its text files', async () => {
    const notices = open();
    const button = { label: 'Details', action: { command: 'es', action: 'show', state: ['1'] } };
    await notices.enqueueNotice(
      { ...say('#1 saved'), buttons: [[button]], files: [{ name: 'a.csv', content: 'a,b' }] },
      asha.id,
      request(),
    );
    const [message] = await playground.waitForDms(asha, 1);
    expect(message?.text).toContain('#1 saved');
    expect(message?.text).toContain('could not be shown');
    expect(message?.buttons).toEqual([]);
    expect(message?.files).toEqual([{ name: 'a.csv', content: 'a,b' }]);
  });

  test('is sent once, though several processes deliver and answers get lost', async () => {
    const notices = open();
    playground.faults.loseAnswerOfNext(/POST \/channels\/.*\/messages/, 1);
    await notices.enqueueNotice(say('#1 saved'), asha.id, request());
    for (let count = 0; count < 3; count += 1) process().start();
    await everySent();
    expect(await states()).toEqual(['sent']);
    expect(playground.dmsOf(asha)).toHaveLength(1);
  });

  test('is tried again later when Discord fails, not at once', async () => {
    const notices = open();
    playground.faults.failNext(/POST \/users\/@me\/channels/, 500, 3);
    await notices.enqueueNotice(say('#1 saved'), asha.id, request());
    notices.start();
    await sleep(500);
    expect([await states(), playground.dmsOf(asha).length]).toEqual([['pending'], 0]);
    now = new Date(now.getTime() + 30_000);
    await playground.waitForDms(asha, 1);
  });

  test('is shown once beside the next answer when direct messages are closed', async () => {
    const notices = open();
    playground.closeDms(asha);
    await notices.enqueueNotice(say('#1 saved'), asha.id, request());
    await everySent();
    expect(await states()).toEqual(['failed']);
    const told = await Promise.all([
      notices.takePendingNotices(asha.id),
      notices.takePendingNotices(asha.id),
    ]);
    expect(told.flat()).toHaveLength(1);
    expect(JSON.stringify(told)).toContain('#1 saved');
    expect(await notices.takePendingNotices(asha.id)).toEqual([]);
  });

  test('is delivered by another process when the one that began has died', async () => {
    const dead = open();
    await dead.stop();
    await dead.enqueueNotice(say('#1 saved'), asha.id, request());
    const lease = { leaseToken: 'of the dead', attempts: 1, nextAttemptAt: new Date(now.getTime() + 60_000) };
    await storage.notices.updateOne({ userId: asha.id }, { $set: lease });
    process().start();
    await sleep(300);
    expect(playground.dmsOf(asha)).toHaveLength(0);
    now = new Date(now.getTime() + 61_000);
    await until(() => playground.dmsOf(asha).length === 1);
    expect(playground.dmsOf(asha)).toHaveLength(1);
  });
});

describe('a message to an audit channel', () => {
  let channel: ChannelHandle;
  let nonces = 0;

  async function enqueue(text: string): Promise<void> {
    const nonce = `audit-${++nonces}`;
    const where = { guildId: flat.id, channelId: channel.id };
    await storage.notices.create(makeAuditNotice({ ...where, nonce, payload: { text }, now }));
  }

  const openChannel = (): Outbox => {
    const notices = open();
    channel = flat.createChannel('audit');
    return notices;
  };
  const texts = () => channel.messages().map(({ text }) => text);
  const stored = async () =>
    (await storage.notices.find({ channelId: channel.id }).lean()).map(({ state, refusal }) =>
      refusal === undefined ? state : `${state} ${refusal}`,
    );

  test('is sent once, though several processes deliver and answers get lost', async () => {
    openChannel();
    playground.faults.loseAnswerOfNext(/POST \/channels\/.*\/messages/, 1);
    await enqueue('one');
    for (let count = 0; count < 3; count += 1) process().start();
    for (const end = Date.now() + 5000; Date.now() < end && (await stored())[0] !== 'sent';) {
      await sleep(150);
      now = new Date(now.getTime() + 30_000);
    }
    expect([await stored(), texts()]).toEqual([['sent'], ['one']]);
  });

  test('is tried again later when Discord fails, and lets nobody else wait meanwhile', async () => {
    const notices = openChannel();
    const path = new RegExp(`POST /channels/${channel.id}/messages`);
    playground.faults.delayNext(path, 3_000, 1);
    await enqueue('slow');
    notices.start();
    await notices.enqueueNotice(say('#1 saved'), asha.id, request());
    await playground.waitForDms(asha, 1);
    expect(texts()).toEqual([]);
    await until(() => texts().length === 1);
    playground.faults.failNext(path, 500, 3);
    await enqueue('later');
    await until(() => playground.faults.outstanding().length === 0);
    expect(texts()).toEqual(['slow']);
    now = new Date(now.getTime() + 30_000);
    await until(() => texts().length === 2);
    expect(texts()).toEqual(['slow', 'later']);
  });

  test.each([
    ['gone', 404, 10_003],
    ['unseen', 403, 50_001],
    ['unwritable', 403, 50_013],
  ])('that is refused as %s is tried no more, and waits for nobody', async (refusal, status, code) => {
    const notices = openChannel();
    playground.faults.failNext(/POST \/channels\/.*\/messages/, status, 1, code);
    await enqueue('refused');
    notices.start();
    for (const end = Date.now() + 5000; Date.now() < end && (await stored())[0] === 'pending';)
      await sleep(50);
    expect(await stored()).toEqual([`failed ${refusal}`]);
    now = new Date(now.getTime() + 3_600_000);
    await sleep(200);
    expect(texts()).toEqual([]);
    expect(await notices.takePendingNotices(asha.id)).toEqual([]);
    await enqueue('works again');
    await until(() => texts().length === 2);
    expect(texts()).toEqual(['works again', 'refused']);
  });
});
