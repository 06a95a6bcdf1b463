import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { databaseUri } from '../harness/database.js';
import { audit, describeFindings } from './audit.js';
import type { BotProcess } from './bot-process.js';
import { createRandom, report, scaled } from './random.js';
import { isSaved } from './load.js';
import { isRefusal } from './read-answer.js';
import { openStage, waitUntil, type Stage } from './stage.js';

/** Each delivery reaches both bots. */
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
      const random = createRandom('storms');
      // One person per server, so that the effect of each storm is clear.
      const load = stage.startLoad(random.branch(), {
        ...{ deliveries, bots: bots.length, persons: 1, pauseMs: 400 },
        changing: 0.4,
      });
      while (load.entries.length < storms) await Promise.all(stage.servers.map((s) => load.nextSaved(s)));
      await load.stop();
      // And again after all answers. A refusal is not remembered: it is what it then is.
      const before = countLogged(bots);
      const saved = load.entries.filter(isSaved);
      for (const entry of saved) load.redeliver(entry);
      const wanted = before + bots.length * saved.length;
      await waitUntil('the answers to what came again', () => countLogged(bots) >= wanted, 20_000);
      const findings = await audit(load, stage.mongodbUri);
      report(
        `storms: ${load.entries.length} of ${2 * deliveries} deliveries by two bots; ${describeFindings(findings)}`,
      );
      expect(findings.differences).toEqual([]);
      // What the only person of a server could not have typed in vain is done; the rest is refused.
      expect(findings.found).toBe(findings.acknowledged);
      expect(findings.acknowledged + findings.refused).toBe(load.entries.length);
      // What was refused at first may be done by a late delivery, after the next command was typed; and a payment asks
      // its receiver by a message of its own.
      const several = load.entries.filter(
        ({ texts, typed: sent }) => texts.size === 0 || texts.size > (sent?.command === 'settle' ? 2 : 1),
      );
      const changed = several.filter((entry) => !isRefusal(entry, [...entry.texts.keys()][0] ?? ''));
      expect(changed.map(({ texts }) => [...texts])).toEqual([]);
      expect(bots.flatMap(({ errors }) => errors)).toEqual([]);
    },
    60_000 + storms * 5_000,
  );

  test(
    'people who type to both bots at once keep one ledger',
    async () => {
      const random = createRandom('two bots');
      // The pause lets both bots answer: a busy one would refuse further commands.
      const load = stage.startLoad(random.branch(), {
        ...{ bots: bots.length, pauseMs: 300 },
        ...{ changing: 0.5, reading: 0.2 },
      });
      while (load.entries.length < typed) await load.nextSaved(stage.servers[0]);
      await load.stop();
      const wanted = bots.length * load.entries.length;
      await waitUntil('both bots to be done', () => countLogged(bots) >= wanted, 20_000);
      const findings = await audit(load, stage.mongodbUri);
      report(`two bots: ${describeFindings(findings)}`);
      expect(findings.differences).toEqual([]);
      // What cannot be done, and people who type too fast, are refused, and nothing of that is saved.
      expect(findings.acknowledged + findings.refused).toBe(findings.typed);
    },
    60_000 + typed * 500,
  );
});

/** How many answers the bots logged. */
function countLogged(bots: readonly BotProcess[]): number {
  return bots.flatMap(({ lines }) => lines).filter(({ msg }) => msg === 'answered').length;
}
