import { setTimeout as sleep } from 'node:timers/promises';
import { SnowflakeUtil } from 'discord.js';
import { startPlayground, type Actor, type Person, type Playground } from 'discord-playground';
import { startBotProcess } from './bot-process.js';
import { databaseUri } from './ledger.js';
import { describeTimes, inform, percentile, report } from './measure.js';

// How long a person waits while the people of another server flood the bot: the first answers to small commands, typed
// one after the other, against the same without the flood. The claim is about the bot's part, from the interaction's
// creation until its answer leaves the bot: the playground, which moves the files of a flood too, waits for itself.

const crowdSize = 1000;
const flooderCount = 5;
/** Of each flooder: faster than anybody types. */
const pauseMs = 100;
const quietAsks = 300;

const receipt = { name: 'receipt.png', content: Buffer.alloc(9_900_000, 7) };
const names = Array.from({ length: 1000 }, (_, index) => `@${index}x`).join(' ');
const typed = { amount: '1000', description: 'Trip' };

/** What each flooder types, and how often. */
const floods: readonly [name: string, times: number, type: (flooder: Actor) => Promise<unknown>][] = [
  [
    'expenses for a thousand people',
    60,
    (flooder) => flooder.slash('expense add', { ...typed, for: 'everyone' }),
  ],
  ['a thousand names', 20, (flooder) => flooder.slash('expense add', { ...typed, for: names })],
  ['whole ledgers', 60, (flooder) => flooder.slash('balances')],
  ['receipts of 9.9 MB', 12, (flooder) => flooder.slash('expense add', { ...typed, for: 'me', receipt })],
];

for (const flood of floods) await measureFlood(...flood);

async function measureFlood(
  name: string,
  times: number,
  type: (flooder: Actor) => Promise<unknown>,
): Promise<void> {
  const playground = await startPlayground({ globalRequestsPerSecond: 5000 });
  const { flooders, neighbour } = setStage(playground);
  const bot = startBotProcess('dist/src/main.js', playground, { MONGODB_URI: databaseUri() });
  try {
    await playground.waitForBot();
    await askAround(neighbour, (asked) => asked < 150);
    await flooders[0]?.slash('expense add', { ...typed, for: 'everyone' });
    const quiet = await askAround(neighbour, (asked) => asked < quietAsks);
    const before = playground.requests().length;
    let isOn = true;
    const flooding = Promise.all(
      flooders.map(async (flooder) => {
        const typing: Promise<unknown>[] = [];
        for (let turn = 0; turn < times; turn++) {
          typing.push(type(flooder).catch(() => undefined));
          await sleep(pauseMs);
        }
        await Promise.all(typing);
      }),
    ).finally(() => (isOn = false));
    const flooded = await askAround(neighbour, () => isOn);
    await flooding;
    const { answeredAtMs, highestMemoryBytes } = await bot.readUsage();
    const botMs = (asked: readonly Asked[]) =>
      asked.map(({ id }) => (answeredAtMs[id] ?? Infinity) - madeAtMs(id));
    const wholeMs = (asked: readonly Asked[]) => asked.map(({ firstAnswerMs }) => firstAnswerMs);
    report({
      name: `A neighbour's first answer leaves the bot, p99, while ${flooderCount} people flood: ${name}`,
      ratio: percentile(botMs(flooded), 99) / percentile(botMs(quiet), 99),
      target: 2,
      detail: `${describeTimes(botMs(flooded))} (${flooded.length}); quiet ${describeTimes(botMs(quiet))}`,
    });
    inform(
      'with the playground',
      `${describeTimes(wholeMs(flooded))}; quiet ${describeTimes(wholeMs(quiet))}`,
    );
    const memoryMb = Math.round(highestMemoryBytes / 1e6);
    inform('the same', `${playground.requests().length - before} requests, ${memoryMb} MB at most`);
  } finally {
    await bot.stop();
    await playground.close();
  }
}

function setStage(playground: Playground): { flooders: readonly Actor[]; neighbour: Actor } {
  const crowd = playground.createUsers(crowdSize);
  const flat = playground.createUsers('Asha', 'Ravi') as [Person, Person];
  const large = playground.createServer({ name: 'Large', members: crowd });
  const small = playground.createServer({ name: 'Flat', members: flat });
  return {
    flooders: crowd.slice(0, flooderCount).map((person) => large.as(person)),
    neighbour: small.as(flat[0]),
  };
}

/** A command of the neighbour's. */
interface Asked {
  readonly id: string;
  readonly firstAnswerMs: number;
}

/** Types small commands, one after the other. */
async function askAround(neighbour: Actor, goesOn: (asked: number) => boolean): Promise<Asked[]> {
  const asks = [
    () => neighbour.slash('help'),
    () => neighbour.slash('balances'),
    () => neighbour.slash('expense add', { amount: '100', description: 'Tea', for: 'me @Ravi' }),
  ] as const;
  const all: Asked[] = [];
  for (let asked = 0; goesOn(asked); asked++) {
    const answer = await asks[asked % asks.length]?.();
    if (answer !== undefined) all.push({ id: answer.interaction.id, firstAnswerMs: answer.firstAnswerMs });
  }
  return all;
}

/** When an interaction was made, in ms since 1970. */
function madeAtMs(id: string): number {
  return SnowflakeUtil.timestampFrom(id);
}
