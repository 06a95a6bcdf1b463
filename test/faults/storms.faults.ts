import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { databaseUri } from '../harness/database.js';
import { audit, describeFindings } from './audit.js';
import type { BotProcess } from './bot-process.js';
import { openChance, report, scaled } from './chance.js';
import { readConfirmations } from './load.js';
import { openStage, waitUntil, type Stage } from './stage.js';

/** Each of them reaches both bots. */
const deliveries = 50;
const storms = scaled(40);
const typed = scaled(500);

describe('two bots on one database', () => {
  let stage: Stage;
  let bots: BotProcess[];
  beforeEach(async () => {
    stage = await openStage({ mongodbUri: await databaseUri('faults') });
    bots = [stage.launch(), stage.launch()];
    await Promise.all([...bots.map(({ ready }) => ready), stage.playground.waitForBot()]);
  });
  afterEach(() => stage.close());

  test(
    `${storms} storms of ${2 * deliveries} deliveries of one interaction: one expense, one number, one answer`,
    async () => {
      const chance = openChance('storms');
      // A storm at a time in each server; with nobody else, so that it is clear what each one made.
      const load = stage.startLoad(chance.branch(), { deliveries, persons: 1, pauseMs: 400 });
      while (load.entries.length < storms) await Promise.all(stage.servers.map((s) => load.nextSaved(s)));
      await load.stop();
      // And once more, when all is over.
      const before = countLogged(bots);
      for (const entry of load.entries) load.redeliver(entry);
      const wanted = before + bots.length * load.entries.length;
      await waitUntil('the answers to what came again', () => countLogged(bots) >= wanted, 20_000);
      const findings = await audit(load, stage.mongodbUri);
      report(
        `storms: ${load.entries.length} of ${2 * deliveries} deliveries by two bots; ${describeFindings(findings)}`,
      );
      expect(findings.differences).toEqual([]);
      expect(findings.found).toBe(load.entries.length);
      expect(findings.acknowledged).toBe(load.entries.length);
      const answers = load.entries.map(({ texts }) =>
        [...texts].filter((t) => readConfirmations(t).size > 0),
      );
      expect(answers.filter((texts) => texts.length !== 1)).toEqual([]);
      expect(bots.flatMap(({ errors }) => errors)).toEqual([]);
    },
    60_000 + storms * 5_000,
  );

  test(
    'people who type to both bots at once keep one ledger',
    async () => {
      const chance = openChance('two bots');
      // Nobody types faster than both bots have answered: one that is still at the last ones would refuse more.
      const load = stage.startLoad(chance.branch(), { pauseMs: 300 });
      while (load.entries.length < typed) await load.nextSaved(stage.servers[0]);
      await load.stop();
      const wanted = bots.length * load.entries.length;
      await waitUntil('both bots to be done', () => countLogged(bots) >= wanted, 20_000);
      const findings = await audit(load, stage.mongodbUri);
      report(`two bots: ${describeFindings(findings)}`);
      expect(findings.differences).toEqual([]);
      // Who types faster than one person may is told so, and nothing of it is saved.
      expect(findings.acknowledged + findings.refused).toBe(load.entries.length);
    },
    60_000 + typed * 500,
  );
});

/** What the bots logged as answered, however it was delivered. */
function countLogged(bots: readonly BotProcess[]): number {
  return bots.flatMap(({ lines }) => lines).filter(({ msg }) => msg === 'answered').length;
}
