import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startOwnDatabase, type OwnDatabase } from '../harness/database.js';
import { audit, describeFindings } from './audit.js';
import { createRandom, report, scaled } from './random.js';
import { messagesOf, parseConfirmations, type Entry } from './load.js';
import { isProgrammingError } from './bot-process.js';
import { openStage, type Stage } from './stage.js';

const outageMs = scaled(10_000, 5_000);
const answeredWithinMs = 3_000;
const recoveredWithinMs = 5_000;
/** On average, between an answer and the next command of a person. */
const pauseMs = 100;
/** Between two commands of a person at most, where every answer comes in time: how often everybody types in an outage. */
const typedEachMs = answeredWithinMs + 2 * pauseMs;

interface Outage {
  readonly begin: (database: OwnDatabase) => Promise<void> | void;
  readonly end: (database: OwnDatabase) => Promise<void> | void;
}

const outages: Readonly<Record<string, Outage>> = {
  killed: { begin: (database) => database.kill(), end: (database) => database.start() },
  frozen: {
    begin: ({ pid }) => void process.kill(pid ?? 0, 'SIGSTOP'),
    end: ({ pid }) => void process.kill(pid ?? 0, 'SIGCONT'),
  },
};

describe('a database that is gone for a while', () => {
  let database: OwnDatabase;
  let stage: Stage;
  beforeEach(async () => {
    database = await startOwnDatabase();
    stage = await openStage({ mongodbUri: database.uri });
  }, 60_000);
  afterEach(async () => {
    await stage.close();
    await database.remove();
  });

  test.each(Object.entries(outages))(
    `${outageMs / 1000} s %s: everybody gets a private answer within 3 s, and then it works again by itself`,
    async (name, { begin, end }) => {
      const random = createRandom(`outage, ${name}`);
      const { servers } = stage;
      const bot = await stage.launchReady();
      const load = stage.startLoad(random, { reading: 0.4, pauseMs });
      await Promise.all(servers.map((server) => load.nextSaved(server)));

      const goneAtMs = Date.now();
      await begin(database);
      await sleep(outageMs);
      await end(database);
      const backAtMs = Date.now();
      await Promise.all(servers.map((server) => load.nextSaved(server)));
      const recoveredAfterMs = Date.now() - backAtMs;
      await load.stop();

      const during = load.entries.filter(({ record }) => {
        return record.createdAtMs >= goneAtMs && record.createdAtMs < backAtMs;
      });
      const slowestMs = Math.max(...during.map(waitedMs));
      const findings = await audit(load, stage.mongodbUri);
      report(
        `outage, ${name}: ${during.length} commands in ${backAtMs - goneAtMs} ms, the slowest answered after ` +
          `${slowestMs} ms; first expense ${recoveredAfterMs} ms after the end; ${describeFindings(findings)}`,
      );
      const typists = servers.flatMap((server) => server.members()).length;
      expect(during.length).toBeGreaterThanOrEqual(typists * Math.floor(outageMs / typedEachMs));
      expect(during.flatMap((entry) => misanswer(stage, entry, backAtMs))).toEqual([]);
      expect(recoveredAfterMs).toBeLessThan(recoveredWithinMs);
      expect(findings.differences).toEqual([]);
      // Of commands only incidents, whose id the person is told, are logged as errors. A job says that its tick failed.
      const ofCommands = bot.errors.filter((line) => line['job'] === undefined);
      expect(ofCommands.filter((line) => line['incident'] === undefined)).toEqual([]);
      expect(bot.errors.filter(isProgrammingError)).toEqual([]);
    },
    60_000 + 2 * outageMs,
  );
});

function waitedMs({ record, settledAtMs = Infinity }: Entry): number {
  return settledAtMs - record.createdAtMs;
}

/** The faults of an answer from the time of the outage. */
function misanswer(stage: Stage, entry: Entry, backAtMs: number): string[] {
  const messages = messagesOf(stage.playground, entry.record);
  const name = entry.expense?.label ?? 'a reading command';
  const problems: string[] = [];
  if (waitedMs(entry) > answeredWithinMs) problems.push(`${name} was answered after ${waitedMs(entry)} ms`);
  const isSaved = messages.some(({ text }) => parseConfirmations(text).size > 0);
  const isExplained = messages.some(({ text }) => /Nothing was saved|\/expense list|the number `/.test(text));
  const isLate = (entry.settledAtMs ?? 0) >= backAtMs;
  if (!isExplained && !isLate) problems.push(`${name} was told: ${messages.map(({ text }) => text).join()}`);
  if (!isSaved && messages.some(({ ephemeral }) => !ephemeral)) problems.push(`${name} was told in public`);
  return problems;
}
