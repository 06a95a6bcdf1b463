import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Person, Server } from 'discord-playground';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import { createNoticeStore } from '../../src/people/notices.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { exportTo, openBucket } from '../export/bucket.js';
import { waitUntil } from '../jobs/jobs.js';
import { setStage, type Stage } from '../harness/bot.js';

/** No other text has any of these by chance. */
const secrets = {
  userName: 'qwzvora',
  nick: 'Xyqvel Qwzvora',
  laterNick: 'Zzyxquo',
  profileName: 'Ms Qwzvora-Vyx',
  email: 'xyqvel@qwzvora.example',
  mobile: '+919812345670',
  file: 'Qwzvora-bill.PDF',
} as const;
const everySecret = /qwzvora|xyqvel|zzyxquo|9812345670/i;

let stage: Stage;
let storage: Storage;
let flat: Server;
let erased: Person, other: Person, third: Person;

beforeAll(async () => {
  stage = await setStage();
  storage = await connectStorage(stage.uri);
  [erased, other, third] = stage.playground.createUsers(secrets.userName, 'u2', 'u3') as [
    Person,
    Person,
    Person,
  ];
  flat = stage.playground.createServer({ name: 'Flat', members: [other, third] });
  flat.addMember(erased, secrets.nick);
  await setAuditChannel();
});
afterAll(async () => {
  await storage.close();
  await stage.close();
});

/** Sets an audit channel that takes nothing any more: what it should be told stays in the database. */
async function setAuditChannel(): Promise<void> {
  flat.makeManager(other);
  await flat.as(other).slash('ledger settings', { audit_channel: flat.createChannel('audit') });
  const all = Object.values(PermissionFlagsBits).reduce((bits, bit) => bits | bit, 0n);
  flat.setPermissions(stage.playground.bot, all & ~PermissionFlagsBits.SendMessages);
}

/** Every document of every collection, as text. */
async function readDatabase(): Promise<string> {
  const database = storage.connection.getClient().db(storage.connection.name);
  const collections = await database.listCollections().toArray();
  expect(collections.length).toBeGreaterThan(8);
  const texts = await Promise.all(
    collections.map(
      async ({ name }) => `${name} ${JSON.stringify(await database.collection(name).find().toArray())}`,
    ),
  );
  return texts.join('\n');
}

/** Every object of the next export, as text. */
async function readExport(): Promise<string> {
  const bucket = await openBucket();
  await exportTo({ storage, store: bucket.store, slot: '20261128T183000Z' });
  const keys = ['users.csv', 'balances.csv', 'expenses.csv', 'manifest.json'];
  const texts = await Promise.all(keys.map((key) => bucket.readText(key)));
  await bucket.stop();
  expect(texts).not.toContain(undefined);
  expect(texts[2]).toContain(erased.id);
  return texts.join('\n');
}

type Typed = NonNullable<Parameters<ReturnType<Server['as']>['slash']>[1]>;

async function add(by: Person, options: Typed): Promise<void> {
  const answer = await flat.as(by).slash('expense add', { amount: '100', description: 'Soup', ...options });
  expect(answer.text).toContain('shares');
}

/** What a person leaves behind in a server that they use, and others with them. */
async function liveInTheFlat(): Promise<void> {
  const form = await flat.as(erased).slash('profile edit');
  const { profileName: name, email, mobile } = secrets;
  await flat.as(erased).submit(form, { name, email, mobile });
  await add(other, { for: `@${secrets.nick}` });
  await add(other, { for: `@${secrets.userName.toUpperCase()} 30, me rest`, paid_by: `@${secrets.nick}` });
  await add(erased, {
    for: other.mention,
    receipt: { name: secrets.file, content: 'soup', contentType: 'application/pdf' },
  });
  flat.setNickname(erased, secrets.laterNick);
  await add(third, { for: `@${secrets.laterNick} x2 me x1` });
  await flat.as(erased).slash('summary now');
  await flat.as(erased).slash('expense list', { text: secrets.userName });
  flat.removeMember(erased);
  await flat.as(other).slash('balances');
  flat.addMember(erased, secrets.laterNick);
}

