import type { Services } from '../../commands/contract/context.js';
import { commands } from '../../commands/index.js';
import type { Log } from '../ops/log.js';
import type { NoticeStore } from '../people/notices.js';
import { createResponder } from './respond/responder.js';
import { Outbox } from './outbox/outbox.js';
import { Dispatcher } from './receive/dispatcher.js';
import type { Gateway } from './connection/gateway.js';
import { Members } from './members/members.js';
import { createPlatform } from './platform.js';
import { registerCommands } from './connection/register-commands.js';

/** How long those who came last may take to be told that we restart. */
const tellWithinMs = 500;
/** How long what nobody waits for may take to end: a database that is gone would hold it for long. */
const letGoWithinMs = 1_000;

export interface AdapterOptions {
  readonly gateway: Gateway;
  readonly applicationId: string;
  readonly services: Omit<Services, 'members'>;
  readonly notices: NoticeStore;
  readonly log: Log;
}

export interface Adapter {
  readonly dispatcher: Dispatcher;
  /** Finishes what is under way and closes the gateway; returns how many interactions were left unanswered. */
  stop(withinMs: number): Promise<number>;
}

/** Registers the commands and joins what answers them: members, outbox, dispatcher. */
export function startAdapter({
  gateway,
  applicationId,
  services,
  notices: store,
  log,
}: AdapterOptions): Adapter {
  const notices = new Outbox({ store, rest: gateway.rest, log });
  const dispatcher = new Dispatcher({
    commands,
    services,
    log,
    members: new Members(gateway, log),
    platformFor: (interaction) => createPlatform(gateway, interaction),
    responderFor: (interaction) => createResponder(gateway.rest, interaction),
    onUndelivered: (reply, actor) => notices.keep(reply, actor),
    onDelivered: ({ expenseNumber }, { guildId, messageId }) =>
      services.ledger.noteMessage(guildId, expenseNumber, messageId),
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
  return {
    dispatcher,
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

/** Waits for work, but no longer than so. */
async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([work, over]);
  clearTimeout(timer);
}
