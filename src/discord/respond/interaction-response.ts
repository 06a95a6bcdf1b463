import type { APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';
import type { Responder, Delivery } from './responder.js';
import type { RenderedMessage } from './render-reply.js';

/** A message on its way to the person who asked. */
export interface Outgoing {
  readonly message: RenderedMessage;
  readonly ephemeral: boolean;
  /** Changes the message that the button stands on, instead of being one of its own. */
  readonly isUpdate: boolean;
  /** An error never replaces an answer by another delivery of the interaction. */
  readonly isError: boolean;
}

type State =
  | { readonly kind: 'open' }
  | { readonly kind: 'deferred'; readonly ephemeral: boolean }
  | { readonly kind: 'deferredUpdate' }
  /** Another delivery of the same interaction has answered it. */
  | { readonly kind: 'answered'; readonly ephemeral: boolean }
  | { readonly kind: 'gone' };

/** The fate of a message. `lost`: the person does not have it. */
export type Outcome =
  { readonly kind: 'delivered'; readonly messageId?: string } | { readonly kind: 'repeated' | 'lost' };

/**
 * The answers of one interaction in their order: at most one deferral, then the answer, by whichever request
 * Discord's rules leave for it.
 */
export class InteractionResponse {
  #state: State = { kind: 'open' };
  #deferring: Promise<void> | undefined;
  /** The edit of a deferred answer that is under way. */
  #progress: Promise<void> | undefined;
  #isAnswering = false;
  #firstAnswerMs: number | undefined;

  constructor(
    private readonly responder: Responder,
    private readonly elapsedMs: () => number,
  ) {}

  /** From the interaction to its first answer, a deferral included; undefined while there is none. */
  get firstAnswerMs(): number | undefined {
    return this.#firstAnswerMs;
  }

  /** Defers the answer. If that fails, the answer is sent as the first one. */
  defer(as: 'public' | 'ephemeral' | 'update', onFailure: (error: unknown) => void): void {
    this.#deferring ??= this.#defer(as).catch(onFailure);
  }

  async #defer(as: 'public' | 'ephemeral' | 'update'): Promise<void> {
    const ephemeral = as === 'ephemeral';
    const delivery =
      as === 'update' ? await this.responder.deferUpdate() : await this.responder.defer(ephemeral);
    this.#noteFirst(delivery);
    if (delivery.kind === 'delivered') {
      this.#state = as === 'update' ? { kind: 'deferredUpdate' } : { kind: 'deferred', ephemeral };
    } else if (delivery.kind === 'gone') {
      this.#state = { kind: 'gone' };
    } else if (as === 'update') {
      this.#state = { kind: 'deferredUpdate' };
    } else {
      this.#state = await this.#stateOfOriginal();
    }
  }

  /** Whether the person waits for a deferred answer of its own, and nothing is being sent. */
  get canShowProgress(): boolean {
    return this.#state.kind === 'deferred' && !this.#isAnswering && !this.#progress;
  }

  /** Puts a message in the place of "is thinking…" until the answer comes, which waits for it to be there. */
  showProgress(message: RenderedMessage, onFailure: (error: unknown) => void): void {
    if (!this.canShowProgress) return;
    this.#progress = this.responder
      .editOriginal(message)
      .then(() => undefined, onFailure)
      .finally(() => (this.#progress = undefined));
  }

  async openModal(modal: APIModalInteractionResponseCallbackData): Promise<Outcome | 'tooLate'> {
    await this.#deferring;
    if (this.#state.kind === 'deferred' || this.#state.kind === 'deferredUpdate') return 'tooLate';
    const delivery = await this.responder.openModal(modal);
    this.#noteFirst(delivery);
    return delivery.kind === 'already' ? { kind: 'repeated' } : outcomeOf(delivery);
  }

  /** @throws what REST threw when Discord cannot be reached */
  async deliver(outgoing: Outgoing): Promise<Outcome> {
    this.#isAnswering = true;
    await this.#deferring;
    await this.#progress;
    if (this.#state.kind === 'open') {
      const { message, isUpdate } = outgoing;
      const delivery = await (isUpdate ? this.responder.update(message) : this.responder.reply(message));
      this.#noteFirst(delivery);
      if (delivery.kind !== 'already') return outcomeOf(delivery);
      this.#state = isUpdate ? { kind: 'deferredUpdate' } : await this.#stateOfOriginal();
    }
    return this.#deliverLater(outgoing, this.#state);
  }

  /** A message of its own after the answer, only for the person who asked. */
  async followUp(message: RenderedMessage): Promise<Outcome> {
    return outcomeOf(await this.responder.followUp(message));
  }

  async #deliverLater({ message, ephemeral, isUpdate, isError }: Outgoing, state: State): Promise<Outcome> {
    switch (state.kind) {
      case 'open':
      case 'gone':
        return { kind: 'lost' };
      case 'deferredUpdate':
        return isUpdate ? this.#edit(message) : this.followUp(message);
      case 'deferred':
        if (state.ephemeral === ephemeral) return this.#edit(message);
        // Whether an answer is ephemeral was fixed by the deferral, and a follow-up before this deletion would
        // only fill the deferred message.
        await this.responder.deleteOriginal();
        return this.followUp(message);
      case 'answered':
        if (isError) return { kind: 'repeated' };
        return state.ephemeral === ephemeral ? this.#edit(message, 'repeated') : this.followUp(message);
    }
  }

  async #edit(message: RenderedMessage, kind: 'delivered' | 'repeated' = 'delivered'): Promise<Outcome> {
    const delivery = await this.responder.editOriginal(message);
    return delivery.kind === 'delivered' && kind === 'delivered' ? delivery : outcomeOf(delivery, kind);
  }

  /** After `already`: our own deferral whose answer was lost still says "thinking"; else someone has answered. */
  async #stateOfOriginal(): Promise<State> {
    const original = await this.responder.fetchOriginal();
    if (original.kind === 'gone') return { kind: 'gone' };
    return { kind: original.kind === 'thinking' ? 'deferred' : 'answered', ephemeral: original.ephemeral };
  }

  #noteFirst(delivery: Delivery): void {
    if (delivery.kind !== 'gone') this.#firstAnswerMs ??= this.elapsedMs();
  }
}

function outcomeOf(delivery: Delivery, kind: 'delivered' | 'repeated' = 'delivered'): Outcome {
  if (delivery.kind !== 'delivered') return { kind: 'lost' };
  return kind === 'delivered' ? delivery : { kind: 'repeated' };
}
