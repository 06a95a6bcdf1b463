import { EventEmitter } from 'node:events';
import type { GatewayDispatchEvents, GatewaySendPayload } from 'discord.js';
import type { EventListener } from '../../../src/discord/connection/event-queue.js';
import type { ServerRole } from '../../../src/discord/connection/gateway.js';

/** A gateway that does only as a test says: for what no Discord of this machine does. */
export class FakeGateway {
  readonly sent: GatewaySendPayload[] = [];
  mayListMembers = true;
  /** Of every server. */
  size = 10;
  serverRoles: readonly ServerRole[] = [];
  readonly #emitter = new EventEmitter();

  canListMembers(): boolean {
    return this.mayListMembers;
  }

  memberCount(): number {
    return this.size;
  }

  roles(): readonly ServerRole[] {
    return this.serverRoles;
  }

  serverName(): string {
    return 'Flat 4';
  }

  send(_guildId: string, payload: GatewaySendPayload): void {
    this.sent.push(payload);
  }

  on(event: GatewayDispatchEvents, listener: EventListener): void {
    this.#emitter.on(event, listener);
  }

  /** Lets an event come from Discord. */
  emit(event: GatewayDispatchEvents, data: unknown): void {
    this.#emitter.emit(event, data, new Date());
  }

  /** The nonce of the last request that was sent. */
  get nonce(): string {
    const { d } = this.sent.at(-1) as { d: { nonce: string } };
    return d.nonce;
  }
}

/** A member as Discord sends one. */
export function memberPayload(userId: string, name = `user${userId}`) {
  return { user: { id: userId, username: name }, roles: [] };
}
