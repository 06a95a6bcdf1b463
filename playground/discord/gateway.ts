import { randomBytes } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import {
  GatewayCloseCodes as Close,
  GatewayIntentBits as Intents,
  GatewayOpcodes as Op,
} from 'discord-api-types/v10';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { guildCreateObject } from './api-objects.js';
import type { Faults, FrameRecord } from '../api.js';
import { requestMembers } from './request-members.js';
import type { MembersRequest } from './request-members.js';
import { shardOfGuild } from './snowflake.js';
import type { World, WorldEvent } from './world.js';

const frameRecordLimit = 5000;
/** How many events are kept for a resume. */
const replayLimit = 2000;
const knownIntents = (1 << 26) - 1;

interface Frame {
  readonly op: number;
  readonly t: string | null;
  readonly s: number | null;
  readonly d: unknown;
}

/** A logged-in shard. It outlives its socket, so that it can be resumed. */
export interface GatewaySession {
  readonly id: string;
  readonly shard: number;
  readonly shardCount: number;
  readonly intents: number;
  readonly replay: Frame[];
  readonly memberListsAtMs: Map<string, number>;
  seq: number;
  socket: WebSocket | undefined;
  socketNumber: number;
}

export interface GatewayParts {
  readonly world: World;
  readonly faults: Faults;
  readonly token: string;
  readonly heartbeatIntervalMs: number;
}

/** Discord's gateway, version 10, JSON. @see https://discord.com/developers/docs/events/gateway */
export class Gateway {
  readonly frames: FrameRecord[] = [];
  readonly #server: WebSocketServer;
  readonly #sessions = new Map<string, GatewaySession>();
  #socketCount = 0;

