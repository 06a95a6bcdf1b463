import { randomBytes } from 'node:crypto';
import { say, type Answer, type Reply } from '../../../commands/contract/answer.js';
import type { Command } from '../../../commands/contract/command.js';
import type {
  Actor,
  CommandContext,
  Member,
  MemberDirectory,
  Platform,
  Services,
} from '../../../commands/contract/context.js';
import type { Log } from '../../ops/log.js';
import { OutcomeUnknown, StorageUnavailable } from '../../errors/storage-failure.js';
import { toLocale } from '../../texts/languages.js';
import { createVoice, type Voice } from '../../texts/voice.js';
import { UserError } from '../../errors/user-error.js';
import type { Responder } from '../respond/responder.js';
import { InteractionResponse, type Outcome } from '../respond/interaction-response.js';
import { routeInteraction, indexCommands, type CommandIndex, type Invocation } from './route-interaction.js';
import { answerLimits } from '../limits.js';
import { parseInteraction, type AutocompleteInteraction, type Interaction } from './parse-interaction.js';
import { renderChoices, renderModal, renderReply } from '../respond/render-reply.js';

type Asked = Exclude<Interaction, AutocompleteInteraction>;

/** Where the message of an expense came to stand. */
export interface MessageLocation {
  readonly guildId: string;
  readonly channelId: string;
  readonly messageId: string;
}

export interface DispatcherOptions {
  readonly commands: readonly Command[];
  /** What every command may do; the members are handed in beside. */
  readonly services: Omit<Services, 'members'>;
  readonly members: MemberDirectory & { noteSeen(guildId: string, members: readonly Member[]): void };
  readonly platformFor: (interaction: Interaction) => Platform;
  readonly responderFor: (interaction: Interaction) => Responder;
  readonly log: Log;
  readonly clock?: () => Date;
  /** Gets the answer of a change that was saved, when the person cannot be answered any more. */
  readonly onUndelivered?: (reply: Reply, actor: Actor) => Promise<void>;
  /** Learns where the message about an expense stands. */
  readonly onDelivered?: (about: NonNullable<Reply['about']>, place: MessageLocation) => Promise<void>;
  /** What a person is still to be told; each reply is handed out once. */
  readonly takePendingNotices?: (userId: string) => Promise<readonly Reply[]>;
}

/** Work that is not done by then is deferred. */
const deferAfterMs = 1000;
/** A modal must be the first answer, so it is waited for as long as a first answer may take. */
const modalWithinMs = 2500;
const choicesWithinMs = 2500;
/** More than anybody types, fewer than would keep others waiting. */
const inFlightOfUser = 100;
const inFlightOfAll = 500;

interface Report {
  readonly command: string;
  /** `ok`, the code of a mistake, `storageUnavailable`, `outcomeUnknown` or `incident`. */
  readonly outcome: string;
  readonly delivery: Outcome['kind'] | 'failed';
  readonly incident?: string;
}

/**
 * Takes interactions, runs what they ask for, and answers them. The only place that catches errors, in this
 * precedence:
 *
 * 1. `UserError`: its sentence, only for the person, in their language. Not logged but by its code.
 * 2. `OutcomeUnknown`: says that nobody knows whether it was saved, and where to look. Logged.
 * 3. `StorageUnavailable`: says that nothing was saved. Logged.
 * 4. Everything else: an incident id, the same in the log with the cause; no message of the error itself.
 * 5. What fails while answering is an incident too; the answer of a change that was saved goes to `onUndelivered`.
 *
 * Before anything runs: restarting, too many at once; then the checks of `routeInteraction` in its order.
 */
export class Dispatcher {
  readonly #index: CommandIndex;
  readonly #inFlight = new Map<string, Promise<void>>();
  readonly #inFlightOfUser = new Map<string, number>();
  #isDraining = false;

  constructor(private readonly options: DispatcherOptions) {
    this.#index = indexCommands(options.commands);
  }