/** Answers that were saved and could not be shown: one was sent later, the other not. */
async function leaveNotices(): Promise<void> {
  const left = { kind: 'answer', attempts: 1, nextAttemptAt: new Date(0), createdAt: new Date(0) };
  const payload = { reply: { kind: 'reply', blocks: [{ kind: 'text', text: `Email: ${secrets.email}` }] } };
  await storage.notices.create(
    { ...left, userId: erased.id, nonce: 'own-sent', state: 'sent', payload },
    { ...left, userId: erased.id, nonce: 'own-failed', state: 'failed', payload },
  );
}

/** Answers to another person that name whoever has left, in sentences and in files, and are still to be shown. */
async function leaveNoticesToOthers(): Promise<void> {
  const name = `${secrets.laterNick.replace('x', '\\x')} (left)`;
  const file = { name: 'debts.csv', content: `debtorId,debtor\r\n1,${secrets.profileName}\r\n` };
  const reply = { kind: 'reply', blocks: [{ kind: 'text', text: `Paid by ${name}` }], files: [file] };
  const store = createNoticeStore(storage);
  const times = { now: new Date(), typedAt: new Date() };
  const notice = { kind: 'answer', userId: other.id, payload: { reply } };
  for (const nonce of ['of-flat-1', 'of-flat-2', 'of-flat-3']) {
    await store.enqueueNotice({ ...notice, guildId: flat.id, nonce }, times);
  }
  // As an older version kept them.
  await store.enqueueNotice({ ...notice, nonce: 'of-nowhere' }, times);
  await store.enqueueNotice(
    { ...notice, payload: { reply: kept }, guildId: '404', nonce: 'elsewhere' },
    times,
  );
  await storage.notices.updateMany({ nonce: { $ne: 'of-flat-1' } }, { $set: { state: 'failed' } });
}

/** An answer of another server, in which nobody was erased. */
const kept = { kind: 'reply', blocks: [{ kind: 'text', text: 'An answer of another server' }] };

test('whoever is erased is found in no collection, log line, download or export any more', async () => {
  await liveInTheFlat();
  stage.playground.closeDms(other);
  await leaveNotices();
  await leaveNoticesToOthers();
  expect(await readDatabase()).toMatch(everySecret);
  const press = await flat.as(erased).press(await flat.as(erased).slash('profile erase'), 'Erase my data');
  await press.waitForText(/Erased/);
  await stage.redeliver(press);

  expect(await readDatabase()).not.toMatch(everySecret);
  expect(stage.lines.map((line) => JSON.stringify(line)).join('\n')).not.toMatch(everySecret);
  for (const person of [other, third]) {
    const download = await flat.as(person).slash('profile download');
    expect(download.files[0]?.content).toContain(`<@${erased.id}>`);
    expect(download.files[0]?.content).not.toMatch(everySecret);
  }
  expect(await readExport()).not.toMatch(everySecret);
  // What an audit channel is told needs no text taken out: it names nobody.
  const untold = await storage.notices.countDocuments({ 'payload.entries.kind': 'add' });
  expect(untold).toBeGreaterThanOrEqual(4);
});

test('others are told that an answer was removed, and see those of other servers as they were', async () => {
  const told = () =>
    flat
      .as(other)
      .sees()
      .filter(({ text }) => /was removed|another server/.test(text));
  // The bot looks every few seconds for whom it has something to tell, and tells three at once.
  await waitUntil(async () => {
    await flat.as(other).slash('balances');
    return told().length === 5;
  });
  expect(told().filter(({ text }) => text.includes('another server'))).toHaveLength(1);
  expect(
    told()
      .map(({ text }) => text)
      .join(),
  ).not.toMatch(everySecret);
});

test('an answer made from names read before the erasure is kept without its text', async () => {
  const typedAt = new Date(Date.now() - 60_000);
  const payload = { reply: { kind: 'reply', blocks: [{ kind: 'text', text: `Paid by ${secrets.nick}` }] } };
  const notice = { kind: 'answer', userId: third.id, payload, guildId: flat.id, nonce: 'late' };
  await createNoticeStore(storage).enqueueNotice(notice, { now: new Date(), typedAt });
  expect(await readDatabase()).not.toMatch(everySecret);
  const later = { ...notice, payload: { reply: kept }, nonce: 'later' };
  await createNoticeStore(storage).enqueueNotice(later, { now: new Date(), typedAt: new Date() });
  expect(await readDatabase()).toContain('An answer of another server');
});
