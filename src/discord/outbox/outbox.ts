import type { REST } from 'discord.js';
import { say, type Reply } from '../../../commands/contract/answer.js';
import type { Log } from '../../ops/log.js';
import {
  isWithheld,
  type ClaimedNotice,
  type Delivery,
  type NoticePayload,
  type NoticeStore,
  type Recipient,
} from '../../people/notices.js';
import { toLocale } from '../../texts/languages.js';
import { voiceOf } from '../../texts/voice.js';
import { sendChannelMessage } from './channel-messages.js';
import { sendDirectMessage } from './direct-messages.js';
import { makeNonce } from './make-nonce.js';
import type { NoticeDesk, NoticedRequest } from '../respond/exchange.js';
import { renderReply } from '../respond/render-reply.js';

export interface OutboxOptions {
  readonly store: NoticeStore;
  readonly rest: REST;
  readonly log: Log;
  /** Makes a message of what a person is told of a change of others; undefined: it says nothing. */
  readonly tellPerson: (payload: NoticePayload) => Promise<Reply | undefined>;
  /** Makes a message of what an audit channel is told; undefined: it says nothing. */
  readonly tellChannel: (guildId: string, payload: NoticePayload) => Promise<Reply | undefined>;
  readonly clock?: () => Date;
  readonly pollMs?: number;
}

/** How long a delivery may take before another process may try it. */
const leaseMs = 60_000;
const firstRetryMs = 10_000;
const lastRetryMs = 3_600_000;
const attemptsAtMost = 10;
/** One answer carries at most this many notices; the others follow with the next. */
const noticesBesideAnswer = 3;
/** Up to this many people who wait for a notice are kept in memory. */
const recipientsAtMost = 10_000;
/** So many notices are sent at a time: a channel that takes them slowly holds up no person and no other channel. */
const sentAtATime = 4;

/**
 * Sends the notices that the store keeps, each once, however many processes deliver: to people as direct messages, and to
 * audit channels. A notice for a person whose direct messages are closed stays in the store, and is shown beside the next
 * answer to that person.
 */
export class Outbox implements NoticeDesk {
  #timer: NodeJS.Timeout | undefined;
  #pass: Promise<void> | undefined;
  #isStopped = false;
  /** Something may have come that the pass at work does not find any more. */
  #isDueAgain = false;
  /** The channels to which something is being sent: what is for one comes in its order. */
  readonly #busyChannelIds = new Set<string>();
  #claiming: Promise<unknown> = Promise.resolve();
  /**
   * The people who wait for a notice; an answer to anybody else needs no look at the database. People whom other
   * processes add are seen at the next pass. Undefined: it may be anybody.
   */
  #recipientIds: Set<string> | undefined;

  constructor(private readonly options: OutboxOptions) {}

  start(): void {
    this.options.store.onWritten(() => {
      this.#wake(0);
    });
    this.#wake(0);
  }

