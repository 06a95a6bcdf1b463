import type { Reply } from '../../../commands/contract/answer.js';
import type { CommandContext } from '../../../commands/contract/context.js';
import type { Log } from '../../ops/log.js';
import type { AnswerTurn } from '../receive/admission.js';
import type { AutocompleteInteraction, Interaction } from '../receive/parse-interaction.js';
import type { CommandIndex } from '../receive/route-interaction.js';
import type { InteractionResponse } from './interaction-response.js';

/** One interaction on its way to its answer, with all that is needed to answer it. */
export interface Exchange {
  readonly interaction: Exclude<Interaction, AutocompleteInteraction>;
  readonly turn: AnswerTurn;
  readonly index: CommandIndex;
  readonly context: CommandContext;
  /** Since the interaction reached us, in ms. */
  readonly elapsedMs: () => number;
  readonly response: InteractionResponse;
  readonly notices: NoticeDesk;
  readonly messages: MessageDesk;
  readonly log: Log;
}

/** Messages that reach a person later. */
export interface NoticeDesk {
  /** Stores a message of a saved change that could not be delivered, once for each request and person. */
  enqueueNotice(reply: Reply, userId: string, request: NoticedRequest): Promise<void>;
  /** Undelivered replies for a person; each is returned once. */
  takePendingNotices(userId: string): Promise<readonly Reply[]>;
}

/** What an undelivered answer answers. */
export interface NoticedRequest {
  readonly requestId: string;
  /** Undefined: typed outside of a server. */
  readonly guildId: string | undefined;
  readonly typedAt: Date;
}

/** The place of a message. */
export interface MessageLocation {
  readonly guildId: string;
  readonly channelId: string;
  readonly messageId: string;
}

/** The messages that show expenses. */
export interface MessageDesk {
  /** Stores the place of the message about an expense. */
  note(about: NonNullable<Reply['about']>, location: MessageLocation): Promise<void>;
  /** Brings the messages of expenses up to date, later and as far as that is possible. */
  refresh(numbers: readonly number[], context: CommandContext): void;
}
