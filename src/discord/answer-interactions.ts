import { commands } from '../../commands/index.js';
import { noteMessage } from '../ledger/record-expense.js';
import type { Log } from '../ops/log.js';
import type { Storage } from '../storage/connect.js';
import { createAnswerer } from './answer-interaction.js';
import { Notices } from './deliver-notices.js';
import { Dispatcher } from './dispatcher.js';
import type { Gateway } from './gateway.js';
import { Members } from './members.js';
import { createOutside } from './outside.js';
import { registerCommands } from './register-commands.js';

export interface AnsweringOptions {
  readonly gateway: Gateway;
  readonly applicationId: string;
  readonly storage: Storage;
  readonly log: Log;
}

export interface Answering {
  readonly dispatcher: Dispatcher;
  /** Finishes what is under way; returns how many interactions were left unanswered. */
  stop(withinMs: number): Promise<number>;
}

/** Registers the commands and joins what answers them: members, outbox, dispatcher. */
export function answerInteractions({ gateway, applicationId, storage, log }: AnsweringOptions): Answering {
  const notices = new Notices({ storage, rest: gateway.rest, log });
  const dispatcher = new Dispatcher({
    commands,
    storage,
    log,
    members: new Members(gateway, log),
    outsideFor: (interaction) => createOutside(gateway, interaction),
    answererFor: (interaction) => createAnswerer(gateway.rest, interaction),
    onUndelivered: (reply, actor) => notices.keep(reply, actor),
    onDelivered: ({ expenseNumber }, { guildId, messageId }) =>
      noteMessage(storage, guildId, expenseNumber, messageId),
    takeUntold: (userId) => notices.takeUntold(userId),
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
      const left = await dispatcher.drain(withinMs);
      await Promise.allSettled([registering, notices.stop()]);
      return left;
    },
  };
}