  /** Stops after the message that is being sent. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#pass;
  }

  /** Stores an undelivered message of a request, to be sent to a person as a direct message. */
  async enqueueNotice(
    reply: Reply,
    userId: string,
    { requestId, guildId, typedAt }: NoticedRequest,
  ): Promise<void> {
    const payload = { reply: withoutServerParts(reply) };
    const nonce = makeNonce('answer', requestId, userId);
    const notice = { kind: 'answer', userId, payload, nonce, ...(guildId !== undefined && { guildId }) };
    await this.options.store.enqueueNotice(notice, { now: this.#now(), typedAt });
    this.#wake(0);
  }

  /** Notices that could not be sent to a person; each is returned once. */
  async takePendingNotices(userId: string): Promise<Reply[]> {
    if (this.#recipientIds?.has(userId) === false) return [];
    const payloads = await this.options.store.takeFailedNotices(userId, noticesBesideAnswer, this.#now());
    const replies = await Promise.all(payloads.map((payload) => this.#toPersonalReply(payload)));
    return replies.filter((reply) => reply !== undefined);
  }

  #now(): Date {
    return this.options.clock?.() ?? new Date();
  }

  #wake(afterMs: number): void {
    if (this.#isStopped) return;
    if (this.#pass) {
      this.#isDueAgain = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isDueAgain = false;
      this.#pass = this.#deliverDue().finally(() => {
        this.#pass = undefined;
        this.#wake(this.#isDueAgain ? 0 : (this.options.pollMs ?? 5_000));
      });
    }, afterMs);
    this.#timer.unref();
  }

  async #deliverDue(): Promise<void> {
    try {
      await Promise.all(Array.from({ length: sentAtATime }, () => this.#deliverOneByOne()));
      if (!this.#isStopped)
        this.#recipientIds = await this.options.store.findFailedRecipients(recipientsAtMost);
    } catch (err) {
      this.options.log.warn({ err }, 'notices could not be read');
    }
  }

  async #deliverOneByOne(): Promise<void> {
    while (!this.#isStopped && (await this.#deliverNext())) continue;
  }

  /** Delivers one due notice; false when none is due. */
  async #deliverNext(): Promise<boolean> {
    const { store } = this.options;
    const notice = await this.#claimNext();
    if (!notice) return false;
    const { to } = notice;
    try {
      const delivery = await this.#tryToSend(notice);
      if (to.kind === 'person' && delivery.state === 'failed') this.#recipientIds?.add(to.userId);
      await store.settleNotice(notice, delivery, this.#now());
    } finally {
      if (to.kind === 'channel') this.#busyChannelIds.delete(to.channelId);
    }
    return true;
  }

  /** One after the other: the next claim must know the channel of this one. */
  async #claimNext(): Promise<ClaimedNotice | undefined> {
    const claiming = this.#claiming.then(async () => {
      const busy = [...this.#busyChannelIds];
      const notice = await this.options.store.claimDueNotice(this.#now(), leaseMs, busy);
      if (notice?.to.kind === 'channel') this.#busyChannelIds.add(notice.to.channelId);
      return notice;
    });
    this.#claiming = claiming.catch(() => undefined);
    return claiming;
  }

  async #tryToSend(notice: ClaimedNotice): Promise<Delivery> {
    const { attempts } = notice;
    try {
      return await this.#send(notice);
    } catch (err) {
      this.options.log.warn({ err, attempts }, 'a notice could not be sent');
      if (attempts >= attemptsAtMost) return { state: 'failed' };
      const waitMs = Math.min(lastRetryMs, firstRetryMs * 2 ** attempts);
      return { state: 'pending', nextAttemptAt: new Date(this.#now().getTime() + waitMs) };
    }
  }

  async #send({ to, payload, nonce }: ClaimedNotice): Promise<Delivery> {
    const { rest } = this.options;
    const reply = await this.#toReply(to, payload);
    if (reply === undefined) return { state: 'failed' };
    const message = renderReply(reply, voiceOf(toLocale(undefined)), false);
    if (to.kind === 'person') {
      const outcome = await sendDirectMessage(rest, to.userId, message, nonce);
      return { state: outcome === 'sent' ? 'sent' : 'failed' };
    }
    const outcome = await sendChannelMessage(rest, to.channelId, message, nonce);
    return outcome === 'sent' ? { state: 'sent' } : { state: 'failed', refusal: outcome };
  }

  async #toReply(to: Recipient, payload: NoticePayload): Promise<Reply | undefined> {
    if (to.kind === 'channel') return this.options.tellChannel(to.guildId, payload);
    return this.#toPersonalReply(payload);
  }

  async #toPersonalReply(payload: NoticePayload): Promise<Reply | undefined> {
    if (isWithheld(payload)) return say(voiceOf(toLocale(undefined)).replies.messages.withheld());
    const { reply } = payload as { reply?: Reply };
    return reply?.kind === 'reply' ? reply : this.options.tellPerson(payload);
  }
}

/** In a direct message buttons of a server's command cannot work, and bytes are too large to be kept. */
function withoutServerParts({ blocks, files = [], tone }: Reply): Reply {
  const { undelivered } = voiceOf(toLocale(undefined)).replies.messages;
  return {
    kind: 'reply',
    ...(tone && { tone }),
    blocks: [{ kind: 'text', text: undelivered() }, ...blocks],
    files: files.filter(({ content }) => typeof content === 'string' && content.length < 1_000_000),
  };
}
