import { MessageFlags, RequestMethod, type REST } from 'discord.js';
import {
  InteractionResponseType,
  Routes,
  type APIInteractionResponseCallbackData,
  type APIModalInteractionResponseCallbackData,
} from 'discord-api-types/v10';
import pRetry from 'p-retry';
import { errorCodes } from '../limits.js';
import type { Interaction } from '../receive/parse-interaction.js';
import { encodeMessage } from './encode-message.js';
import type { RenderedMessage } from './render-reply.js';
import { discordErrorCode, isTransient } from '../connection/rest.js';

/**
 * The fate of an answer. `already`: the interaction had its first answer before. `gone`: the answer came too late, or
 * its message was deleted.
 */
export type Delivery =
  { readonly kind: 'delivered'; readonly messageId?: string } | { readonly kind: 'already' | 'gone' };

/** The first answer as it stands now: "is thinking…", a message, or nothing that we can reach. */
export type Original =
  { readonly kind: 'thinking' | 'answered'; readonly ephemeral: boolean } | { readonly kind: 'gone' };

/** The ways to answer one interaction. Every method throws when Discord cannot be reached, after trying again. */
export interface Responder {
  reply(message: RenderedMessage): Promise<Delivery>;
  /** Changes the message that the button stands on. */
  update(message: RenderedMessage): Promise<Delivery>;
  openModal(modal: APIModalInteractionResponseCallbackData): Promise<Delivery>;
  choose(choices: readonly { name: string; value: string | number }[]): Promise<Delivery>;
  /** "is thinking…", for everyone or only the person who asked. */
  defer(ephemeral: boolean): Promise<Delivery>;
  /** Says that the button was understood and its message will change. */
  deferUpdate(): Promise<Delivery>;
  editOriginal(message: RenderedMessage): Promise<Delivery>;
  deleteOriginal(): Promise<Delivery>;
  followUp(message: RenderedMessage): Promise<Delivery>;
  fetchOriginal(): Promise<Original>;
}

/**
 * After 100, 300 and 700 ms, for the first answer is due within 3 s. After ten seconds no attempt is begun: the person
 * has long given up, and their turn is taken.
 */
const retries = { retries: 3, minTimeout: 100, factor: 3, maxTimeout: 700, maxRetryTime: 10_000 } as const;

const goneCodes: ReadonlySet<number | undefined> = new Set([
  errorCodes.unknownInteraction,
  errorCodes.unknownWebhook,
  errorCodes.unknownMessage,
  errorCodes.invalidWebhookToken,
]);

/**
 * Answers one interaction through REST.
 * @see https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object
 */
export function createResponder(
  rest: REST,
  interaction: Pick<Interaction, 'id' | 'token' | 'applicationId'>,
): Responder {
  const { id, token, applicationId } = interaction;
  const original = Routes.webhookMessage(applicationId, token, '@original');

  const respond = (type: InteractionResponseType, data?: object, message?: RenderedMessage) =>
    send(rest, {
      method: RequestMethod.Post,
      fullRoute: Routes.interactionCallback(id, token),
      // The id of the message comes back. A message for its reader alone needs none: nobody else can open it.
      ...(message && !isEphemeral(message) && { query: new URLSearchParams({ with_response: 'true' }) }),
      auth: false,
      ...encodeMessage({ type, ...(data && { data }) }, message?.files),
    });

  return {
    reply: (message) => respond(InteractionResponseType.ChannelMessageWithSource, message.body, message),
    update: (message) => respond(InteractionResponseType.UpdateMessage, editBodyOf(message), message),
    openModal: (modal) => respond(InteractionResponseType.Modal, modal),
    choose: (choices) => respond(InteractionResponseType.ApplicationCommandAutocompleteResult, { choices }),
    defer: (ephemeral) =>
      respond(
        InteractionResponseType.DeferredChannelMessageWithSource,
        ephemeral ? ({ flags: MessageFlags.Ephemeral } satisfies APIInteractionResponseCallbackData) : {},
      ),
    deferUpdate: () => respond(InteractionResponseType.DeferredMessageUpdate),
    editOriginal: (message) =>
      send(rest, {
        method: RequestMethod.Patch,
        fullRoute: original,
        auth: false,
        ...encodeMessage(editBodyOf(message), message.files),
      }),
    deleteOriginal: () => send(rest, { method: RequestMethod.Delete, fullRoute: original, auth: false }),
    followUp: (message) =>
      send(rest, {
        method: RequestMethod.Post,
        fullRoute: Routes.webhook(applicationId, token),
        query: new URLSearchParams({ wait: 'true' }),
        auth: false,
        ...encodeMessage(message.body, message.files),
      }),
    fetchOriginal: () => fetchOriginal(rest, original),
  };
}

type Request = Parameters<REST['request']>[0];

/** Sends a request, again where it was lost on the way; a first answer that arrived twice comes back as `already`. */
async function send(rest: REST, request: Request): Promise<Delivery> {
  try {
    return { kind: 'delivered', ...messageIdOf(await tryAgain(() => rest.request(request))) };
  } catch (error) {
    const code = discordErrorCode(error);
    if (code === errorCodes.alreadyAcknowledged) return { kind: 'already' };
    if (goneCodes.has(code)) return { kind: 'gone' };
    throw error;
  }
}

async function fetchOriginal(rest: REST, route: `/${string}`): Promise<Original> {
  try {
    const { flags = 0 } = (await tryAgain(() => rest.get(route, { auth: false }))) as { flags?: number };
    const kind = (flags & MessageFlags.Loading) === 0 ? 'answered' : 'thinking';
    return { kind, ephemeral: (flags & MessageFlags.Ephemeral) !== 0 };
  } catch (error) {
    if (goneCodes.has(discordErrorCode(error))) return { kind: 'gone' };
    throw error;
  }
}

/** Asks Discord, again with growing pauses where that may help. @throws what the last attempt threw */
function tryAgain<T>(ask: () => Promise<T>): Promise<T> {
  return pRetry(ask, { ...retries, shouldRetry: ({ error }) => isTransient(error) });
}

/** A message stays ephemeral or public for ever; an edit must not carry that flag. */
function editBodyOf({ body }: RenderedMessage): RenderedMessage['body'] {
  return { ...body, flags: body.flags & ~MessageFlags.Ephemeral };
}

function isEphemeral({ body }: RenderedMessage): boolean {
  return (body.flags & MessageFlags.Ephemeral) !== 0;
}

/** The message that an answer made: in a callback's answer, where there is one, or the message itself. */
function messageIdOf(answer: unknown): { messageId?: string } {
  if (typeof answer !== 'object' || answer === null) return {};
  const { id, resource } = answer as { id?: unknown; resource?: { message?: { id?: unknown } } };
  const messageId = resource?.message?.id ?? id;
  return typeof messageId === 'string' ? { messageId } : {};
}