  constructor(
    http: HttpServer,
    readonly parts: GatewayParts,
  ) {
    this.#server = new WebSocketServer({ server: http, path: '/gateway' });
    this.#server.on('connection', (socket) => {
      this.#accept(socket);
    });
    parts.world.on('dispatch', (event) => {
      for (const session of this.#sessions.values()) this.#offer(session, event);
    });
  }

  /** Whether a bot is logged in now. */
  get hasReadySession(): boolean {
    return [...this.#sessions.values()].some(({ socket }) => socket !== undefined);
  }

  /** Cuts the connections without a close frame, as a network failure does. */
  dropSockets(): void {
    for (const socket of this.#server.clients) socket.terminate();
  }

  /** Op 7: asks clients to reconnect and resume. */
  askToReconnect(): void {
    for (const { socket } of this.#sessions.values())
      if (socket !== undefined) sendFrame(socket, Op.Reconnect, null);
  }

  /** Op 9, not resumable: ends every session. */
  invalidateSessions(): void {
    for (const session of this.#sessions.values()) {
      if (session.socket !== undefined) sendFrame(session.socket, Op.InvalidSession, false);
      session.socket = undefined;
    }
    this.#sessions.clear();
  }

  async close(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
  }

  #accept(socket: WebSocket): void {
    this.#socketCount += 1;
    const number = this.#socketCount;
    let session: GatewaySession | undefined;
    sendFrame(socket, Op.Hello, { heartbeat_interval: this.parts.heartbeatIntervalMs });
    socket.on('error', () => {
      socket.terminate();
    });
    socket.on('close', (code) => {
      if (session?.socket !== socket) return;
      session.socket = undefined;
      // Closing with 1000 or 1001 ends the session; otherwise the client may resume.
      if (code === 1000 || code === 1001) this.#sessions.delete(session.id);
      this.parts.world.changed({ kind: 'bot' });
    });
    socket.on('message', (raw: Buffer) => {
      const frame = parseFrame(raw);
      if (frame === undefined) socket.close(Close.DecodeError, 'Error while decoding payload.');
      else session = this.#receive(socket, number, session, frame);
    });
  }

  #receive(
    socket: WebSocket,
    number: number,
    session: GatewaySession | undefined,
    { op, d }: { readonly op: Op; readonly d: unknown },
  ): GatewaySession | undefined {
    switch (op) {
      case Op.Heartbeat:
        sendFrame(socket, Op.HeartbeatAck, null);
        return session;
      case Op.Identify:
        if (session !== undefined) socket.close(Close.AlreadyAuthenticated, 'Already authenticated.');
        return session ?? this.#identify(socket, number, d as Identify);
      case Op.Resume:
        return this.#resume(socket, number, d as Resume);
      case Op.RequestGuildMembers:
        if (session === undefined) socket.close(Close.NotAuthenticated, 'Not authenticated.');
        else this.#answerMembers(session, d as MembersRequest);
        return session;
      case Op.PresenceUpdate:
      case Op.VoiceStateUpdate:
        return session;
      default:
        socket.close(Close.UnknownOpcode, 'Unknown opcode.');
        return session;
    }
  }

  #identify(socket: WebSocket, number: number, data: Identify): GatewaySession | undefined {
    const refusal = this.#refuseIdentify(data);
    if (refusal !== undefined) {
      socket.close(...refusal);
      return undefined;
    }
    const [shard, shardCount] = data.shard ?? [0, 1];
    const id = randomBytes(16).toString('hex');
    const session: GatewaySession = {
      ...{ id, shard, shardCount, intents: data.intents, socket, socketNumber: number, seq: 0 },
      replay: [],
      memberListsAtMs: new Map(),
    };
    this.#forget(shard, shardCount);
    this.#sessions.set(id, session);
    this.#sayReady(session, number);
    return session;
  }

  #refuseIdentify({ token, intents, shard }: Identify): [number, string] | undefined {
    if (token !== this.parts.token) return [Close.AuthenticationFailed, 'Authentication failed.'];
    if (typeof intents !== 'number' || (intents & ~knownIntents) !== 0) {
      return [Close.InvalidIntents, 'Invalid intent(s).'];
    }
    const privileged = Intents.GuildMembers | Intents.GuildPresences;
    if (this.parts.faults.refuseMembersIntent && (intents & privileged) !== 0) {
      return [Close.DisallowedIntents, 'Disallowed intent(s).'];
    }
    const [index, count] = shard ?? [0, 1];
    if (index < 0 || index >= count) return [Close.InvalidShard, 'Invalid shard.'];
    return undefined;
  }

  /** Deletes an older session of the same shard, if it has no socket. */
  #forget(shard: number, shardCount: number): void {
    for (const [id, other] of this.#sessions) {
      if (other.socket === undefined && other.shard === shard && other.shardCount === shardCount) {
        this.#sessions.delete(id);
      }
    }
  }

  #sayReady(session: GatewaySession, number: number): void {
    const { world } = this.parts;
    const guilds = [...world.guilds.values()].filter(
      (guild) => guild.members.has(world.botId) && servesGuild(session, guild.id),
    );
    const data = {
      v: 10,
      user: { ...world.user(world.botId), mfa_enabled: true, verified: true, email: null },
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: `${world.origin.replace('http', 'ws')}/gateway`,
      session_type: 'normal',
      shard: [session.shard, session.shardCount],
      application: { id: world.applicationId, flags: 1 << 23 },
      private_channels: [],
      relationships: [],
      presences: [],
      user_settings: {},
      geo_ordered_rtc_regions: [],
      _trace: [`["playground",{"socket":${number}}]`],
    };
    this.#send(session, 'READY', data);
    for (const guild of guilds.filter(({ isUnavailable }) => !isUnavailable)) {
      this.#offer(session, {
        name: 'GUILD_CREATE',
        data: undefined,
        intent: Intents.Guilds,
        guildId: guild.id,
      });
    }
    world.changed({ kind: 'bot' });
  }

  #resume(socket: WebSocket, number: number, { token, session_id, seq }: Resume): GatewaySession | undefined {
    const session = this.#sessions.get(session_id);
    if (token !== this.parts.token) {
      socket.close(Close.AuthenticationFailed, 'Authentication failed.');
      return undefined;
    }
    const oldest = session?.replay[0]?.s ?? 1;
    if (session === undefined || seq > session.seq || seq < oldest - 1) {
      sendFrame(socket, Op.InvalidSession, false);
      return undefined;
    }
    session.socket?.terminate();
    session.socket = socket;
    session.socketNumber = number;
    for (const frame of session.replay) if ((frame.s ?? 0) > seq) this.#write(session, frame);
    this.#send(session, 'RESUMED', { _trace: [`["playground",{"socket":${number}}]`] });
    this.parts.world.changed({ kind: 'bot' });
    return session;
  }

  #answerMembers(session: GatewaySession, request: MembersRequest): void {
    const { world } = this.parts;
    const mayList = hasIntent(session, Intents.GuildMembers);
    for (const event of requestMembers(world, request, mayList, session.memberListsAtMs)) {
      this.#send(session, event.name, event.data);
    }
  }

  #offer(session: GatewaySession, event: WorldEvent): void {
    if (event.guildId === undefined ? session.shard !== 0 : !servesGuild(session, event.guildId)) return;
    const isAboutBot =
      event.name === 'GUILD_MEMBER_UPDATE' &&
      (event.data as { user: { id: string } }).user.id === this.parts.world.botId;
    if (event.intent !== undefined && !hasIntent(session, event.intent) && !isAboutBot) return;
    // Without the Presences intent, GUILD_CREATE contains only the bot, whatever the other intents are.
    // https://docs.discord.com/developers/events/gateway-events#guild-create
    const guild =
      event.name === 'GUILD_CREATE' ? this.parts.world.guilds.get(event.guildId ?? '') : undefined;
    const data =
      guild === undefined
        ? withoutContent(this.parts.world, session, event)
        : guildCreateObject(this.parts.world, guild, hasIntent(session, Intents.GuildPresences));
    this.#send(session, event.name, data);
  }

  #send(session: GatewaySession, name: string, data: unknown): void {
    session.seq += 1;
    const frame: Frame = { op: Op.Dispatch, t: name, s: session.seq, d: data };
    session.replay.push(frame);
    if (session.replay.length > replayLimit) session.replay.shift();
    this.#write(session, frame);
  }

  #write(session: GatewaySession, frame: Frame): void {
    if (session.socket === undefined) return;
    session.socket.send(JSON.stringify(frame));
    this.frames.push({
      socket: session.socketNumber,
      shard: session.shard,
      op: frame.op,
      event: frame.t ?? undefined,
      seq: frame.s ?? undefined,
      data: frame.d,
    });
    if (this.frames.length > frameRecordLimit) this.frames.shift();
  }
}

