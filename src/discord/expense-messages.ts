import { Routes, type APIMessage } from 'discord-api-types/v10';
import type { REST } from 'discord.js';
import type { ExpenseMessage } from '../../commands/contract/answer.js';
import type { CommandContext, ServerContext } from '../../commands/contract/context.js';
import type { Log } from '../ops/log.js';
import { discordErrorCode, isLimited } from './connection/rest.js';
import { errorCodes } from './limits.js';
import { encodeMessage } from './respond/encode-message.js';
import type { MessageDesk, MessageLocation } from './respond/exchange.js';
import { findFirstFile } from './respond/find-first-file.js';
import { renderReply } from './respond/render-reply.js';

export interface ExpenseMessagesOptions {
  readonly rest: REST;
  readonly log: Log;
  /** Stores the place of a message. */
  readonly noteMessage: (guildId: string, expenseNumber: number, messageId: string) => Promise<void>;
  /** The message of an expense as it should be now; undefined where its place is not known. */
  readonly describe: (expenseNumber: number, context: ServerContext) => Promise<ExpenseMessage | undefined>;
}

/** So many messages are edited at a time; Discord lets a channel have about one edit a second. */
const editedAtOnce = 3;
/** More that wait are left as they are. */
const waitingAtMost = 1000;

/** What Discord refuses for good, or for long: the message stays as it is until the next change. */
const refusals: ReadonlySet<number | undefined> = new Set([
  errorCodes.unknownChannel,
  errorCodes.unknownMessage,
  errorCodes.oldMessageEdits,
  errorCodes.missingAccess,
  errorCodes.missingPermissions,
]);

/** An expense whose message is to be brought up to date. */
interface Waiting {
  readonly number: number;
  readonly context: ServerContext;
}

/**
 * Knows the messages that show expenses, and brings them up to date after changes, as far as Discord lets it. What such
 * a message says is read when its turn comes, so that the last edit is always of the newest version.
 */
export class ExpenseMessages implements MessageDesk {
  readonly #noting = new Map<string, Promise<void>>();
  /** By guild and number, in the order of the changes. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #editing = new Map<string, Promise<void>>();

  constructor(private readonly options: ExpenseMessagesOptions) {}

  async note(
    { expenseNumber }: { readonly expenseNumber: number },
    { guildId, messageId }: MessageLocation,
  ): Promise<void> {
    const key = keyOf(guildId, expenseNumber);
    const noting = this.options.noteMessage(guildId, expenseNumber, messageId);
    this.#noting.set(key, noting);
    try {
      await noting;
    } finally {
      this.#noting.delete(key);
    }
  }

  refresh(numbers: readonly number[], context: CommandContext): void {
    const { guildId, channelId } = context;
    if (guildId === undefined || channelId === undefined) return;
    for (const number of numbers.slice(0, waitingAtMost - this.#waiting.size)) {
      this.#waiting.set(keyOf(guildId, number), { number, context: { ...context, guildId, channelId } });
    }
    this.#editNext();
  }

  /** Leaves what waits, and waits for the edits that are under way. */
  async stop(): Promise<void> {
    this.#waiting.clear();
    await Promise.all(this.#editing.values());
  }

  #editNext(): void {
    for (const [key, { number, context }] of this.#waiting) {
      if (this.#editing.size >= editedAtOnce) return;
      // An edit of an older version is under way; this one comes after it.
      if (this.#editing.has(key)) continue;
      this.#waiting.delete(key);
      const editing = this.#edit(key, number, context).finally(() => {
        this.#editing.delete(key);
        this.#editNext();
      });
      this.#editing.set(key, editing);
    }
  }

  /** Never rejects: the change is saved, and its own answer tells of it. */
  async #edit(key: string, number: number, context: ServerContext): Promise<void> {
    const { describe, log } = this.options;
    try {
      await this.#noting.get(key);
      const message = await describe(number, context);
      if (message) await this.#send(message, context);
    } catch (err) {
      const code = discordErrorCode(err);
      const { guildId: guild } = context;
      if (refusals.has(code) || isLimited(err)) {
        log.info({ code, guild }, 'the message of an expense may not be brought up to date');
      } else {
        log.warn({ err, guild }, 'the message of an expense could not be brought up to date');
      }
    }
  }

  async #send({ channelId, messageId, reply, keepsReceipt }: ExpenseMessage, context: ServerContext) {
    const { rest } = this.options;
    const route = Routes.channelMessage(channelId, messageId);
    const kept = keepsReceipt ? findFirstFile((await rest.get(route)) as APIMessage) : undefined;
    const { body, files } = renderReply(reply, context.publicVoice, false, kept);
    await rest.patch(route, encodeMessage(body, files));
  }
}

function keyOf(guildId: string, number: number): string {
  return `${guildId}/${number}`;
}
