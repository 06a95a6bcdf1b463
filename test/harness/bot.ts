import { startBot, type Bot } from '../../src/bot.js';
import { createLog } from '../../src/ops/log.js';
import { startPlayground } from 'discord-playground';
import type { Person, Playground, PlaygroundOptions, Server } from 'discord-playground';
import { databaseUri } from './database.js';

/** A bot on a playground and a test database. */
export interface Stage {
  readonly playground: Playground;
  readonly uri: string;
  /** Stops the bot and starts it again on the same playground and database. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a playground, a database and the bot. */
export async function setStage(options: PlaygroundOptions = {}): Promise<Stage> {
  const playground = await startPlayground(options);
  const uri = await databaseUri();
  let bot = await connectBot(playground, uri);
  return {
    playground,
    uri,
    async restart() {
      await bot.stop();
      bot = await connectBot(playground, uri);
    },
    async close() {
      await bot.stop();
      await playground.close();
    },
  };
}

/** Starts another bot in this process; for Discord and the database it is a separate one. */
export async function connectBot(playground: Playground, mongodbUri: string): Promise<Bot> {
  const bot = await startBot(
    {
      discord: { token: playground.token, apiUrl: playground.apiUrl, shards: 'auto', shardCount: undefined },
      mongodbUri,
    },
    createLog('silent'),
  );
  await playground.waitForBot();
  return bot;
}

/** A server of four flatmates, u1 to u4. */
export function makeFlat(playground: Playground): { flat: Server; people: [Person, Person, Person, Person] } {
  const people = playground.createUsers('u1', 'u2', 'u3', 'u4') as [Person, Person, Person, Person];
  return { flat: playground.createServer({ name: 'Flat', members: people }), people };
}

/** The lines of a text that show a debt. */
export function debtLines(text: string): string[] {
  return text.split('\n').filter((line) => /^<@\d+> owes <@\d+> /.test(line));
}
