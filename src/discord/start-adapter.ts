import { GatewayDispatchEvents } from 'discord-api-types/v10';
import type { Services } from '../../commands/contract/context.js';
import { describeMessage } from '../../commands/describe-message.js';
import { tellChange, type ToldChange } from '../../commands/expense/tell-change.js';
import { describeAudit } from '../../commands/ledger/audit-message.js';
import { commands, otherActions } from '../../commands/index.js';
import type { Log } from '../ops/log.js';
import { withTimeLimit } from '../ops/wait.js';
import type { NoticeStore } from '../people/notices.js';
import type { Servers } from '../people/servers.js';
import { toLocale } from '../texts/languages.js';
import { voiceOf } from '../texts/voice.js';
import type { Gateway } from './connection/gateway.js';
import { registerCommands } from './connection/register-commands.js';
import { createDispatcher } from './dispatcher.js';
import { Downloads } from './downloads.js';
import { ExpenseMessages } from './expense-messages.js';
import { GuildMembers } from './members/guild-members.js';
import { Membership } from './members/membership.js';
import { Outbox } from './outbox/outbox.js';
import { createPlatform } from './platform.js';
import { createResponder } from './respond/responder.js';
import { ServerPresence } from './server-presence.js';

/** How long the last people may take to get the answer that we restart. */
const tellWithinMs = 500;
/** How long background work may take to end; without a database it could take very long. */
const letGoWithinMs = 1_000;

export interface AdapterOptions {
  readonly gateway: Gateway;
  readonly applicationId: string;
  readonly services: Omit<Services, 'members'>;
  readonly notices: NoticeStore;
  readonly servers: Servers;
  readonly log: Log;
  readonly clock: () => Date;
}

export interface Adapter {
  /** Finishes what is under way and closes the gateway; returns how many interactions were left unanswered. */
  stop(withinMs: number): Promise<number>;
}

/** Registers the commands, joins what answers them (members, outbox, dispatcher), and lets the gateway deliver. */
export function startAdapter(options: AdapterOptions): Adapter {
  const { gateway, applicationId, servers, log, clock } = options;
  const { rest } = gateway;
  const members = new GuildMembers(gateway, log);
  const { people } = new Membership({ gateway, members, people: options.services.people, log });
  const services = { ...options.services, people };
  const voiceAmong = async (guildId: string) =>
    voiceOf(toLocale(undefined)).among(await services.people.fetchLeftMembers(guildId));
  const outbox = new Outbox({
    store: options.notices,
    rest,
    log,
    tellPerson: async (payload) => {
      if (!('change' in payload)) return undefined;
      const told = payload as unknown as ToldChange;
      return tellChange(told, gateway.serverName(told.guildId), await voiceAmong(told.guildId));
    },
    tellChannel: async (guildId, payload) => describeAudit(payload, await voiceAmong(guildId)),
  });
  const messages = new ExpenseMessages({
    rest,
    log,
    noteMessage: (guildId, number, messageId) => services.ledger.noteMessage(guildId, number, messageId),
    describe: describeMessage,
  });
  const downloads = new Downloads();
  const presence = new ServerPresence({ gateway, servers, log, clock });
  const dispatcher = createDispatcher({
    commands,
    otherActions,
    services,
    log,
    clock,
    requireUsable: (interaction) => presence.requireUsable(interaction),
    members,
    memberCount: (guildId) => gateway.memberCount(guildId),
    platformFor: (interaction) => createPlatform(gateway, downloads, interaction),
    responderFor: (interaction) => createResponder(rest, interaction),
    notices: outbox,
    messages,
  });
  const stopping = new AbortController();
  const registering = registerCommands({ rest, applicationId, commands, log, signal: stopping.signal });
  outbox.start();
  gateway.on(GatewayDispatchEvents.InteractionCreate, (raw, receivedAt) => {
    void dispatcher.receive(raw, receivedAt);
  });
  gateway.deliver();
  return {
    async stop(withinMs) {
      stopping.abort();
      const untilMs = performance.now() + withinMs;
      await dispatcher.drain(withinMs);
      // Interactions that came meanwhile are being told that we restart; after this none comes any more.
      await gateway.close();
      const left = await dispatcher.drain(Math.max(tellWithinMs, untilMs - performance.now()));
      await withTimeLimit(
        Promise.allSettled([registering, outbox.stop(), messages.stop(), presence.stop()]),
        letGoWithinMs,
        () => undefined,
      );
      return left;
    },
  };
}
