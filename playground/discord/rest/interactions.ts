import {
  ApplicationCommandAutocompleteCallbackRequestSchema,
  CreateMessageInteractionCallbackRequestSchema,
  IncomingWebhookRequestPartialSchema,
  IncomingWebhookUpdateRequestPartialSchema,
  ModalInteractionCallbackRequestSchema,
  PongInteractionCallbackRequestSchema,
  UpdateMessageInteractionCallbackRequestSchema,
} from 'discord-api-spec/zod';
import { InteractionResponseType as Answers, MessageFlags } from 'discord-api-types/v10';
import type { ZodMiniType } from 'zod/mini';
import type { FieldError } from '../discord-error.js';
import { refuse, refuseBody } from '../discord-error.js';
import type { Callback, InteractionRecord } from '../interactions.js';
import { checkChoiceValues } from '../rules-commands.js';
import type { MessageBody } from '../rules-messages.js';
import { checkModalRules } from '../rules-modals.js';
import type { ModalBody } from '../rules-modals.js';
import { checkBody } from './check-body.js';
import type { Call, Reply, Route } from './router.js';
import { param } from './router.js';

const webhook = '/webhooks/:application/:token';

/** @see https://discord.com/developers/docs/interactions/receiving-and-responding#endpoints */
export const interactionRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/interactions/:interaction/:token/callback',
    byToken: true,
    run: answerInteraction,
  },
  { method: 'POST', path: webhook, byToken: true, run: followUp },
  { method: 'GET', path: `${webhook}/messages/:message`, byToken: true, run: getMessage },
  { method: 'PATCH', path: `${webhook}/messages/:message`, byToken: true, run: changeMessage },
  { method: 'DELETE', path: `${webhook}/messages/:message`, byToken: true, run: removeMessage },
];

const callbackSchemas: Readonly<Record<number, ZodMiniType>> = {
  [Answers.Pong]: PongInteractionCallbackRequestSchema,
  [Answers.ChannelMessageWithSource]: CreateMessageInteractionCallbackRequestSchema,
  [Answers.DeferredChannelMessageWithSource]: CreateMessageInteractionCallbackRequestSchema,
  [Answers.DeferredMessageUpdate]: UpdateMessageInteractionCallbackRequestSchema,
  [Answers.UpdateMessage]: UpdateMessageInteractionCallbackRequestSchema,
  [Answers.ApplicationCommandAutocompleteResult]: ApplicationCommandAutocompleteCallbackRequestSchema,
  [Answers.Modal]: ModalInteractionCallbackRequestSchema,
};

function answerInteraction(call: Call): Reply {
  const record = call.interactions.awaitingAnswer(param(call, 'interaction'), param(call, 'token'));
  const callback = parseCallback(call.json);
  call.interactions.answer(record, callback, call.files);
  if (call.query.get('with_response') !== 'true') return {};
  return { status: 200, body: describeAnswer(record, callback.type) };
}

/** @throws DiscordError 50035 */
function parseCallback(json: unknown): Callback {
  const type = typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
  const schema = typeof type === 'number' ? callbackSchemas[type] : undefined;
  if (schema === undefined) {
    const message = 'Value must be one of {1, 4, 5, 6, 7, 8, 9}.';
    throw refuseBody([
      type === undefined
        ? { path: ['type'], code: 'BASE_TYPE_REQUIRED', message: 'This field is required' }
        : { path: ['type'], code: 'BASE_TYPE_CHOICES', message },
    ]);
  }
  checkBody(schema, json);
  const callback = json as Callback;
  const errors = checkCallbackRules(callback);
  if (errors.length > 0) throw refuseBody(errors);
  return callback;
}

function checkCallbackRules(callback: Callback): FieldError[] {
  if (callback.type === Answers.Modal) return checkModalRules(callback.data as ModalBody, ['data']);
  if (callback.type === Answers.ApplicationCommandAutocompleteResult) {
    const { choices } = callback.data as { choices?: Parameters<typeof checkChoiceValues>[0] | null };
    return checkChoiceValues(choices ?? [], ['data', 'choices']);
  }
  const flags = (callback.data as MessageBody | null | undefined)?.flags ?? 0;
  if (callback.type === Answers.DeferredChannelMessageWithSource && (flags & ~MessageFlags.Ephemeral) !== 0) {
    const message = 'Only the EPHEMERAL flag may be set in a deferred answer.';
    return [{ path: ['data', 'flags'], code: 'MESSAGE_FLAGS_INVALID', message }];
  }
  return [];
}

/** @see https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-callback-interaction-callback-response-object */
function describeAnswer(record: InteractionRecord, type: Answers): unknown {
  const { original, channel } = record;
  const interaction = {
    id: record.id,
    type: record.payload.type,
    channel_id: channel.id,
    ...(channel.guildId === undefined ? {} : { guild_id: channel.guildId }),
    ...(original === undefined
      ? {}
      : {
          response_message_id: original.id,
          response_message_loading: original.loading,
          response_message_ephemeral: original.onlyFor !== undefined,
        }),
  };
  if (original === undefined) return { interaction };
  // The schema knows 4 and 7 only; a deferral is answered with the kind it stands for.
  const resourceType =
    type === Answers.ChannelMessageWithSource || type === Answers.DeferredChannelMessageWithSource ? 4 : 7;
  return { interaction, resource: { type: resourceType, message: original.api } };
}

function findRecord(call: Call): InteractionRecord {
  if (param(call, 'application') !== call.world.applicationId) throw refuse('unknownWebhook');
  return call.interactions.byToken(param(call, 'token'));
}

function followUp(call: Call): Reply {
  const record = findRecord(call);
  checkBody(IncomingWebhookRequestPartialSchema, call.json);
  const message = call.interactions.followUp(record, call.json as MessageBody, call.files);
  return { status: 200, body: message.api };
}

function getMessage(call: Call): Reply {
  return { body: call.interactions.messageOf(findRecord(call), param(call, 'message')).api };
}

function changeMessage(call: Call): Reply {
  const record = findRecord(call);
  const message = call.interactions.messageOf(record, param(call, 'message'));
  checkBody(IncomingWebhookUpdateRequestPartialSchema, call.json);
  call.interactions.edit(record, message, call.json as MessageBody, call.files);
  return { body: message.api };
}

function removeMessage(call: Call): Reply {
  const record = findRecord(call);
  const message = call.interactions.messageOf(record, param(call, 'message'));
  call.interactions.delete(record, message);
  return {};
}
