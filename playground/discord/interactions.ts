import { EventEmitter } from 'node:events';
import { randomBytes } from 'node:crypto';
import {
  InteractionResponseType as Answers,
  InteractionType,
  MessageFlags,
  MessageReferenceType,
  MessageType,
} from 'discord-api-types/v10';
import type {
  APIApplicationCommandOptionChoice,
  APIInteraction,
  APIMessage,
  APIMessageInteractionMetadata,
} from 'discord-api-types/v10';
import { refuse, refuseBody } from './discord-error.js';
import { createMessage, deleteMessage, editMessage } from './message-store.js';
import type { RequestFile } from './rest/read-body.js';
import type { MessageBody } from './rules-messages.js';
import type { ModalBody } from './rules-modals.js';
import type { StoredMessage, World, WorldChannel } from './world.js';

/** @see https://discord.com/developers/docs/interactions/receiving-and-responding */
export const firstAnswerLimitMs = 3000;
export const tokenLifeMs = 15 * 60_000;
/** How many interactions are kept; the oldest is dropped first. */
const recordLimit = 20_000;

/** The state of one interaction. */
export interface InteractionRecord {
  readonly id: string;
  readonly token: string;
  readonly createdAtMs: number;
  readonly payload: APIInteraction;
  readonly userId: string;
  readonly channel: WorldChannel;
  /** The message of the component, or the message from which the modal was opened. */
  readonly source: StoredMessage | undefined;
  answerType: Answers | undefined;
  firstAnswerAtMs: number | undefined;
  /** What `@original` means: the answer, or for type 6 and 7 the source. */
  original: StoredMessage | undefined;
  /** False for "is thinking…" and for a source that was not edited yet. */
  originalIsFilled: boolean;
  readonly followUps: StoredMessage[];
  modal: ModalBody | undefined;
  choices: readonly APIApplicationCommandOptionChoice[] | undefined;
  /** The person got more than "is thinking…". */
  settled: boolean;
}

/** A bot's callback, checked against the schema. */
export interface Callback {
  readonly type: Answers;
  readonly data?: unknown;
}

/** Every interaction by id and token, and the rules of answering one. */
export class Interactions extends EventEmitter<{ changed: [InteractionRecord] }> {
  readonly #byId = new Map<string, InteractionRecord>();
  readonly #byToken = new Map<string, InteractionRecord>();

  constructor(readonly world: World) {
    super();
    this.setMaxListeners(0);
  }

  /** Gives a payload its id and token, and records it. */
  open(
    make: (id: string, token: string) => APIInteraction,
    by: {
      readonly userId: string;
      readonly channel: WorldChannel;
      readonly source?: StoredMessage | undefined;
    },
  ): InteractionRecord {
    const id = this.world.nextId();
    const token = randomBytes(48).toString('base64url');
    const record: InteractionRecord = {
      id,
      token,
      createdAtMs: this.world.now(),
      payload: make(id, token),
      userId: by.userId,
      channel: by.channel,
      source: by.source,
      answerType: undefined,
      firstAnswerAtMs: undefined,
      original: undefined,
      originalIsFilled: false,
      followUps: [],
      modal: undefined,
      choices: undefined,
      settled: false,
    };
    this.#byId.set(id, record);
    this.#byToken.set(token, record);
    this.#forgetOldest();
    return record;
  }

  #forgetOldest(): void {
    const [oldest] = this.#byId.values();
    if (oldest === undefined || this.#byId.size <= recordLimit) return;
    this.#byId.delete(oldest.id);
    this.#byToken.delete(oldest.token);
  }

  /** The record that a message answers, e.g. to find the modal behind it. */
  record(id: string): InteractionRecord | undefined {
    return this.#byId.get(id);
  }

  /** The interaction that awaits its first answer. @throws DiscordError 10062, 40060 */
  awaitingAnswer(id: string, token: string): InteractionRecord {
    const record = this.#byId.get(id);
    if (record?.token !== token) throw refuse('unknownInteraction');
    if (record.answerType !== undefined) throw refuse('alreadyAcknowledged');
    if (this.world.now() - record.createdAtMs > firstAnswerLimitMs) throw refuse('unknownInteraction');
    return record;
  }

  /** The answered interaction of a valid token. @throws DiscordError 10015 */
  byToken(token: string): InteractionRecord {
    const record = this.#byToken.get(token);
    if (record?.answerType === undefined) throw refuse('unknownWebhook');
    if (this.world.now() - record.createdAtMs > tokenLifeMs) throw refuse('unknownWebhook');
    return record;
  }

  /** Carries out the first answer. @throws DiscordError if its type does not fit */
  answer(record: InteractionRecord, callback: Callback, files: readonly RequestFile[]): void {
    checkAnswerType(record, callback.type);
    const body = (callback.data ?? {}) as MessageBody;
    switch (callback.type) {
      case Answers.ChannelMessageWithSource:
        record.original = this.#create(record, body, files, { at: ['data'] });
        break;
      case Answers.DeferredChannelMessageWithSource:
        record.original = this.#create(record, body, [], { loading: true });
        break;
      case Answers.DeferredMessageUpdate:
        record.original = record.source;
        break;
      case Answers.UpdateMessage:
        record.original = record.source;
        if (record.source !== undefined) editMessage(this.world, record.source, body, files, ['data']);
        break;
      case Answers.ApplicationCommandAutocompleteResult:
        record.choices = (body as { choices?: APIApplicationCommandOptionChoice[] }).choices ?? [];
        break;
      case Answers.Modal:
        record.modal = callback.data as ModalBody;
        break;
      default:
        break;
    }
    record.answerType = callback.type;
    record.firstAnswerAtMs = this.world.now();
    record.settled = !isDeferral(callback.type);
    record.originalIsFilled = record.settled;
    this.emit('changed', record);
  }

