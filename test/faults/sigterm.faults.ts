import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startOwnDatabase, type OwnDatabase } from '../harness/database.js';
import { audit, describeFindings } from './audit.js';
import { createRandom, report, scaled } from './random.js';
import type { Entry } from './load.js';
import { openStage, type Stage } from './stage.js';

const stops = scaled(20);
/** How long `docker stop` waits before it kills. */
const graceMs = 10_000;

describe('a bot that is told to stop', () => {
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

  test(
    `SIGTERM under load, ${stops} times: every received command is answered, and it stops cleanly`,
    async () => {
      const random = createRandom('sigterm');
      const { servers } = stage;
      let bot = await stage.launchReady();
      const load = stage.startLoad(random.branch(), { pauseMs: 5 });
      const stoppedAfterMs: number[] = [];
      const exits: unknown[] = [];
      const unanswered: Entry[] = [];
      let readyAtMs = Date.now();
      let underWay = 0;
      for (let stop = 0; stop < stops; stop += 1) {
        await Promise.all(servers.map((server) => load.nextSaved(server)));
        await sleep(random.below(400));
        const heard = load.open().filter(({ record, redeliveries }) => {
          return record.createdAtMs > readyAtMs && redeliveries === 0;
        });
        underWay += heard.length;
        const toldAtMs = performance.now();
        bot.signal('SIGTERM');
        exits.push(await bot.exited);
        stoppedAfterMs.push(Math.round(performance.now() - toldAtMs));
        unanswered.push(...heard.filter(({ settledAtMs }) => settledAtMs === undefined));
        bot = await stage.launchReady();
        readyAtMs = Date.now();
        for (const server of servers) load.resume(server, random);
      }
      await load.stop();
      const findings = await audit(load, stage.mongodbUri);
      report(
        `sigterm: ${stops} stops with ${underWay} interactions under way, ${unanswered.length} unanswered; ended ` +
          `after ${Math.max(...stoppedAfterMs)} ms at most; ${describeFindings(findings)}`,
      );
      expect(exits).toEqual(exits.map(() => ({ code: 0, signal: null })));
      expect(Math.max(...stoppedAfterMs)).toBeLessThan(graceMs);
      expect(unanswered.map(({ record }) => record.payload.id)).toEqual([]);
      expect(findings.differences).toEqual([]);
      expect(findings.unheard).toBe(0);
      expect(findings.acknowledged).toBeGreaterThan(stops);
    },
    60_000 + stops * 20_000,
  );

  test('SIGTERM while the database does not answer: it still stops cleanly', async () => {
    const { servers, people } = stage;
    const bot = await stage.launchReady();
    const asha = servers[0].as(people[0]);
    const typed = { amount: '100', description: 'Tea', for: 'me' };
    await asha.slash('expense add', typed);
    process.kill(database.pid ?? 0, 'SIGSTOP');
    try {
      const answering = asha.slash('expense add', typed);
      await sleep(100);
      const toldAtMs = performance.now();
      bot.signal('SIGTERM');
      const exit = await bot.exited;
      const stoppedAfterMs = Math.round(performance.now() - toldAtMs);
      report(`sigterm: without a database it ended after ${stoppedAfterMs} ms`);
      expect(exit).toEqual({ code: 0, signal: null });
      expect(stoppedAfterMs).toBeLessThan(graceMs);
      expect((await answering).text).toContain('Nothing was saved');
    } finally {
      process.kill(database.pid ?? 0, 'SIGCONT');
    }
  }, 60_000);
});
