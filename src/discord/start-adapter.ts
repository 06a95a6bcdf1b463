import { GatewayDispatchEvents } from 'discord-api-types/v10';
import { commands } from '../../commands/index.js';
import { noteMessage } from '../ledger/change/record-expense.js';
import type { Log } from '../ops/log.js';
import { markJoined, markLeft } from '../people/ensure-people.js';
import { createNoticeStore } from '../people/notices.js';
import type { Storage } from '../storage/connect.js';
import { createResponder } from './respond/responder.js';
import { Outbox } from './outbox/outbox.js';
import { Dispatcher } from './receive/dispatcher.js';
import type { ForwardedEvent } from './connection/event-queue.js';
import type { Gateway } from './connection/gateway.js';
import { GuildMembers } from './members/guild-members.js';
import { createPlatform } from './platform.js';
import { registerCommands } from './connection/register-commands.js';

/** How long those who came last may take to be told that we restart. */
const tellWithinMs = 500;
/** How long what nobody waits for may take to end: a database that is gone would hold it for long. */
const letGoWithinMs = 1_000;

export interface AdapterOptions {
  readonly gateway: Gateway;
  readonly applicationId: string;
  readonly storage: Storage;
  readonly log: Log;
}

export interface Adapter {
  /** Finishes what is under way and closes the gateway; returns how many interactions were left unanswered. */
  stop(withinMs: number): Promise<number>;
}

/** Registers the commands, joins what answers them (members, outbox, dispatcher), and lets the gateway deliver. */
export function startAdapter({ gateway, applicationId, storage, log }: AdapterOptions): Adapter {
  const notices = new Outbox({ store: createNoticeStore(storage), rest: gateway.rest, log });
  const dispatcher = new Dispatcher({
    commands,
    storage,
    log,
    members: new GuildMembers(gateway, log),
    platformFor: (interaction) => createPlatform(gateway, interaction),
    responderFor: (interaction) => createResponder(gateway.rest, interaction),
    onUndelivered: (reply, actor) => notices.keep(reply, actor),
    onDelivered: ({ expenseNumber }, { guildId, messageId }) =>
      noteMessage(storage, guildId, expenseNumber, messageId),
    takePendingNotices: (userId) => notices.takePendingNotices(userId),
  });
  const stopping = new AbortController();
  const registering = registerCommands({
    rest: gateway.rest,
    applicationId,
    commands,
    log,
    signal: stopping.signal,
  });
  notices.start();
  gateway.on(GatewayDispatchEvents.InteractionCreate, (raw, receivedAt) => {
    void dispatcher.receive(raw, receivedAt);
  });
  noteMembership(gateway, storage, log);
  gateway.deliver();
  return {
    async stop(withinMs) {
      stopping.abort();
      const untilMs = performance.now() + withinMs;
      await dispatcher.drain(withinMs);
      // What came meanwhile is being told that we restart; after this nothing comes any more.
      await gateway.close();
      const left = await dispatcher.drain(Math.max(tellWithinMs, untilMs - performance.now()));
      await within(letGoWithinMs, Promise.allSettled([registering, notices.stop()]));
      return left;
    },
  };
}

/** Tells the store of people who joins a server and who leaves it. */
function noteMembership(gateway: Gateway, storage: Storage, log: Log): void {
  const listen = (event: ForwardedEvent, note: typeof markJoined) => {
    gateway.on(event, (data) => {
      const { guild_id: guildId, user } = data as { guild_id: string; user: { id: string } };
      note(storage, guildId, user.id).catch((err: unknown) => {
        log.warn({ err, guild: guildId }, 'could not note who joined or left');
      });
    });
  };
  listen(GatewayDispatchEvents.GuildMemberAdd, markJoined);
  listen(GatewayDispatchEvents.GuildMemberRemove, markLeft);
}

/** Waits for work, but no longer than so. */
async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([work, over]);
  clearTimeout(timer);
}