  /** Handles one interaction, as it came from Discord; never rejects. */
  async receive(raw: unknown, receivedAt = new Date()): Promise<void> {
    const interaction = parseInteraction(raw);
    if (interaction === undefined) {
      this.options.log.warn('an interaction of an unknown kind was left out');
      return;
    }
    // Delivered again while the first is under way: that one answers both.
    if (this.#inFlight.has(interaction.id)) return;
    const startedAtMs = performance.now() - Math.max(0, Date.now() - receivedAt.getTime());
    const work = this.#handle(interaction, () => performance.now() - startedAtMs);
    this.#inFlight.set(interaction.id, work);
    await work;
    this.#inFlight.delete(interaction.id);
  }

  /**
   * Stops accepting and waits, for a bounded time, for what has come by now; what comes later is only told so.
   * Returns how many are under way in the end.
   */
  async drain(withinMs: number): Promise<number> {
    this.#isDraining = true;
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, withinMs);
    });
    await Promise.race([Promise.all(this.#inFlight.values()), tooLate]);
    clearTimeout(timer);
    return this.#inFlight.size;
  }

  async #handle(interaction: Interaction, elapsedMs: () => number): Promise<void> {
    const { guildId, members, actor, kind } = interaction;
    if (guildId !== undefined) this.options.members.noteSeen(guildId, members);
    // Choices are asked for at every key; they must not use up the turns of commands.
    const turn = `${kind === 'autocomplete' ? 'choices' : 'command'} ${actor.userId}`;
    const isCrowded = this.#isCrowded(turn);
    this.#count(turn, 1);
    try {
      if (interaction.kind === 'autocomplete') await this.#complete(interaction, isCrowded, elapsedMs);
      else await this.#answer(interaction, isCrowded, elapsedMs);
    } catch (err) {
      this.options.log.error({ err, guild: guildId }, 'an interaction could not be answered');
    } finally {
      this.#count(turn, -1);
    }
  }

  #isCrowded(turn: string): boolean {
    return this.#inFlight.size >= inFlightOfAll || (this.#inFlightOfUser.get(turn) ?? 0) >= inFlightOfUser;
  }

  #count(turn: string, change: 1 | -1): void {
    const count = (this.#inFlightOfUser.get(turn) ?? 0) + change;
    if (count > 0) this.#inFlightOfUser.set(turn, count);
    else this.#inFlightOfUser.delete(turn);
  }

  async #answer(interaction: Asked, isCrowded: boolean, elapsedMs: () => number): Promise<void> {
    const conversation = new InteractionResponse(this.options.responderFor(interaction), elapsedMs);
    const report = await this.#converse(interaction, conversation, isCrowded, elapsedMs);
    this.options.log.info(
      {
        ...report,
        guild: interaction.guildId,
        msToFirstAnswer: roundMs(conversation.firstAnswerMs),
        msToDone: roundMs(elapsedMs()),
      },
      'answered',
    );
    if (report.delivery === 'delivered') await this.#tellUntold(interaction, conversation);
  }

  async #converse(
    interaction: Asked,
    conversation: InteractionResponse,
    isCrowded: boolean,
    elapsedMs: () => number,
  ): Promise<Report> {
    let invocation: Invocation | undefined;
    let answer: Answer | undefined;
    try {
      if (this.#isDraining) throw new UserError('restarting');
      if (isCrowded) throw new UserError('slowDown');
      invocation = routeInteraction(this.#index, interaction);
      answer = await this.#run(invocation, interaction, conversation, elapsedMs);
      if (answer.kind === 'reply') return await this.#deliver(answer, invocation, interaction, conversation);
      const opened = await conversation.openModal(renderModal(answer));
      if (opened === 'tooLate') throw new UserError('answerTooLate');
      return { command: invocation.name, outcome: 'ok', delivery: opened.kind };
    } catch (error) {
      // What was saved is told in any case, beside the apology for its answer.
      if (invocation && answer?.kind === 'reply') await this.#enqueueNotice(answer, invocation, interaction);
      return this.#apologise(error, invocation?.name ?? nameOf(interaction), interaction, conversation);
    }
  }

  /** Runs a invocation; when it takes longer, says in time that an answer will come. */
  async #run(
    invocation: Invocation,
    interaction: Asked,
    conversation: InteractionResponse,
    elapsedMs: () => number,
  ): Promise<Answer> {
    const deferral = invocation.answers === 'update' ? 'update' : invocation.visibility;
    const deferTimer = setTimeout(
      () => {
        conversation.defer(deferral, (err) => {
          this.options.log.warn({ err, command: invocation.name }, 'could not say that an answer will come');
        });
      },
      (invocation.opensModal ? modalWithinMs : deferAfterMs) - elapsedMs(),
    );
    // What fails at once must fail as what fails later does, or the deferral would still be sent.
    const work = (async () => invocation.run(this.#contextOf(interaction)))();
    let endTimer: NodeJS.Timeout | undefined;
    const end = new Promise<never>((_, reject) => {
      endTimer = setTimeout(() => {
        reject(new Error(`${invocation.name} was not done while its interaction could be answered`));
        this.#deliverLate(work, invocation, interaction);
      }, answerLimits.tokenMs - elapsedMs());
    });
    try {
      return await Promise.race([work, end]);
    } finally {
      clearTimeout(deferTimer);
      clearTimeout(endTimer);
    }
  }

  /** What is saved after the person was told of an incident must still be told. */
  #deliverLate(work: Promise<Answer>, invocation: Invocation, interaction: Asked): void {
    work
      .then((answer) =>
        answer.kind === 'reply' ? this.#enqueueNotice(answer, invocation, interaction) : undefined,
      )
      .catch((err: unknown) => {
        this.options.log.error({ err, command: invocation.name }, 'failed after its time');
      });
  }

  /** @throws what rendering or REST threw: the person has no answer then */
  async #deliver(
    reply: Reply,
    invocation: Invocation,
    interaction: Asked,
    conversation: InteractionResponse,
  ): Promise<Report> {
    const ephemeral = (reply.visibility ?? invocation.visibility) === 'ephemeral';
    const voice = ephemeral ? voiceOf(interaction) : publicVoiceOf(interaction);
    const message = renderReply(reply, voice, ephemeral);
    const isUpdate = invocation.answers === 'update';
    const outcome = await conversation.deliver({ message, ephemeral, isUpdate, isError: false });
    if (outcome.kind === 'lost') await this.#enqueueNotice(reply, invocation, interaction);
    if (outcome.kind === 'delivered') await this.#notePlace(reply, interaction, outcome.messageId);
    return { command: invocation.name, outcome: 'ok', delivery: outcome.kind };
  }

  async #enqueueNotice(reply: Reply, invocation: Invocation, { actor }: Asked): Promise<void> {
    if (!invocation.changes) return;
    try {
      await this.options.onUndelivered?.(reply, actor);
    } catch (err) {
      this.options.log.error({ err, command: invocation.name }, 'an undelivered answer could not be kept');
    }
  }

  async #notePlace(
    { about }: Reply,
    { guildId, channelId }: Asked,
    messageId: string | undefined,
  ): Promise<void> {
    if (!about || !guildId || !channelId || !messageId) return;
    try {
      await this.options.onDelivered?.(about, { guildId, channelId, messageId });
    } catch (err) {
      this.options.log.warn({ err, guild: guildId }, 'the place of a message could not be kept');
    }
  }

  /** Tells the person what went wrong, only them, in their language. */
  async #apologise(
    error: unknown,
    command: string,
    interaction: Asked,
    conversation: InteractionResponse,
  ): Promise<Report> {
    const { mistake, incident } = this.#explain(error, command, interaction);
    const voice = voiceOf(interaction);
    const reply: Reply = { ...say(voice.error(mistake)), tone: 'bad' };
    const message = renderReply(reply, voice, true);
    const report = { command, outcome: mistake.code, ...(incident && { incident }) };
    try {
      const outcome = await conversation.deliver({
        message,
        ephemeral: true,
        isUpdate: false,
        isError: true,
      });
      return { ...report, delivery: outcome.kind };
    } catch (err) {
      this.options.log.error({ err, command, incident }, 'an error could not be told');
      return { ...report, delivery: 'failed' };
    }
  }

  #explain(error: unknown, command: string, { guildId }: Asked): { mistake: UserError; incident?: string } {
    const { log } = this.options;
    if (error instanceof UserError) return { mistake: error as UserError };
    const incident = makeIncidentId();
    if (error instanceof OutcomeUnknown || error instanceof StorageUnavailable) {
      log.warn({ err: error, command, guild: guildId, incident }, 'the database did not answer');
      const code = error instanceof OutcomeUnknown ? 'outcomeUnknown' : 'storageUnavailable';
      return { mistake: new UserError(code, { id: incident }), incident };
    }
    log.error({ err: error, command, guild: guildId, incident }, 'an incident');
    return { mistake: new UserError('incident', { id: incident }), incident };
  }

  /** What could not be delivered earlier is told beside the next answer. */
  async #tellUntold(interaction: Asked, conversation: InteractionResponse): Promise<void> {
    const replies = (await this.options.takePendingNotices?.(interaction.actor.userId)) ?? [];
    for (const reply of replies) {
      await conversation.followUp(renderReply(reply, voiceOf(interaction), true));
    }
  }

  async #complete(
    interaction: AutocompleteInteraction,
    isCrowded: boolean,
    elapsedMs: () => number,
  ): Promise<void> {
    const answerer = this.options.responderFor(interaction);
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error('choices took too long'));
      }, choicesWithinMs);
    });
    const found = isCrowded || this.#isDraining ? Promise.resolve([]) : this.#findChoices(interaction);
    const choices = await Promise.race([found, tooLate]).catch((err: unknown) => {
      if (!(err instanceof UserError))
        this.options.log.warn({ err, command: interaction.path }, 'no choices');
      return [];
    });
    clearTimeout(timer);
    await answerer.choose(renderChoices(choices));
    const { path, focused, guildId } = interaction;
    this.options.log.debug(
      { command: path, option: focused.name, guild: guildId, msToDone: roundMs(elapsedMs()) },
      'offered choices',
    );
  }

  async #findChoices(interaction: AutocompleteInteraction) {
    const command = this.#index.byPath.get(interaction.path);
    const { focused, guildId } = interaction;
    const complete = command?.complete[focused.name];
    const isAllowed = !command?.managersOnly || interaction.actor.canManageServer;
    if (!complete || !isAllowed || (command.where === 'server' && guildId === undefined)) return [];
    return complete(focused.typed, this.#contextOf(interaction) as never, interaction.options);
  }

  #contextOf(interaction: Interaction): CommandContext {
    const { services, members, clock = () => new Date() } = this.options;
    return {
      ...services,
      requestId: interaction.id,
      now: clock(),
      actor: interaction.actor,
      guildId: interaction.guildId,
      channelId: interaction.channelId,
      voice: voiceOf(interaction),
      publicVoice: publicVoiceOf(interaction),
      members,
      platform: this.options.platformFor(interaction),
    };
  }
}

function voiceOf({ readerLocale }: Interaction): Voice {
  return createVoice(toLocale(readerLocale));
}

/** Outside a server everything is said in the reader's language. */
function publicVoiceOf({ serverLocale, readerLocale }: Interaction): Voice {
  return createVoice(toLocale(serverLocale ?? readerLocale));
}

/** For the log, where no invocation was found; what a button carries is not named, it may hold typed text. */
function nameOf(interaction: Asked): string {
  return interaction.kind === 'slash' ? interaction.path : interaction.kind;
}

/** Short enough to be read out: eight characters without those that look alike. */
function makeIncidentId(): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  return Array.from(randomBytes(8), (byte) => alphabet[byte % 32]).join('');
}

function roundMs(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms * 10) / 10;
}