  /**
   * Sends a follow-up. If the deferred answer is still empty, it fills that one and keeps its visibility.
   * @see https://discord.com/developers/docs/interactions/receiving-and-responding#create-followup-message
   */
  followUp(record: InteractionRecord, body: MessageBody, files: readonly RequestFile[]): StoredMessage {
    if (record.original?.loading === true) return this.editOriginal(record, body, files);
    const message = this.#create(record, body, files, {});
    record.followUps.push(message);
    record.settled = true;
    this.emit('changed', record);
    return message;
  }

  editOriginal(record: InteractionRecord, body: MessageBody, files: readonly RequestFile[]): StoredMessage {
    const message = this.messageOf(record, '@original');
    return this.edit(record, message, body, files);
  }

  edit(record: InteractionRecord, message: StoredMessage, body: MessageBody, files: readonly RequestFile[]) {
    editMessage(this.world, message, body, files);
    if (message === record.original) record.originalIsFilled = true;
    record.settled = true;
    this.emit('changed', record);
    return message;
  }

  delete(record: InteractionRecord, message: StoredMessage): void {
    deleteMessage(this.world, message);
    if (record.original === message) record.original = undefined;
    const index = record.followUps.indexOf(message);
    if (index >= 0) record.followUps.splice(index, 1);
    this.emit('changed', record);
  }

  /** `@original`, or any message of this interaction by id. @throws DiscordError 10008 */
  messageOf(record: InteractionRecord, id: string): StoredMessage {
    const all = [record.original, record.source, ...record.followUps];
    const message = id === '@original' ? record.original : all.find((other) => other?.id === id);
    if (message === undefined || !record.channel.messages.has(message.id)) throw refuse('unknownMessage');
    return message;
  }

  #create(
    record: InteractionRecord,
    body: MessageBody,
    files: readonly RequestFile[],
    how: { readonly at?: readonly string[]; readonly loading?: boolean },
  ): StoredMessage {
    const isEphemeral = ((body.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
    const isFollowUp = record.answerType !== undefined;
    const reference = isFollowUp && record.original !== undefined ? record.original : undefined;
    return createMessage(this.world, {
      channel: record.channel,
      authorId: this.world.botId,
      body,
      files,
      onlyFor: isEphemeral ? record.userId : undefined,
      extra: {
        ...(isFollowUp ? {} : { type: answerMessageType(record) }),
        ...(reference === undefined ? {} : referTo(reference)),
        ...(!isFollowUp && record.source !== undefined ? referTo(record.source) : {}),
        application_id: this.world.applicationId,
        webhook_id: this.world.applicationId,
        interaction_metadata: this.#metadata(record),
      },
      ...how,
    });
  }

  #metadata(record: InteractionRecord): APIMessageInteractionMetadata {
    const { guildId } = record.channel;
    const base = {
      id: record.id,
      type: record.payload.type,
      user: this.world.user(record.userId),
      authorizing_integration_owners: { 0: guildId ?? '0' },
      ...(record.answerType === undefined || record.original === undefined
        ? {}
        : { original_response_message_id: record.original.id }),
    };
    if (record.payload.type === InteractionType.MessageComponent) {
      return {
        ...base,
        interacted_message_id: record.source?.id,
      } as unknown as APIMessageInteractionMetadata;
    }
    if (record.payload.type === InteractionType.ModalSubmit) {
      const opener = this.#openerOf(record);
      return {
        ...base,
        triggering_interaction_metadata: opener === undefined ? undefined : this.#metadata(opener),
      } as unknown as APIMessageInteractionMetadata;
    }
    return base as unknown as APIMessageInteractionMetadata;
  }

  /** The interaction that opened the modal which this one submits. */
  #openerOf(record: InteractionRecord): InteractionRecord | undefined {
    const customId = (record.payload.data as { custom_id?: string } | undefined)?.custom_id;
    return [...this.#byId.values()].findLast(
      (other) => other.userId === record.userId && other.modal?.custom_id === customId,
    );
  }
}

function answerMessageType({ payload }: InteractionRecord): MessageType {
  return payload.type === InteractionType.ApplicationCommand
    ? MessageType.ChatInputCommand
    : MessageType.Reply;
}

export function isDeferral(type: Answers | undefined): boolean {
  return type === Answers.DeferredChannelMessageWithSource || type === Answers.DeferredMessageUpdate;
}

function referTo(message: StoredMessage): Partial<APIMessage> {
  return {
    message_reference: {
      type: MessageReferenceType.Default,
      channel_id: message.channelId,
      message_id: message.id,
    },
  };
}

/** @see https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type */
function checkAnswerType(record: InteractionRecord, type: Answers): void {
  const { payload, source } = record;
  const allowed: Readonly<Record<number, boolean>> = {
    [Answers.ChannelMessageWithSource]: payload.type !== InteractionType.ApplicationCommandAutocomplete,
    [Answers.DeferredChannelMessageWithSource]:
      payload.type !== InteractionType.ApplicationCommandAutocomplete,
    [Answers.DeferredMessageUpdate]: source !== undefined,
    [Answers.UpdateMessage]: source !== undefined,
    [Answers.ApplicationCommandAutocompleteResult]:
      payload.type === InteractionType.ApplicationCommandAutocomplete,
    [Answers.Modal]:
      payload.type === InteractionType.ApplicationCommand ||
      payload.type === InteractionType.MessageComponent,
  };
  if (allowed[type] === true) return;
  const message = `Value must be one of {${Object.keys(allowed)
    .filter((key) => allowed[Number(key)] === true)
    .join(', ')}}.`;
  throw refuseBody([{ path: ['type'], code: 'BASE_TYPE_CHOICES', message }]);
}
