import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Faults } from 'discord-playground';
import { databaseUri } from '../harness/database.js';
import { audit, describeFindings } from './audit.js';
import { openChance, report, scaled, type Chance } from './chance.js';
import { readConfirmations } from './load.js';
import { openStage, waitUntil, type Stage } from './stage.js';

const faultCount = scaled(120);
const noticedWithinMs = 45_000;
const callback = /^POST \/interactions\//;
const webhook = / \/webhooks\//;
const member = /^GET \/guilds\/\d+\/members/;

/** What goes wrong between a bot and Discord, each as likely as the others. */
const faults: Readonly<Record<string, (discord: Faults, chance: Chance) => void>> = {
  'dropped sockets': (discord) => {
    discord.dropSockets();
  },
  'op 7': (discord) => {
    discord.reconnect();
  },
  'callbacks fail': (discord, chance) => {
    discord.failNext(callback, chance.pick([500, 502, 503]), 1 + chance.below(6));
  },
  'callbacks limited': (discord, chance) => {
    discord.failNext(callback, 429, 1 + chance.below(3));
  },
  'answers lost': (discord, chance) => {
    discord.loseAnswerOfNext(callback, 1 + chance.below(4));
  },
  'later answers fail': (discord, chance) => {
    discord.failNext(webhook, 500, 1 + chance.below(4));
  },
  'later answers lost': (discord, chance) => {
    discord.loseAnswerOfNext(webhook, 1 + chance.below(2));
  },
  'callbacks slow': (discord, chance) => {
    discord.delayNext(callback, chance.below(4_000), 1 + chance.below(2));
  },
  'notices lost': (discord) => {
    discord.loseAnswerOfNext(/^POST \/channels\//);
  },
  'members fail': (discord, chance) => {
    discord.failNext(member, 500, 1 + chance.below(3));
  },
};

describe('a Discord that fails', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage({ mongodbUri: await databaseUri('faults') });
  });
  afterEach(() => stage.close());

  test(
    `${faultCount} faults under load: nothing twice, nothing lost, and everybody is told`,
    async () => {
      const chance = openChance('discord');
      const { playground, servers } = stage;
      const bot = await stage.launchReady();
      const load = stage.startLoad(chance.branch(), { reading: 0.2, pauseMs: 60 });
      await Promise.all(servers.map((server) => load.nextSaved(server)));
      for (let count = 0; count < faultCount; count += 1) {
        faults[chance.pick(Object.keys(faults))]?.(playground.faults, chance);
        await sleep(chance.below(400));
      }
      // A new session, which begins some seconds later and hears nothing of what was typed meanwhile.
      playground.faults.invalidateSession();
      await Promise.all(servers.map((server) => load.nextSaved(server)));
      await load.stop();

      const findings = await audit(load, stage.mongodbUri);
      // What could not be answered comes as a direct message, once.
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
    },
    120_000 + faultCount * 1_000,
  );
});

/** The direct messages that confirm an expense. */
function countNotices({ playground, people }: Stage, label: string): number {
  const messages = people.flatMap((person) => playground.dmsOf(person));
  return messages.filter(({ text }) => readConfirmations(text).has(label)).length;
}
