import { EventEmitter } from 'node:events';
import type { GatewayDispatchEvents, GatewaySendPayload } from 'discord.js';
import type { EventListener } from '../../../src/discord/connection/event-queue.js';

/** A gateway that does only as a test says: for what no Discord of this machine does. */
export class FakeGateway {
  readonly sent: GatewaySendPayload[] = [];
  mayListMembers = true;
  readonly #emitter = new EventEmitter();

  canListMembers(): boolean {
    return this.mayListMembers;
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
