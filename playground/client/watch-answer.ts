import { InteractionResponseType as Answers } from 'discord-api-types/v10';
import type { Answer, InteractionOptions, MessageView } from '../api.js';
import { firstAnswerLimitMs, isDeferral } from '../discord/interactions.js';
import type { InteractionRecord, Interactions } from '../discord/interactions.js';
import { viewMessage } from './view-message.js';
import { viewModal } from './view-modal.js';
import { waitBriefly, waitUntil } from './wait-until.js';
import type { Listen } from './wait-until.js';
import type { StoredMessage, World } from '../discord/world.js';

const answerTimeoutMs = 15_000;
const laterTimeoutMs = 5000;

/**
 * Waits for the first answer, and after a deferral for its content.
 * @throws Error if a deferred answer gets no content
 */
export async function watchAnswer(
  interactions: Interactions,
  record: InteractionRecord,
  { timeoutMs = answerTimeoutMs }: InteractionOptions,
): Promise<Answer> {
  const listen = listenTo(interactions);
  const isAnswered = () => record.answerType;
  const answerType = await waitBriefly(listen, isAnswered, firstAnswerLimitMs);
  if (isDeferral(answerType)) {
    const what = `an answer to ${describe(record)}, which was deferred`;
    await waitUntil(what, listen, () => (record.settled ? true : undefined), timeoutMs);
  }
  return viewAnswer(interactions, record);
}

/** Resolves with the autocomplete choices. @throws Error if none come within 3 s */
export async function watchChoices(interactions: Interactions, record: InteractionRecord) {
  const what = `choices for ${describe(record)}`;
  return waitUntil(what, listenTo(interactions), () => record.choices, firstAnswerLimitMs);
}

function listenTo(interactions: Interactions): Listen {
  return (listener) => {
    interactions.on('changed', listener);
    interactions.world.on('change', listener);
    return () => {
      interactions.off('changed', listener);
      interactions.world.off('change', listener);
    };
  };
}

/** The answer, then the follow-ups. */
function messagesOf(record: InteractionRecord): StoredMessage[] {
  const { original, followUps } = record;
  if (original === undefined) return followUps;
  return record.originalIsFilled || followUps.length === 0 ? [original, ...followUps] : followUps;
}

export function primaryMessage(record: InteractionRecord): StoredMessage | undefined {
  return messagesOf(record)[0];
}

function viewAnswer(interactions: Interactions, record: InteractionRecord): Answer {
  const { world } = interactions;
  const listen = listenTo(interactions);
  const primary = (): MessageView | undefined => {
    const message = primaryMessage(record);
    return message === undefined ? undefined : viewMessage(world, message);
  };
  const followUps = (): MessageView[] =>
    messagesOf(record)
      .slice(1)
      .map((message) => viewMessage(world, message));
  return {
    interaction: record.payload,
    ...firstAnswer(world, record),
    get ephemeral() {
      return primary()?.ephemeral ?? false;
    },
    get message() {
      const view = primary();
      if (view === undefined) throw new Error(`${describe(record)} was not answered with a message`);
      return view.message;
    },
    get hasMessage() {
      return primary() !== undefined;
    },
    get text() {
      return primary()?.text ?? '';
    },
    get buttons() {
      return primary()?.buttons ?? [];
    },
    get selects() {
      return primary()?.selects ?? [];
    },
    get files() {
      return primary()?.files ?? [];
    },
    get pings() {
      return primary()?.pings ?? [];
    },
    get modal() {
      return record.modal === undefined ? undefined : viewModal(record.modal);
    },
    get followUps() {
      return followUps();
    },
    waitForFollowUps: (count, timeoutMs = laterTimeoutMs) =>
      waitUntil(
        `${count} follow-ups to ${describe(record)}`,
        listen,
        () => (followUps().length >= count ? followUps() : undefined),
        timeoutMs,
      ),
    waitForText: (pattern, timeoutMs = laterTimeoutMs) =>
      waitUntil(
        `${String(pattern)} in the answer to ${describe(record)}`,
        listen,
        () => (pattern.test(primary()?.text ?? '') ? primary()?.text : undefined),
        timeoutMs,
      ),
  };
}

function firstAnswer(world: World, record: InteractionRecord) {
  return {
    failed: record.answerType === undefined,
    deferred:
      record.answerType === Answers.DeferredChannelMessageWithSource ||
      record.answerType === Answers.DeferredMessageUpdate,
    firstAnswerMs: (record.firstAnswerAtMs ?? world.now()) - record.createdAtMs,
  };
}

function describe({ payload }: InteractionRecord): string {
  const data = payload.data as { name?: string; custom_id?: string } | undefined;
  return data?.name ?? data?.custom_id ?? `interaction ${payload.id}`;
}
