import { randomBytes } from 'node:crypto';
import type { REST } from 'discord.js';
import type { Actor } from '../../../commands/contract/command.js';
import type { Reply } from '../../../commands/contract/reply.js';
import type { Log } from '../../ops/log.js';
import type { Storage } from '../../storage/connect.js';
import { toLocale, textsOf } from '../../texts/text.js';
import { sendDirectMessage } from './direct-messages.js';
import { renderReply } from '../respond/render-reply.js';

export interface OutboxOptions {
  readonly storage: Storage;
  readonly rest: REST;
  readonly log: Log;
  readonly clock?: () => Date;
  readonly pollMs?: number;
}

/** How long a delivery may take before another process may try it. */
const leaseMs = 60_000;
const firstRetryMs = 10_000;
const lastRetryMs = 3_600_000;
const attemptsAtMost = 10;
/** So many at a time are told beside an answer; the others at the next one. */
const toldAtOnce = 3;
/** Of more people than this who are to be told something, we do not keep in mind who they are. */
const untoldAtMost = 10_000;

/**
 * The outbox: sends what was kept as a direct message, each once, however many processes deliver. Where a
 * person's direct messages are closed it stays, and is told beside their next answer.
 */
export class Outbox {
  #timer: NodeJS.Timeout | undefined;
  #pass: Promise<void> | undefined;
  #isStopped = false;
  /**
   * Who is to be told something, so that the others' answers cost no look at the database; what other processes add
   * is seen at the next pass. Undefined: it may be anybody.
   */
  #untoldIds: Set<string> | undefined;

  constructor(private readonly options: OutboxOptions) {}

  start(): void {
    this.#wake(0);
  }

  /** Stops after the message that is being sent. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#pass;
  }

  /** Keeps an answer that could not be given, to be sent as a direct message. */
  async keep(reply: Reply, actor: Actor): Promise<void> {
    const { storage } = this.options;
    const now = this.#now();
    await storage.notices.create({
      kind: 'answer',
      userId: actor.userId,
      payload: { reply: withoutServerParts(reply) },
      nonce: randomBytes(12).toString('hex'),
      state: 'pending',
      attempts: 0,
      nextAttemptAt: now,
      createdAt: now,
    });
    this.#wake(0);
  }

  /** What a person could not be sent; each is handed out once. */
  async takePendingNotices(userId: string): Promise<Reply[]> {
    if (this.#untoldIds?.has(userId) === false) return [];
    const { notices } = this.options.storage;
    const failed = await notices.find({ userId, state: 'failed' }).limit(toldAtOnce).lean();
    const taken: Reply[] = [];
    for (const notice of failed) {
      const { modifiedCount } = await notices.updateOne(
        { _id: notice._id, state: 'failed' },
        { $set: { state: 'sent' } },
      );
      const reply = replyOf(notice.payload);
      if (modifiedCount === 1 && reply) taken.push(reply);
    }
    return taken;
  }

  #now(): Date {
    return this.options.clock?.() ?? new Date();
  }

  #wake(afterMs: number): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#pass = this.#deliverDue().finally(() => {
        this.#wake(this.options.pollMs ?? 5_000);
      });
    }, afterMs);
    this.#timer.unref();
  }

  async #deliverDue(): Promise<void> {
    try {
      while (!this.#isStopped && (await this.#deliverNext())) continue;
      if (!this.#isStopped) await this.#findUntold();
    } catch (err) {
      this.options.log.warn({ err }, 'notices could not be read');
    }
  }

  async #findUntold(): Promise<void> {
    const failed = await this.options.storage.notices
      .find({ state: 'failed' }, { userId: 1 })
      .limit(untoldAtMost)
      .lean();
    this.#untoldIds = failed.length < untoldAtMost ? new Set(failed.map(({ userId }) => userId)) : undefined;
  }

  /** Delivers one due notice; false when none is due. */
  async #deliverNext(): Promise<boolean> {
    const { notices } = this.options.storage;
    const now = this.#now();
    const leaseToken = randomBytes(12).toString('hex');
    const notice = await notices
      .findOneAndUpdate(
        { state: 'pending', nextAttemptAt: { $lte: now } },
        { $set: { leaseToken, nextAttemptAt: new Date(now.getTime() + leaseMs) }, $inc: { attempts: 1 } },
        { sort: { nextAttemptAt: 1 }, returnDocument: 'after' },
      )
      .lean();
    if (notice === null) return false;
    const state = await this.#send(notice);
    if (state === 'failed') this.#untoldIds?.add(notice.userId);
    const waitMs = Math.min(lastRetryMs, firstRetryMs * 2 ** notice.attempts);
    // Only who still holds the lease may say what became of it.
    await notices.updateOne(
      { _id: notice._id, leaseToken },
      {
        $set: {
          state,
          ...(state === 'pending' && { nextAttemptAt: new Date(this.#now().getTime() + waitMs) }),
        },
        $unset: { leaseToken: 1 },
      },
    );
    return true;
  }

  async #send(notice: { userId: string; payload: unknown; nonce: string; attempts: number }) {
    const reply = replyOf(notice.payload);
    if (reply === undefined) return 'failed';
    try {
      const message = renderReply(reply, toLocale(undefined), false);
      return (await sendDirectMessage(this.options.rest, notice.userId, message, notice.nonce)) === 'sent'
        ? 'sent'
        : 'failed';
    } catch (err) {
      const isLast = notice.attempts >= attemptsAtMost;
      this.options.log.warn({ err, attempts: notice.attempts }, 'a notice could not be sent');
      return isLast ? 'failed' : 'pending';
    }
  }
}

/** In a direct message buttons of a server's command cannot work, and bytes are too large to be kept. */
function withoutServerParts({ blocks, files = [], tone }: Reply): Reply {
  const texts = textsOf(toLocale(undefined)).replies;
  return {
    kind: 'reply',
    ...(tone && { tone }),
    blocks: [{ kind: 'text', text: texts.undelivered() }, ...blocks],
    files: files.filter(({ content }) => typeof content === 'string' && content.length < 1_000_000),
  };
}

function replyOf(payload: unknown): Reply | undefined {
  const { reply } = (payload ?? {}) as { reply?: Reply };
  return reply?.kind === 'reply' ? reply : undefined;
}
