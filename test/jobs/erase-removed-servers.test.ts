import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Person, Server } from 'discord-playground';
import { parseBotConfig } from '../../src/config.js';
import { eraseRemovedServers } from '../../src/jobs/erase-removed-servers.js';
import { verifyBalances } from '../../src/ledger/read/verify-balances.js';
import { createLog } from '../../src/ops/log.js';
import { beginErasure } from '../../src/people/begin-erasure.js';
import { eraseServer } from '../../src/people/erase-server.js';
import { createServers } from '../../src/people/servers.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { findRun } from '../../src/storage/collections/job-runs.js';
import { exportTo, openBucket, readCsv } from '../export/bucket.js';
import { setStage, type Stage } from '../harness/bot.js';
import { waitUntil } from './jobs.js';

/** The job runs daily at three in the morning in India. */
const slotTime = Date.parse('2026-11-10T21:30:00Z');
const hour = 3_600_000;
const day = 24 * hour;

let nowMs = slotTime;
let stage: Stage;
let storage: Storage;
let asha: Person, bina: Person, chitra: Person;
let flat: Server, club: Server;

beforeAll(async () => {
  const { exportSchedule } = parseBotConfig({});
  const exports = { s3: undefined, exportSchedule, alertWebhookUrl: undefined };
  stage = await setStage({}, { clock: () => new Date(nowMs), exports });
  storage = await connectStorage(stage.uri);
  [asha, bina, chitra] = stage.playground.createUsers('Asha', 'Bina', 'Chitra') as [Person, Person, Person];
});
afterAll(async () => {
  await storage.close();
  await stage.close();
});
beforeEach(() => {
  nowMs = slotTime;
  flat = stage.playground.createServer({ name: 'Flat', members: [asha, bina, chitra] });
  club = stage.playground.createServer({ name: 'Club', members: [asha, bina] });
});

async function addIn(server: Server) {
  const people = server.members().map(({ mention }) => mention);
  const options = { amount: '90', description: 'Milk', for: people.join(' ') };
  const answer = await server.as(asha).slash('expense add', options);
  await stage.settle();
  return answer;
}

const marksOf = async ({ id }: Server) => {
  const guild = await storage.guilds.findById(id).lean();
  return guild && { removedAt: guild.removedAt?.getTime(), isErasing: guild.erasingSince !== undefined };
};
const kept = { removedAt: undefined, isErasing: false };
const isMarked = async (server: Server) => (await marksOf(server))?.removedAt !== undefined;

/** Every document that names a server. */
async function findAll({ id }: Server): Promise<string[]> {
  const database = storage.connection.getClient().db(storage.connection.name);
  const collections = await database.listCollections().toArray();
  const texts = await Promise.all(
    collections.map(async ({ name }) =>
      (await database.collection(name).find().toArray()).map((one) => `${name} ${JSON.stringify(one)}`),
    ),
  );
  return texts.flat().filter((text) => text.includes(id));
}

/** Restarts the bot at a time, and waits until the slot that came last is done. */
async function restartAt(ms: number): Promise<void> {
  await stage.restart(() => void (nowMs = ms));
  const sinceSlot = (((ms - slotTime) % day) + day) % day;
  const slot = new Date(ms - sinceSlot).toISOString().replaceAll(/[-:]|\.000/g, '');
  const series = { job: 'erase-removed-servers', destination: '' };
  await waitUntil(async () => (await findRun(storage, series, slot))?.state === 'done');
}

test('the data of a removed server are kept for 29 days and 23 hours, and erased after 30 days', async () => {
  await addIn(flat);
  await addIn(club);
  const form = await flat.as(bina).slash('profile edit');
  await flat.as(bina).submit(form, { name: 'Bina', email: 'bina@example.com', mobile: '' });
  await stage.settle();
  flat.expelBot();
  await waitUntil(() => isMarked(flat));
  expect(await marksOf(flat)).toEqual({ removedAt: slotTime, isErasing: false });

  await restartAt(slotTime + 30 * day - hour);
  expect(await marksOf(flat)).toEqual({ removedAt: slotTime, isErasing: false });
  expect(await storage.expenses.countDocuments({ guildId: flat.id })).toBe(1);

  await restartAt(slotTime + 30 * day);
  const left = await findAll(flat);
  expect(left.map((text) => text.split(' ')[0])).toEqual(['erasedServers']);
  // Asha is in the club, Bina has a profile; Chitra was known from the flat alone.
  const users = await storage.users.find({ _id: { $in: [asha.id, bina.id, chitra.id] } }).lean();
  expect(users.map(({ name }) => name).sort()).toEqual(['Asha', 'Bina']);
  expect(await verifyBalances(storage, club.id)).toEqual({ expenses: 1, differences: [] });

  const line = stage.lines.find(({ msg }) => msg === 'the data of a removed server were erased');
  expect(line).toMatchObject({ guild: flat.id, users: 1, members: 3, expenses: 1, balances: 1 });
  expect(JSON.stringify(line)).not.toMatch(/Asha|Bina|Chitra|Milk/);
  const run = await storage.jobRuns.findOne({ job: 'erase-removed-servers', 'result.servers': 1 }).lean();
  expect(run?.result).toEqual({ servers: 1, expenses: 1 });
});

