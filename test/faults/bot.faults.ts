import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Server } from 'discord-playground';
import { databaseUri } from '../harness/database.js';
import { audit, compareShown, describeFindings } from './audit.js';
import type { BotProcess } from './bot-process.js';
import { createRandom, report, scaled, type Random } from './random.js';
import type { Load } from './load.js';
import { openStage, type Stage } from './stage.js';

/** One bot per server, so that kills and starts of different bots overlap. */
const shardCount = 2;
const kills = scaled(200);

describe('a bot that is killed at any moment', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage({ mongodbUri: await databaseUri('faults'), shards: shardCount });
  });
  afterEach(() => stage.close());

  test(
    `${kills} kills under load lose no acknowledged expense, save no half one, and leave no gap`,
    async () => {
      const random = createRandom('bot');
      const { servers, mongodbUri } = stage;
      // People can type commands only once a bot has registered them.
      await (await stage.launchReady()).kill();
      const load = stage.startLoad(random.branch(), { changing: 0.4, reading: 0.2 });
      const startedAtMs = performance.now();
      const lanes = await Promise.all(
        servers.map((server, shard) => {
          const launch = () => stage.launch([shard, shardCount]);
          return killAgainAndAgain(launch, load, server, random.branch());
        }),
      );
      await Promise.all(servers.map((server) => load.nextAnswer(server)));
      await load.stop();
      const findings = await audit(load, mongodbUri);
      report(
        `bot: ${kills} kills in ${Math.round((performance.now() - startedAtMs) / 1000)} s, ` +
          `${lanes[0]?.interrupted ?? 0} + ${lanes[1]?.interrupted ?? 0} interactions under way at them; ` +
          describeFindings(findings),
      );
      expect(findings.differences).toEqual([]);
      expect(findings.acknowledged).toBeGreaterThan(kills);
      for (const server of servers) expect(await compareShown(server, mongodbUri)).toEqual([]);
      expect(lanes.flatMap(({ bot }) => bot.errors)).toEqual([]);
    },
    60_000 + kills * 6_000,
  );
});

/** Kills and launches the bot of one server repeatedly, while people there type. The last one keeps running. */
async function killAgainAndAgain(
  launch: () => BotProcess,
  load: Load,
  server: Server,
  random: Random,
): Promise<{ bot: BotProcess; interrupted: number }> {
  let interrupted = 0;
  for (let kill = 0; kill < kills / shardCount; kill += 1) {
    const bot = launch();
    if (random.is(0.1)) {
      await sleep(random.below(1_000));
    } else {
      await bot.ready;
      load.resume(server, random);
      if (random.is(0.9)) await load.nextAnswer(server);
      await sleep(random.below(300));
    }
    interrupted += load.open(server).length;
    await bot.kill();
  }
  const bot = launch();
  await bot.ready;
  load.resume(server, random);
  return { bot, interrupted };
}
