import { randomBytes } from 'node:crypto';
import { GatewayDispatchEvents, GatewayOpcodes } from 'discord-api-types/v10';
import type { Gateway } from '../connection/gateway.js';
import { memberLimits } from '../limits.js';
import { toKnownMember, type KnownMember, type MemberPayload } from './known-member.js';

interface Chunk {
  readonly members: readonly MemberPayload[];
  readonly chunk_count: number;
  readonly nonce?: string;
}

interface PendingRequest {
  take(chunk: Chunk): void;
  /** Discord says that it was asked too often; no chunk will come. */
  refuse(): void;
}

/** A chunk of a whole server may take longer than one of a few people, for whom somebody waits. */
const chunkWithinMs = { everyone: 6_000, some: 3_000 } as const;

/**
 * Asks the gateway for members, who come in chunks.
 * @see https://docs.discord.com/developers/events/gateway-events#request-guild-members
 */
export class MemberRequests {
  /** By nonce, which each chunk repeats. */
  readonly #pending = new Map<string, PendingRequest>();

  constructor(private readonly gateway: Pick<Gateway, 'send' | 'on'>) {
    gateway.on(GatewayDispatchEvents.GuildMembersChunk, (data) => {
      const chunk = data as Chunk;
      if (chunk.nonce !== undefined) this.#pending.get(chunk.nonce)?.take(chunk);
    });
    gateway.on(GatewayDispatchEvents.RateLimited, (data) => {
      const { nonce } = (data as { meta?: { nonce?: string } }).meta ?? {};
      if (nonce !== undefined) this.#pending.get(nonce)?.refuse();
    });
  }

  /**
   * The members with these ids; an id of nobody in the server is left out.
   * @throws Error when chunks do not come
   */
  async fetchSome(guildId: string, userIds: readonly string[]): Promise<KnownMember[]> {
    const members: KnownMember[] = [];
    const requests: Promise<void>[] = [];
    for (let from = 0; from < userIds.length; from += memberLimits.idsInRequest) {
      const user_ids = userIds.slice(from, from + memberLimits.idsInRequest);
      const take = (chunk: readonly KnownMember[]) => members.push(...chunk);
      requests.push(this.#request(guildId, { user_ids }, chunkWithinMs.some, take));
    }
    await Promise.all(requests);
    return members;
  }

  /**
   * Everyone in a server, handed over chunk by chunk. Discord allows one such request a server in 30 s.
   * @param take what it throws ends the request
   * @throws Error when chunks do not come
   */
  fetchEveryone(guildId: string, take: (members: readonly KnownMember[]) => void): Promise<void> {
    return this.#request(guildId, { query: '', limit: 0 }, chunkWithinMs.everyone, take);
  }

  #request(
    guildId: string,
    wanted: { readonly user_ids: string[] } | { readonly query: ''; readonly limit: 0 },
    withinMs: number,
    take: (members: readonly KnownMember[]) => void,
  ): Promise<void> {
    const nonce = randomBytes(12).toString('hex');
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => {
        end();
        reject(error);
      };
      const timer = setTimeout(() => {
        fail(new Error('no chunk of members came in time'));
      }, withinMs);
      const end = () => {
        clearTimeout(timer);
        this.#pending.delete(nonce);
      };
      let chunksLeft = Infinity;
      this.#pending.set(nonce, {
        take(chunk) {
          timer.refresh();
          try {
            take(chunk.members.map(toKnownMember));
          } catch (error) {
            fail(error as Error);
            return;
          }
          // Chunks are counted, for any of them may be short.
          chunksLeft = Math.min(chunksLeft, chunk.chunk_count) - 1;
          if (chunksLeft > 0) return;
          end();
          resolve();
        },
        refuse() {
          fail(new Error('Discord was asked for members too often'));
        },
      });
      try {
        this.gateway.send(guildId, {
          op: GatewayOpcodes.RequestGuildMembers,
          d: { guild_id: guildId, nonce, ...wanted },
        });
      } catch (error) {
        end();
        throw error;
      }
    });
  }
}
