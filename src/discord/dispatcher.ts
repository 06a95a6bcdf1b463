import type { ActionGroup, Command } from '../../commands/contract/command.js';
import type {
  CommandContext,
  Member,
  MemberDirectory,
  Platform,
  Services,
} from '../../commands/contract/context.js';
import type { Log } from '../ops/log.js';
import { toLocale } from '../texts/languages.js';
import { voiceOf } from '../texts/voice.js';
import type { OpenPlatform } from './platform.js';
import { Admission, type AnswerTurn } from './receive/admission.js';
import { loadOf } from './receive/load-of.js';
import { parseInteraction, type Interaction } from './receive/parse-interaction.js';
import { indexCommands } from './receive/route-interaction.js';
import { answerInteraction } from './respond/answer-interaction.js';
import type { MessageDesk, NoticeDesk } from './respond/exchange.js';
import { InteractionResponse } from './respond/interaction-response.js';
import { offerChoices } from './respond/offer-choices.js';
import type { Responder } from './respond/responder.js';
import { makeProgress } from './respond/show-progress.js';

export interface DispatcherOptions {
  readonly commands: readonly Command[];
  /** Actions that no command has of its own. */
  readonly otherActions?: readonly ActionGroup[];
  /** The services of every command, without the members. */
  readonly services: Omit<Services, 'members'>;
  readonly members: MemberDirectory & { noteSeen(guildId: string, members: readonly Member[]): void };
  /** Undefined where it is not known. */
  readonly memberCount: (guildId: string) => number | undefined;
  readonly platformFor: (interaction: Interaction) => OpenPlatform;
  readonly responderFor: (interaction: Interaction) => Responder;
  readonly notices: NoticeDesk;
  readonly messages: MessageDesk;
  /** Throws UserError where the server, or the message of a button, cannot be used. */
  readonly requireUsable?: (interaction: Interaction) => Promise<void>;
  readonly log: Log;
  readonly clock?: () => Date;
}

/** Takes interactions, and sees that each is answered. */
export interface Dispatcher {
  /** Handles one interaction, as it came from Discord; never rejects. */
  receive(raw: unknown, receivedAt?: Date): Promise<void>;
  /**
   * Stops accepting and waits, for a bounded time, for what is at work by now; what waits or comes later is only told
   * that we restart. Returns how many interactions are under way in the end.
   */
  drain(withinMs: number): Promise<number>;
}

/** @throws Error when two commands share a path or a code, or a custom id could be too long: a bug */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { members, platformFor, responderFor, notices, messages, requireUsable, log } = options;
  const index = indexCommands(options.commands, options.otherActions);
  const admission = new Admission();

  async function handle(interaction: Interaction, receivedAt: Date, turn: AnswerTurn): Promise<void> {
    const { guildId } = interaction;
    const startedAtMs = performance.now() - Math.max(0, Date.now() - receivedAt.getTime());
    const elapsedMs = () => performance.now() - startedAtMs;
    const platform = platformFor(interaction);
    try {
      if (guildId !== undefined) members.noteSeen(guildId, interaction.members);
      const responder = responderFor(interaction);
      const response = new InteractionResponse(responder, elapsedMs);
      const context = createContext(options, { interaction, platform, response });
      const begins = turn.begins.then(() => requireUsable?.(interaction));
      // As that of the turn: an interaction that was answered with a mistake does not wait for it.
      begins.catch(() => undefined);
      const each = { context, elapsedMs, turn: { ...turn, begins }, index, log };
      if (interaction.kind === 'autocomplete') {
        await offerChoices({ ...each, interaction, responder });
      } else {
        await answerInteraction({ ...each, interaction, response, notices, messages });
      }
    } catch (err) {
      log.error({ err, guild: guildId }, 'an interaction could not be answered');
    } finally {
      platform.close();
    }
  }

  return {
    async receive(raw, receivedAt = new Date()) {
      const interaction = parseInteraction(raw);
      if (interaction === undefined) {
        log.warn('an interaction of an unknown kind was left out');
        return;
      }
      // It was delivered again while the first delivery waits or is at work: that one answers both.
      if (admission.isUnderWay(interaction)) return;
      const { guildId } = interaction;
      const memberCount = guildId === undefined ? undefined : options.memberCount(guildId);
      const load = loadOf(interaction, index, memberCount);
      await admission.admit(interaction, load, (turn) => handle(interaction, receivedAt, turn));
    },
    drain: (withinMs) => admission.drain(withinMs),
  };
}

interface OneInteraction {
  readonly interaction: Interaction;
  readonly platform: Platform;
  readonly response: InteractionResponse;
}

function createContext(
  { services, members, log, clock = () => new Date() }: DispatcherOptions,
  { interaction, platform, response }: OneInteraction,
): CommandContext {
  const { readerLocale, serverLocale } = interaction;
  const voice = voiceOf(toLocale(readerLocale));
  return {
    ...services,
    members,
    requestId: interaction.id,
    now: clock(),
    actor: interaction.actor,
    guildId: interaction.guildId,
    channelId: interaction.channelId,
    voice,
    // Outside a server everything is said in the reader's language.
    publicVoice: voiceOf(toLocale(serverLocale ?? readerLocale)),
    platform,
    showProgress: makeProgress(response, voice, (err) => {
      log.warn({ err, guild: interaction.guildId }, 'could not say how far a command has come');
    }),
  };
}
