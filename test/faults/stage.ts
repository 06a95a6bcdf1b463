import { setTimeout as sleep } from 'node:timers/promises';
import { discordEpochMs, startPlayground } from 'discord-playground';
import type { LocalPlayground, Person, Playground, PlaygroundOptions, Server } from 'discord-playground';
import { buildBot, launchBot, type BotProcess } from './bot-process.js';
import type { Random } from './random.js';
import { closePlayground } from '../harness/close-playground.js';
import { Load, type LoadOptions } from './load.js';

export interface StageOptions extends PlaygroundOptions {
  readonly mongodbUri: string;
}

/** A playground with two servers of the same four people, one a manager of the second, and bots in separate processes. */
export interface Stage {
  readonly playground: LocalPlayground;
  readonly mongodbUri: string;
  readonly servers: readonly [Server, Server];
  readonly people: readonly [Person, ...Person[]];
  /** @param shard default: all shards */
  launch(shard?: readonly [index: number, count: number]): BotProcess;
  /** Launches a bot and waits until it receives interactions. */
  launchReady(): Promise<BotProcess>;
  /** Makes people type, until the load is stopped or the stage is closed. */
  startLoad(random: Random, options?: Partial<LoadOptions>): Load;
  close(): Promise<void>;
}

/** Bundles the bot and starts a playground for it. */
export async function openStage({ mongodbUri, ...options }: StageOptions): Promise<Stage> {
  const program = await buildBot();
  const playground = await startPlayground({ globalRequestsPerSecond: 5_000, ...options });
  const people = playground.createUsers('Asha', 'Ravi', 'Meera', 'Kabir') as [Person, ...Person[]];
  const shards = options.shards ?? 1;
  const servers = [0, 1].map((index) => createServerOnShard(playground, index % shards, shards, people));
  const manager = people.at(-1);
  if (manager) servers[1]?.makeManager(manager);
  const isManager = (server: Server, { id }: Person) => server === servers[1] && id === manager?.id;
  const bots: BotProcess[] = [];
  const loads: Load[] = [];
  const launch: Stage['launch'] = (shard) => {
    const bot = launchBot(program, { playground, mongodbUri, ...(shard && { shard }) });
    bots.push(bot);
    return bot;
  };
  return {
    ...{ playground, mongodbUri, people, launch },
    servers: servers as [Server, Server],
    async launchReady() {
      const bot = launch();
      await Promise.all([bot.ready, playground.waitForBot()]);
      return bot;
    },
    startLoad(random, more = {}) {
      const load = new Load({ playground, random, servers, isManager, ...more });
      loads.push(load);
      return load;
    },
    async close() {
      for (const load of loads) load.abandon();
      await Promise.all(bots.map((bot) => bot.kill()));
      await program.remove();
      await closePlayground(playground);
    },
  };
}

/** Polls a condition. @throws Error with `what` after the time limit */
export async function waitUntil(what: string, isSo: () => boolean, withinMs: number): Promise<void> {
  const untilMs = performance.now() + withinMs;
  while (!isSo()) {
    if (performance.now() > untilMs) throw new Error(`Waited ${withinMs} ms in vain for ${what}`);
    await sleep(20);
  }
}

/** Creates a server whose id belongs to the shard. */
function createServerOnShard(
  playground: Playground,
  shard: number,
  shardCount: number,
  members: readonly Person[],
): Server {
  const count = BigInt(shardCount);
  const ageMs = (BigInt(Date.now() - discordEpochMs) / count) * count + BigInt(shard);
  const number = playground.servers().length + 1;
  // The lowest bits distinguish servers of one shard.
  const id = ((ageMs << 22n) | BigInt(number)).toString();
  return playground.createServer({ name: `Flat ${number}`, members, id });
}