describe('a server', () => {
  test('that is back keeps everything as it was', async () => {
    await addIn(flat);
    flat.expelBot();
    await waitUntil(() => isMarked(flat));
    flat.inviteBot();
    await waitUntil(async () => !(await isMarked(flat)));
    await restartAt(slotTime + 60 * day);
    expect((await addIn(flat)).text).toContain('#2');
    expect((await flat.as(asha).slash('balances')).text).toContain('₹60.00');
  });

  test('in an outage is not removed, nor is one that is in it when the bot starts', async () => {
    await addIn(flat);
    flat.beginOutage();
    club.expelBot();
    flat.endOutage();
    flat.beginOutage();
    await stage.restart();
    flat.endOutage();
    expect((await addIn(flat)).text).toContain('#2');
    expect(await marksOf(flat)).toEqual(kept);
  });

  test('that was removed or came back while the bot was down is found when it starts', async () => {
    await addIn(flat);
    await addIn(club);
    club.expelBot();
    await waitUntil(() => isMarked(club));
    await stage.restart(() => {
      nowMs = slotTime + hour;
      flat.expelBot();
      club.inviteBot();
    });
    await waitUntil(() => isMarked(flat));
    expect(await marksOf(flat)).toEqual({ removedAt: slotTime + hour, isErasing: false });
    expect(await marksOf(club)).toEqual(kept);
    // A server that was marked keeps its moment.
    await stage.restart(() => void (nowMs = slotTime + 2 * hour));
    await addIn(club);
    expect(await marksOf(flat)).toEqual({ removedAt: slotTime + hour, isErasing: false });
  });

  test('of another shard is not looked at', async () => {
    await addIn(flat);
    const servers = createServers(storage);
    const list = { present: new Set<string>(), now: new Date(nowMs) };
    expect(await servers.compare({ ...list, isCovered: () => false })).toMatchObject({ removed: 0 });
    expect(await marksOf(flat)).toEqual(kept);
  });

  test('of which only members are stored is erased too', async () => {
    await flat.as(chitra).slash('help');
    await stage.settle();
    await waitUntil(async () => (await storage.members.countDocuments({ guildId: flat.id })) > 0);
    flat.expelBot();
    await waitUntil(() => isMarked(flat));
    await restartAt(slotTime + 90 * day);
    expect((await findAll(flat)).map((text) => text.split(' ')[0])).toEqual(['erasedServers']);
  });
});

describe('a server that comes back during its erasure', () => {
  test('is told so, and begins anew afterwards; its old buttons do nothing to the new ledger', async () => {
    const old = await addIn(flat);
    flat.expelBot();
    await waitUntil(() => isMarked(flat));
    nowMs = slotTime + 30 * day;
    expect(await beginErasure(storage, flat.id, new Date(nowMs))).toBe(true);
    flat.inviteBot();
    for (const command of ['balances', 'expense list', 'help']) {
      const refused = await flat.as(asha).slash(command);
      expect(refused.text).toContain('Try again in a few minutes');
      expect(refused.ephemeral).toBe(true);
    }
    expect((await addIn(flat)).text).toContain('Try again in a few minutes');
    await eraseServer(storage, {
      guildId: flat.id,
      now: new Date(Date.now() + 1_000),
      beforeBatch: () => Promise.resolve(),
    });
    expect((await flat.as(asha).slash('balances')).text).toContain('Nobody owes anybody anything');
    expect((await addIn(flat)).text).toContain('#1');
    const pressed = await flat.as(asha).press(old, 'Details');
    expect(pressed.text).toContain('too old');
    expect(await verifyBalances(storage, flat.id)).toEqual({ expenses: 1, differences: [] });
    // Nothing of it is known to a process that starts later.
    await stage.restart();
    expect((await flat.as(asha).press(old, 'Void')).text).toContain('too old');
  });
});

describe('the job', () => {
  const run = (isInServer: boolean, log = createLog('silent')) => {
    const clock = () => new Date(slotTime + 40 * day);
    const job = eraseRemovedServers({
      storage,
      log,
      clock,
      timeZone: 'Asia/Kolkata',
      isInServer: () => Promise.resolve(isInServer),
    });
    const { signal } = new AbortController();
    return job.run({ slot: '20261201T213000Z', signal, confirmLease: () => Promise.resolve() });
  };

  test('asks Discord before it begins, and takes a wrong mark out', async () => {
    await addIn(flat);
    await storage.guilds.updateOne({ _id: flat.id }, { removedAt: new Date(slotTime) });
    await run(true);
    expect(await marksOf(flat)).toEqual(kept);
    expect((await addIn(flat)).text).toContain('#2');
  });

  test('waits for an export that runs, whose files have the server whole', async () => {
    await addIn(flat);
    flat.expelBot();
    await waitUntil(() => isMarked(flat));
    const lines: string[] = [];
    const exporting = { job: 'weekly-export', destination: 's3://b/', slot: '20261201T183000Z' };
    const leaseUntil = new Date(slotTime + 41 * day);
    await storage.jobRuns.create({
      ...exporting,
      state: 'running',
      leaseToken: 'a',
      leaseUntil,
      attempts: 1,
      startedAt: new Date(),
    });
    const running = run(false, createLog('info', { write: (line) => void lines.push(line) }));
    await waitUntil(() => Promise.resolve(lines.some((line) => line.includes('waits for an export'))));
    expect(await marksOf(flat)).toMatchObject({ isErasing: true });
    expect(await storage.members.countDocuments({ guildId: flat.id })).toBe(3);
    // One that begins now has nothing of the server, not even a part.
    const bucket = await openBucket();
    await storage.balances.deleteMany({ guildId: flat.id });
    const set = await exportTo({ storage, store: bucket.store, slot: '20261202T183000Z' });
    expect(set.leftOut).toEqual([]);
    for (const file of ['expenses', 'balances', 'changes', 'heads']) {
      const rows = readCsv(await bucket.readText(`${file}.csv`));
      expect(rows.filter(({ guildId }) => guildId === flat.id)).toEqual([]);
    }
    await bucket.stop();
    await storage.jobRuns.updateOne(exporting, { state: 'done', $unset: { leaseUntil: 1 } });
    expect(await running).toMatchObject({ servers: 1 });
  });
});
