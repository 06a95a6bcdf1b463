import { startPlayground, type Answer, type Person, type Playground, type Server } from 'discord-playground';
import { say } from '../commands/contract/answer.js';
import { renderReply } from '../src/discord/respond/render-reply.js';
import { createVoice } from '../src/texts/voice.js';
import { startBotProcess, type BotProcess } from './bot-process.js';
import { databaseUri } from './ledger.js';
import { describeTimes, inform, inMs, median, report } from './measure.js';

let added = 0;

// The cost of our bot over discord.js: the same command and the same answer, by our bot and by a minimal one. Both are
// separate processes, each on its own playground, measured in turns.

const rounds = 5;
const people = 100;

interface Stage {
  readonly playground: Playground;
  readonly server: Server;
  readonly people: readonly Person[];
  readonly bot: BotProcess;
}

const ours = await setStage('dist/src/main.js', { MONGODB_URI: databaseUri() });
const bare = await setStage('bench/bare-bot.mjs', { BENCH_ANSWER: renderHelp() });
try {
  await measureAnswers();
  // Node needs about a thousand interactions to compile the hot code.
  await run(ours, 1000, 4, addExpense);
  for (const inFlight of [1, 20]) await measureCpu(inFlight);
} finally {
  await Promise.all([closeStage(ours), closeStage(bare)]);
}

async function setStage(program: string, environment: Readonly<Record<string, string>>): Promise<Stage> {
  const playground = await startPlayground();
  const created = playground.createUsers(people);
  const server = playground.createServer({ name: 'Flat', members: created });
  const bot = startBotProcess(program, playground, environment);
  await playground.waitForBot();
  const stage = { playground, server, people: created, bot };
  for (let i = 0; i < 5; i++) await run(stage, 100, 20, askForHelp);
  return stage;
}

async function closeStage({ bot, playground }: Stage): Promise<void> {
  await bot.stop();
  await playground.close();
}

/** Our bot's answer to `/help`. */
function renderHelp(): string {
  const voice = createVoice('en');
  return JSON.stringify(renderReply(say(voice.replies.help.all()), voice, true).body);
}

type Ask = (stage: Stage, person: Person) => Promise<Answer>;

async function askForHelp({ server }: Stage, person: Person): Promise<Answer> {
  return server.as(person).slash('help');
}

/** Each of another amount: what is typed twice is looked at longer. */
async function addExpense({ server, people }: Stage, person: Person): Promise<Answer> {
  const names = people.slice(0, 4).map(({ mention }) => mention);
  const options = { amount: `${++added}.50`, description: 'Electricity bill', for: names.join(' ') };
  return server.as(person).slash('expense add', options);
}

interface Measured {
  /** From the interaction to its first answer. */
  readonly timesMs: readonly number[];
  readonly tookMs: number;
}

/** Sends `count` interactions, `inFlight` at a time, each from another person. */
async function run(stage: Stage, count: number, inFlight: number, ask: Ask): Promise<Measured> {
  const timesMs: number[] = [];
  let left = count;
  const startedAtMs = performance.now();
  const keepAsking = async (person: Person) => {
    while (left-- > 0) {
      const askedAtMs = performance.now();
      const { failed } = await ask(stage, person);
      if (failed) throw new Error('An interaction was not answered in time');
      timesMs.push(performance.now() - askedAtMs);
    }
  };
  await Promise.all(stage.people.slice(0, inFlight).map(keepAsking));
  return { timesMs, tookMs: performance.now() - startedAtMs };
}

async function measureAnswers(): Promise<void> {
  for (const [inFlight, count] of [
    [1, 200],
    [20, 600],
    [100, 600],
  ] as const) {
    const all = { ours: [] as Measured[], bare: [] as Measured[] };
    for (let round = 0; round < rounds; round++) {
      all.ours.push(await run(ours, count, inFlight, askForHelp));
      all.bare.push(await run(bare, count, inFlight, askForHelp));
    }
    const name = `First answer of /help, ${inFlight} in flight`;
    const detail = `${describe(all.ours)}; bare discord.js ${describe(all.bare)}`;
    const ratios = all.ours.map(
      ({ timesMs }, round) => median(timesMs) / median(all.bare[round]?.timesMs ?? []),
    );
    if (inFlight === 1)
      report({ name: `${name}, against bare discord.js`, ratio: median(ratios), target: 1.3, detail });
    else inform(name, detail);
  }
}

function describe(measured: readonly Measured[]): string {
  const timesMs = measured.flatMap((round) => round.timesMs);
  const tookMs = measured.reduce((sum, round) => sum + round.tookMs, 0);
  return `${describeTimes(timesMs)}, ${Math.round((1000 * timesMs.length) / tookMs)}/s`;
}

async function measureCpu(inFlight: number): Promise<void> {
  const [addMs, helpMs, bareMs]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    addMs.push(await cpuMsOf(ours, 100, inFlight, addExpense));
    bareMs.push(await cpuMsOf(bare, 200, inFlight, askForHelp));
    helpMs.push(await cpuMsOf(ours, 200, inFlight, askForHelp));
  }
  report({
    name: `Processor time of /expense add for 4 people, ${inFlight} in flight, against a bare reply`,
    ratio: median(addMs.map((ms, round) => ms / (bareMs[round] ?? NaN))),
    target: 4,
    stretch: 2.7,
    detail: `${inMs(median(addMs))}; bare reply ${inMs(median(bareMs))}; our /help ${inMs(median(helpMs))}`,
  });
}

/** The bot's processor time for one interaction. */
async function cpuMsOf(stage: Stage, count: number, inFlight: number, ask: Ask): Promise<number> {
  const before = await stage.bot.readUsage();
  await run(stage, count, inFlight, ask);
  return ((await stage.bot.readUsage()).cpuMs - before.cpuMs) / count;
}
