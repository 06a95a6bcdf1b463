import { InteractionType, type APIInteraction } from 'discord-api-types/v10';
import { startBot, type Bot, type BotOptions } from '../../src/bot.js';
import { createLog } from '../../src/ops/log.js';
import { startPlayground } from 'discord-playground';
import type { Answer, Person, Playground, PlaygroundOptions, Server } from 'discord-playground';
import { closePlayground } from './close-playground.js';
import { databaseUri } from './database.js';

/** A bot on a playground and a test database. */
export interface Stage {
  readonly playground: Playground;
  readonly uri: string;
  /** What the bot logged, line by line. */
  readonly lines: readonly Record<string, unknown>[];
  /** Waits until everything is done that the commands so far have caused. */
  settle(): Promise<void>;
  /** Delivers the interaction of an answer again; resolves to the line that its handling leaves in the log. */
  redeliver(answer: Answer): Promise<Record<string, unknown>>;
  /** Stops the bot and starts it again on the same playground and database. @param meanwhile done while it is down */
  restart(meanwhile?: () => Promise<void> | void): Promise<void>;
  close(): Promise<void>;
}

/** What a test asks of the bot besides. */
export type BotParts = Pick<BotOptions, 'clock' | 'exports'>;

/** Starts a playground, a database and the bot. */
export async function setStage(options: PlaygroundOptions = {}, parts: BotParts = {}): Promise<Stage> {
  const playground = await startPlayground(options);
  const uri = await databaseUri();
  const lines: Record<string, unknown>[] = [];
  const log = createLog('info', { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) });
  let bot = await connectBot(playground, uri, log, parts);
  return {
    playground,
    uri,
    lines,
    async settle() {
      await waitForAnswered(lines, countDeliveries(playground));
    },
    async redeliver({ interaction }) {
      // While the first delivery is under way, the second one is left to it.
      const deliveries = countDeliveries(playground);
      await waitForAnswered(lines, deliveries);
      playground.redeliver(interaction);
      return waitForAnswered(lines, deliveries + 1);
    },
    async restart(meanwhile = () => undefined) {
      await bot.stop();
      await meanwhile();
      bot = await connectBot(playground, uri, log, parts);
    },
    async close() {
      await bot.stop();
      await closePlayground(playground);
    },
  };
}

/** Starts another bot in this process; for Discord and the database it is a separate one. */
export async function connectBot(
  playground: Playground,
  mongodbUri: string,
  log = createLog('silent'),
  parts: BotParts = {},
): Promise<Bot> {
  const bot = await startBot(
    {
      discord: { token: playground.token, apiUrl: playground.apiUrl, shards: 'auto', shardCount: undefined },
      mongodbUri,
      ...parts,
    },
    log,
  );
  await playground.waitForBot();
  return bot;
}

/** Choices are offered without a line in the log. */
function countDeliveries(playground: Playground): number {
  return playground
    .frames()
    .filter(({ event, data }) => event === 'INTERACTION_CREATE' && !isAutocomplete(data as APIInteraction))
    .length;
}

function isAutocomplete({ type }: APIInteraction): boolean {
  return type === InteractionType.ApplicationCommandAutocomplete;
}

/** The line that the last of so many interactions leaves in the log once it is handled. */
async function waitForAnswered(
  lines: readonly Record<string, unknown>[],
  count: number,
): Promise<Record<string, unknown>> {
  for (;;) {
    const answered = lines.filter(({ msg }) => msg === 'answered');
    if (answered.length >= count) return answered.at(-1) ?? {};
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A server of four flatmates, u1 to u4. */
export function makeFlat(playground: Playground): { flat: Server; people: [Person, Person, Person, Person] } {
  const people = playground.createUsers('u1', 'u2', 'u3', 'u4') as [Person, Person, Person, Person];
  return { flat: playground.createServer({ name: 'Flat', members: people }), people };
}

/** A server of three flatmates and its owner, who manages it. */
export function makeOwnedFlat(playground: Playground) {
  const people = playground.createUsers('Asha', 'Bilal', 'Chitra', 'Boss') as [
    Person,
    Person,
    Person,
    Person,
  ];
  const [asha, bilal, chitra, boss] = people;
  return {
    flat: playground.createServer({ name: 'Flat', members: people, owner: boss }),
    asha,
    bilal,
    chitra,
    boss,
  };
}

/** The lines of a text that show a debt. */
export function debtLines(text: string): string[] {
  return text.split('\n').filter((line) => /^<@\d+> owes <@\d+> /.test(line));
}
