import { GatewayDispatchEvents } from 'discord-api-types/v10';
import pRetry from 'p-retry';
import { UserError } from '../errors/user-error.js';
import type { Log } from '../ops/log.js';
import { withTimeLimit } from '../ops/wait.js';
import type { Servers } from '../people/servers.js';
import type { Gateway } from './connection/gateway.js';
import type { Interaction } from './receive/parse-interaction.js';
import { shardOf, snowflakeTime } from './snowflake.js';

export interface ServerPresenceOptions {
  readonly gateway: Pick<Gateway, 'on'>;
  readonly servers: Servers;
  readonly log: Log;
  readonly clock: () => Date;
}

interface ReadyPayload {
  readonly guilds: readonly { readonly id: string }[];
  readonly shard?: readonly [id: number, count: number];
}

/** The first and the longest pause before a note that the database did not take is tried again. */
const retryPauses = { minTimeout: 1_000, maxTimeout: 60_000 };

/** How long a command waits for the note that its server is back. */
const noteWithinMs = 1_000;

/**
 * Follows which servers the bot is in, and notes it: data of a server that it was removed from are kept for a time and
 * then erased. The list of a new session shows what was missed. A server in an outage is in that list too, and its
 * events say that it is one.
 */
export class ServerPresence {
  readonly #present = new Set<string>();
  /** Servers that are back while their data are being erased. */
  readonly #erasing = new Set<string>();
  /** When the data of servers were erased that are back since. */
  #erasedAt = new Map<string, Date>();
  /** The notes, one after the other, for a removal and a return must not overtake each other. */
  #noting: Promise<unknown> | undefined;
  readonly #stopping = new AbortController();

  constructor(private readonly options: ServerPresenceOptions) {
    const { gateway, clock } = options;
    gateway.on(GatewayDispatchEvents.Ready, (data) => {
      this.#takeList(data as ReadyPayload);
    });
    gateway.on(GatewayDispatchEvents.GuildCreate, (data) => {
      const { id } = data as { readonly id: string };
      // The list had it, or it is back from an outage.
      if (this.#present.has(id)) return;
      this.#present.add(id);
      this.#note(() => this.#noteReturn(id));
    });
    gateway.on(GatewayDispatchEvents.GuildDelete, (data) => {
      const { id, unavailable } = data as { readonly id: string; readonly unavailable?: boolean };
      if (unavailable === true) return;
      this.#present.delete(id);
      const removedAt = clock();
      this.#note(() => options.servers.markRemoved(id, removedAt));
    });
  }

  /**
   * Lets an interaction through, unless it is of a server whose data are being erased, or of a message from before they
   * were: the numbers on its buttons would mean others now.
   * @throws UserError `serverErasing`, `buttonOutdated`
   */
  async requireUsable(interaction: Interaction): Promise<void> {
    const { guildId } = interaction;
    if (guildId === undefined) return;
    if (this.#noting) await withTimeLimit(this.#noting, noteWithinMs, () => undefined);
    if (this.#erasing.has(guildId)) await this.#lookAgain(guildId);
    const erasedAt = this.#erasedAt.get(guildId);
    const messageId = 'messageId' in interaction ? interaction.messageId : undefined;
    if (erasedAt && messageId !== undefined && snowflakeTime(messageId) < erasedAt)
      throw new UserError('buttonOutdated');
  }

  /** Gives up the notes that the database does not take. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#noting;
  }

  #takeList({ guilds, shard: [shard, shardCount] = [0, 1] }: ReadyPayload): void {
    const { clock } = this.options;
    const isCovered = (guildId: string) => shardOf(guildId, shardCount) === shard;
    for (const id of this.#present) if (isCovered(id)) this.#present.delete(id);
    for (const { id } of guilds) this.#present.add(id);
    const now = clock();
    this.#note(() => this.#compare(new Set(guilds.map(({ id }) => id)), isCovered, now));
  }

  async #compare(
    present: ReadonlySet<string>,
    isCovered: (guildId: string) => boolean,
    now: Date,
  ): Promise<void> {
    const { servers, log } = this.options;
    const { removed, returned, erasing } = await servers.compare({ present, isCovered, now });
    if (removed + returned > 0) log.info({ removed, returned }, 'servers were removed or are back since');
    for (const guildId of erasing) this.#erasing.add(guildId);
    for (const [guildId, erasedAt] of await servers.findErased(present))
      this.#erasedAt.set(guildId, erasedAt);
  }

  async #noteReturn(guildId: string): Promise<void> {
    const { servers } = this.options;
    if ((await servers.markReturned(guildId)) === 'erasing') this.#erasing.add(guildId);
    else await this.#noteErased(guildId);
  }

  async #noteErased(guildId: string): Promise<void> {
    const erasedAt = (await this.options.servers.findErased(new Set([guildId]))).get(guildId);
    if (erasedAt) this.#erasedAt.set(guildId, erasedAt);
  }

  /** @throws UserError `serverErasing` */
  async #lookAgain(guildId: string): Promise<void> {
    if ((await this.options.servers.findState(guildId)) === 'erasing') throw new UserError('serverErasing');
    await this.#noteErased(guildId);
    this.#erasing.delete(guildId);
  }

  #note(work: () => Promise<void>): void {
    const { log } = this.options;
    const { signal } = this.#stopping;
    const noting = (this.#noting ?? Promise.resolve())
      .then(() =>
        pRetry(work, {
          ...retryPauses,
          retries: Infinity,
          signal,
          onFailedAttempt: ({ error }) => {
            log.warn({ err: error }, 'could not note which servers the bot is in; trying again');
          },
        }),
      )
      .catch((err: unknown) => {
        if (!signal.aborted) log.error({ err }, 'could not note which servers the bot is in');
      })
      .finally(() => {
        if (this.#noting === noting) this.#noting = undefined;
      });
    this.#noting = noting;
  }
}
