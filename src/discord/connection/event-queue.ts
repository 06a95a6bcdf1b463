import { EventEmitter } from 'node:events';
import { GatewayDispatchEvents } from 'discord-api-types/v10';

/** The events of Discord's that somebody in the bot listens to. */
export const forwardedEvents = [
  GatewayDispatchEvents.Ready,
  GatewayDispatchEvents.GuildCreate,
  GatewayDispatchEvents.GuildDelete,
  GatewayDispatchEvents.GuildMemberAdd,
  GatewayDispatchEvents.GuildMemberRemove,
  GatewayDispatchEvents.GuildMemberUpdate,
  GatewayDispatchEvents.GuildMembersChunk,
  GatewayDispatchEvents.InteractionCreate,
  GatewayDispatchEvents.RateLimited,
] as const;

export type ForwardedEvent = (typeof forwardedEvents)[number];

/** Gets Discord's own payload, and when it arrived. */
export type EventListener = (data: unknown, receivedAt: Date) => void;

/**
 * Keeps Discord's events until the rest of the bot is loaded, then delivers them in order.
 * The connection is up before the database is, and Discord repeats nothing. A start that takes too long is given
 * up, which bounds what can wait here.
 */
export class EventQueue {
  readonly #emitter = new EventEmitter();
  /** Undefined once delivery has begun. */
  #waiting: [event: ForwardedEvent, data: unknown, receivedAt: Date][] | undefined = [];

  push(event: ForwardedEvent, data: unknown): void {
    const receivedAt = new Date();
    if (this.#waiting) this.#waiting.push([event, data, receivedAt]);
    else this.#emitter.emit(event, data, receivedAt);
  }

  on(event: ForwardedEvent, listener: EventListener): void {
    this.#emitter.on(event, listener);
  }

  /** Hands on the events that wait, and from now on every event at once. An event without a listener is dropped. */
  deliver(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const [event, data, receivedAt] of waiting) this.#emitter.emit(event, data, receivedAt);
  }
}
