import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Faults } from 'discord-playground';
import { databaseUri } from '../harness/database.js';
import { audit, describeFindings } from './audit.js';
import { createRandom, report, scaled, type Random } from './random.js';
import { parseConfirmations } from './load.js';
import { isProgrammingError } from './bot-process.js';
import { openStage, waitUntil, type Stage } from './stage.js';

const faultCount = scaled(120);
const noticedWithinMs = 45_000;
const callback = /^POST \/interactions\//;
const webhook = / \/webhooks\//;
const member = /^GET \/guilds\/\d+\/members/;

/** Faults between a bot and Discord, all equally likely. */
const faults: Readonly<Record<string, (discord: Faults, random: Random) => void>> = {
  'dropped sockets': (discord) => {
    discord.dropSockets();
  },
  'op 7': (discord) => {
    discord.reconnect();
  },
  'callbacks fail': (discord, random) => {
    discord.failNext(callback, random.pick([500, 502, 503]), 1 + random.below(6));
  },
  'callbacks limited': (discord, random) => {
    discord.failNext(callback, 429, 1 + random.below(3));
  },
  'answers lost': (discord, random) => {
    discord.loseAnswerOfNext(callback, 1 + random.below(4));
  },
  'later answers fail': (discord, random) => {
    discord.failNext(webhook, 500, 1 + random.below(4));
  },
  'later answers lost': (discord, random) => {
    discord.loseAnswerOfNext(webhook, 1 + random.below(2));
  },
  'callbacks slow': (discord, random) => {
    discord.delayNext(callback, random.below(4_000), 1 + random.below(2));
  },
  'notices lost': (discord) => {
    discord.loseAnswerOfNext(/^POST \/channels\//);
  },
  'members fail': (discord, random) => {
    discord.failNext(member, 500, 1 + random.below(3));
  },
};

describe('a Discord that fails', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage({ mongodbUri: await databaseUri('faults') });
  });
  afterEach(() => stage.close());

  test(
    `${faultCount} faults under load: nothing twice, nothing lost, and everybody gets an answer`,
    async () => {
      const random = createRandom('discord');
      const { playground, servers } = stage;
      const bot = await stage.launchReady();
      const load = stage.startLoad(random.branch(), { reading: 0.2, pauseMs: 60 });
      await Promise.all(servers.map((server) => load.nextSaved(server)));
      for (let count = 0; count < faultCount; count += 1) {
        faults[random.pick(Object.keys(faults))]?.(playground.faults, random);
        await sleep(random.below(400));
      }
      // The new session begins some seconds later and gets no events from before.
      playground.faults.invalidateSession();
      await Promise.all(servers.map((server) => load.nextSaved(server)));
      await load.stop();

      const findings = await audit(load, stage.mongodbUri);
      // An answer that could not be delivered comes as a direct message, once.
      const isNoticed = () => findings.noticed.every((label) => countNotices(stage, label) > 0);
      await waitUntil('the notices to arrive', isNoticed, noticedWithinMs);
      const silent = load.entries.filter(({ settledAtMs }) => settledAtMs === undefined);
      report(
        `discord: ${faultCount} faults and a lost session; ${load.entries.length} commands, ` +
          `${silent.length} without an answer, ${findings.noticed.length} notices; ${describeFindings(findings)}`,
      );
      expect(findings.differences).toEqual([]);
      expect(findings.unheard).toBe(0);
      expect(findings.noticed.filter((label) => countNotices(stage, label) > 1)).toEqual([]);
      expect(findings.acknowledged).toBeGreaterThan(faultCount);
      expect(bot.errors.filter((line) => line['incident'] === undefined)).toEqual([]);
      expect(bot.errors.filter(isProgrammingError)).toEqual([]);
    },
    120_000 + faultCount * 1_000,
  );
});

/** The direct messages that confirm an expense. */
function countNotices({ playground, people }: Stage, label: string): number {
  const messages = people.flatMap((person) => playground.dmsOf(person));
  return messages.filter(({ text }) => parseConfirmations(text).has(label)).length;
}
