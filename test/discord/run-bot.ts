import { GatewayDispatchEvents } from 'discord-api-types/v10';
import { say, type Answer } from '../../commands/contract/answer.js';
import { serverCommand, type Command } from '../../commands/contract/command.js';
import type { ServerContext } from '../../commands/contract/context.js';
import { createResponder } from '../../src/discord/respond/responder.js';
import { createDispatcher, type Dispatcher, type DispatcherOptions } from '../../src/discord/dispatcher.js';
import type { MessageDesk, NoticeDesk } from '../../src/discord/respond/exchange.js';
import { connectGateway, type Gateway, type GatewayOptions } from '../../src/discord/connection/gateway.js';
import { GuildMembers } from '../../src/discord/members/guild-members.js';
import { Downloads } from '../../src/discord/downloads.js';
import { createPlatform } from '../../src/discord/platform.js';
import { registerCommands } from '../../src/discord/connection/register-commands.js';
import { createLog, type Log } from '../../src/ops/log.js';
import { closePlayground } from '../harness/close-playground.js';
import {
  startPlayground,
  type Person,
  type Playground,
  type PlaygroundOptions,
  type Server,
} from 'discord-playground';

/** A bot with commands of a test's own, on a Discord of its own. */
export interface Bot {
  readonly playground: Playground;
  readonly gateway: Gateway;
  readonly dispatcher: Dispatcher;
  readonly members: GuildMembers;
  readonly server: Server;
  readonly people: readonly Person[];
  readonly asha: Person;
  readonly ravi: Person;
  readonly log: Log;
  /** What was logged, line by line. */
  readonly lines: Record<string, unknown>[];
  stop(): Promise<void>;
}

export interface BotOptions extends Partial<MessageDesk & NoticeDesk> {
  readonly commands: readonly Command[];
  readonly playground?: PlaygroundOptions;
  readonly people?: number;
  readonly gateway?: Partial<GatewayOptions>;
  readonly before?: (playground: Playground) => void;
}

export async function runBot(options: BotOptions): Promise<Bot> {
  const playground = await startPlayground(options.playground);
  options.before?.(playground);
  const people = playground.createUsers(options.people ?? 2);
  const [asha, ravi] = people as [Person, Person];
  const server = playground.createServer({ name: 'Flat 4', members: people });
  const lines: Record<string, unknown>[] = [];
  const log = createLog('info', { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) });
  const gateway = connectGateway({
    token: playground.token,
    apiUrl: playground.apiUrl,
    log,
    ...options.gateway,
  });
  const members = new GuildMembers(gateway, log);
  const downloads = new Downloads();
  const dispatcher = createDispatcher({
    commands: options.commands,
    services: {
      people: { ensurePeople: () => Promise.resolve() },
    } as unknown as DispatcherOptions['services'],
    members,
    memberCount: (guildId) => gateway.memberCount(guildId),
    platformFor: (interaction) => createPlatform(gateway, downloads, interaction),
    responderFor: (interaction) => createResponder(gateway.rest, interaction),
    notices: {
      enqueueNotice: options.enqueueNotice ?? (() => Promise.resolve()),
      takePendingNotices: options.takePendingNotices ?? (() => Promise.resolve([])),
    },
    messages: {
      note: options.note ?? (() => Promise.resolve()),
      refresh: options.refresh ?? (() => undefined),
    },
    log,
  });
  gateway.on(GatewayDispatchEvents.InteractionCreate, (raw, receivedAt) => {
    void dispatcher.receive(raw, receivedAt);
  });
  gateway.deliver();
  const applicationId = await gateway.ready;
  await registerCommands({ rest: gateway.rest, applicationId, commands: options.commands, log });
  await playground.waitForBot();
  return {
    ...{ playground, gateway, dispatcher, members, server, people, asha, ravi, log, lines },
    async stop() {
      await gateway.close();
      await closePlayground(playground);
    },
  };
}

/** `/expense <name>` that answers as the test says. */
export function command(
  name: string,
  run: (context: ServerContext) => Answer | Promise<Answer>,
  more: Partial<Command> = {},
): Command {
  const made = serverCommand({
    path: `expense ${name}`,
    code: name.slice(0, 3),
    describe: () => ({ command: name }),
    visibility: 'public',
    run: (_input, context) => run(context),
  });
  return { ...made, ...more };
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until something is so; the client identifies anew no sooner than 5 s after the last time. */
export async function until(isSo: () => boolean, withinMs = 9000): Promise<void> {
  for (const end = Date.now() + withinMs; !isSo() && Date.now() < end;) await sleep(50);
}

/** How often the bot began a session. */
export function sessionsOf({ lines }: Bot): number {
  return lines.filter(({ msg }) => msg === 'READY').length;
}

export { say };
