import { withTimeLimit } from '../../ops/wait.js';
import type { Interaction } from './parse-interaction.js';

/** More than anybody types, fewer than would keep others waiting. */
const underWayOfUser = 100;
const underWayOfAll = 500;

/** Why an interaction is not run: the codes of the mistakes that say so. */
export type Refusal = 'restarting' | 'slowDown';

/** Tracks the interactions under way. Refuses more than the limits allow, and all of them before a stop. */
export class Admission {
  /** By the interaction's id. */
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #underWayOfUser = new Map<string, number>();
  #isDraining = false;

  /** Whether this interaction is being answered already: Discord may deliver it twice. */
  isUnderWay({ id }: Interaction): boolean {
    return this.#underWay.has(id);
  }

  /** Undefined: it may run. */
  findRefusal(interaction: Interaction): Refusal | undefined {
    if (this.#isDraining) return 'restarting';
    const ofUser = this.#underWayOfUser.get(toTurn(interaction)) ?? 0;
    return this.#underWay.size >= underWayOfAll || ofUser >= underWayOfUser ? 'slowDown' : undefined;
  }

  /** Counts an interaction as under way until its work, which never rejects, has ended. */
  async track(interaction: Interaction, work: Promise<void>): Promise<void> {
    const turn = toTurn(interaction);
    this.#underWay.set(interaction.id, work);
    this.#count(turn, 1);
    await work;
    this.#count(turn, -1);
    this.#underWay.delete(interaction.id);
  }

  /**
   * Refuses new interactions and waits, for a limited time, for those under way. Returns how many are still under way
   * then.
   */
  async drain(withinMs: number): Promise<number> {
    this.#isDraining = true;
    await withTimeLimit(Promise.all(this.#underWay.values()), withinMs, () => undefined);
    return this.#underWay.size;
  }

  #count(turn: string, change: 1 | -1): void {
    const count = (this.#underWayOfUser.get(turn) ?? 0) + change;
    if (count > 0) this.#underWayOfUser.set(turn, count);
    else this.#underWayOfUser.delete(turn);
  }
}

/** Choices are requested at every key, so they must not count against commands. */
function toTurn({ kind, actor }: Interaction): string {
  return `${kind === 'autocomplete' ? 'choices' : 'command'} ${actor.userId}`;
}
