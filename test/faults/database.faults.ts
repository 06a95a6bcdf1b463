import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startOwnDatabase, type OwnDatabase } from '../harness/database.js';
import { audit, compareShown, describeFindings } from './audit.js';
import { createRandom, report, scaled } from './random.js';
import { openStage, type Stage } from './stage.js';

const kills = scaled(20);

describe('a database server that is killed at any moment', () => {
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
    `${kills} kills under load lose nothing acknowledged, and the bot goes on by itself`,
    async () => {
      const random = createRandom('database');
      const { servers, mongodbUri } = stage;
      const bot = await stage.launchReady();
      const load = stage.startLoad(random.branch(), { changing: 0.4, reading: 0.2 });
      const recoveredAfterMs: number[] = [];
      for (let kill = 0; kill < kills; kill += 1) {
        await Promise.all(servers.map((server) => load.nextSaved(server)));
        await sleep(random.below(500));
        await database.kill();
        await sleep(random.below(500));
        await database.start();
        const startedAtMs = performance.now();
        // Unanswered commands are sent again, as after a kill of the bot.
        for (const server of servers) load.resume(server, random);
        await Promise.all(servers.map((server) => load.nextSaved(server)));
        recoveredAfterMs.push(Math.round(performance.now() - startedAtMs));
      }
      await load.stop();
      const findings = await audit(load, mongodbUri);
      report(
        `database: ${kills} kills; first expense saved again after ${recoveredAfterMs.join(', ')} ms; ` +
          describeFindings(findings),
      );
      expect(findings.differences).toEqual([]);
      expect(findings.acknowledged).toBeGreaterThan(kills);
      for (const server of servers) expect(await compareShown(server, mongodbUri)).toEqual([]);
      expect(Math.max(...recoveredAfterMs)).toBeLessThan(8_000);
      expect(bot.errors).toEqual([]);
    },
    60_000 + kills * 20_000,
  );
});
