import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startPlayground } from 'discord-playground';
import { botEnvironment, endProcess } from './bot-process.js';
import { databaseUri } from './ledger.js';
import { inMs, median, percentile, report } from './measure.js';

// From the start of the process to Discord's READY, compared with a program that imports every library at its top and
// logs in with discord.js.

const rounds = 9;
const timeoutMs = 20_000;
const mongodbUri = databaseUri();

const program = 'dist/src/main.js';
const plainProgram = writePlainProgram();
const [oursMs, plainMs]: [number[], number[]] = [[], []];
// The first round fills the caches of the disk and does not count.
for (let round = 0; round <= rounds; round++) {
  const [ours, plain] = [await timeToReadyMs(program), await timeToReadyMs(plainProgram)];
  if (round === 0) continue;
  oursMs.push(ours);
  plainMs.push(plain);
}
report({
  name: 'From the start of the process to READY, against plain imports of every library',
  ratio: median(oursMs.map((ms, round) => ms / (plainMs[round] ?? NaN))),
  target: 0.8,
  detail: `${describe(oursMs)}; plain ${describe(plainMs)}`,
});

function describe(timesMs: readonly number[]): string {
  return `p50 ${inMs(median(timesMs))}, worst ${inMs(percentile(timesMs, 100))}`;
}

/** Imports every dependency of package.json. */
function writePlainProgram(): string {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    dependencies: Readonly<Record<string, string>>;
  };
  const names = Object.keys(dependencies);
  // This one has only entries by version.
  const entry = (name: string) => (name === 'discord-api-types' ? `${name}/v10` : name);
  const source = [
    ...names.map((name, index) => `import * as library${index} from '${entry(name)}';`),
    `const libraries = [${names.map((_, index) => `library${index}`).join(', ')}];`,
    `const { Client, GatewayIntentBits } = libraries[${names.indexOf('discord.js')}];`,
    'const intents = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMembers];',
    'const client = new Client({ intents, rest: { api: process.env.DISCORD_API_URL } });',
    'await client.login(process.env.DISCORD_TOKEN);',
  ];
  const file = path.join('.cache', 'bench', 'plain-start.mjs');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${source.join('\n')}\n`);
  return file;
}

/** The time until READY, when a bot can begin to work. */
async function timeToReadyMs(program: string): Promise<number> {
  const playground = await startPlayground();
  playground.createServer({ name: 'Flat', members: playground.createUsers(4) });
  const isReady = () => playground.frames().some(({ event }) => event === 'READY');
  const ready = new Promise<number>((resolve, reject) => {
    const timer = setTimeout(reject, timeoutMs, new Error(`${program} did not become ready`));
    playground.watch(() => {
      if (!isReady()) return;
      clearTimeout(timer);
      resolve(performance.now());
    });
  });
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: botEnvironment(playground, { MONGODB_URI: mongodbUri }),
  });
  try {
    return (await ready) - startedAtMs;
  } finally {
    await endProcess(child);
    await playground.close();
  }
}