interface Identify {
  readonly token: string;
  readonly intents: number;
  readonly shard?: readonly [number, number];
}

interface Resume {
  readonly token: string;
  readonly session_id: string;
  readonly seq: number;
}

function hasIntent({ intents }: GatewaySession, intent: number): boolean {
  return (intents & intent) === intent;
}

function servesGuild({ shard, shardCount }: GatewaySession, guildId: string): boolean {
  return shardOfGuild(guildId, shardCount) === shard;
}

/**
 * Without the Message Content intent a bot reads only its own messages, direct ones, and those that mention it.
 * @see https://discord.com/developers/docs/events/gateway#message-content-intent
 */
function withoutContent(world: World, session: GatewaySession, { name, data, guildId }: WorldEvent): unknown {
  if (!/^MESSAGE_(CREATE|UPDATE)$/.test(name) || hasIntent(session, Intents.MessageContent)) return data;
  const message = data as { author: { id: string }; mentions: { id: string }[] };
  const isReadable =
    guildId === undefined ||
    message.author.id === world.botId ||
    message.mentions.some(({ id }) => id === world.botId);
  return isReadable ? data : { ...message, content: '', embeds: [], attachments: [], components: [] };
}

function sendFrame(socket: WebSocket, op: number, d: unknown): void {
  socket.send(JSON.stringify({ op, d, s: null, t: null }));
}

function parseFrame(raw: Buffer): { readonly op: Op; readonly d: unknown } | undefined {
  try {
    const frame = JSON.parse(raw.toString()) as { readonly op?: Op; readonly d?: unknown } | null;
    return typeof frame?.op === 'number' ? { op: frame.op, d: frame.d } : undefined;
  } catch {
    return undefined;
  }
}
