import type { Reply } from '../../../commands/contract/answer.js';
import type { Actor, CommandContext } from '../../../commands/contract/context.js';
import type { Log } from '../../ops/log.js';
import type { Refusal } from '../receive/admission.js';
import type { AutocompleteInteraction, Interaction } from '../receive/parse-interaction.js';
import type { CommandIndex } from '../receive/route-interaction.js';
import type { InteractionResponse } from './interaction-response.js';

/** One interaction on its way to its answer, with all that is needed to answer it. */
export interface Exchange {
  readonly interaction: Exclude<Interaction, AutocompleteInteraction>;
  /** Why it is only refused; undefined: it may run. */
  readonly refusal: Refusal | undefined;
  readonly index: CommandIndex;
  readonly context: CommandContext;
  /** Since the interaction reached us, in ms. */
  readonly elapsedMs: () => number;
  readonly response: InteractionResponse;
  readonly notices: NoticeDesk;
  readonly noteMessage: NoteMessage;
  readonly log: Log;
}

/** Messages that reach a person later. */
export interface NoticeDesk {
  /** Keeps the answer of a change that was saved, when the person cannot be answered any more. */
  enqueueNotice(reply: Reply, actor: Actor): Promise<void>;
  /** What a person is still to be told; each reply is handed out once. */
  takePendingNotices(userId: string): Promise<readonly Reply[]>;
}

/** Where a message stands. */
export interface MessageLocation {
  readonly guildId: string;
  readonly channelId: string;
  readonly messageId: string;
}

/** Learns where the message about an expense stands. */
export type NoteMessage = (about: NonNullable<Reply['about']>, location: MessageLocation) => Promise<void>;
