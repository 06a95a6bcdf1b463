import pTimeout from 'p-timeout';
import type { Interaction } from './parse-interaction.js';

/** More than anybody types, fewer than would keep others waiting. */
const underWayOfUser = 100;
const underWayOfAll = 500;

/** Why an interaction is not run: the codes of the mistakes that say so. */
export type Refusal = 'restarting' | 'slowDown';

/** Knows which interactions are under way, and refuses more than can be borne, or all of them before a stop. */
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
   * Refuses whatever comes from now on, and waits, for a bounded time, for what has come so far. Returns how many
   * interactions are under way in the end.
   */
  async drain(withinMs: number): Promise<number> {
    this.#isDraining = true;
    await pTimeout(Promise.all(this.#underWay.values()), {
      milliseconds: withinMs,
      fallback: () => undefined,
    });
    return this.#underWay.size;
  }

  #count(turn: string, change: 1 | -1): void {
    const count = (this.#underWayOfUser.get(turn) ?? 0) + change;
    if (count > 0) this.#underWayOfUser.set(turn, count);
    else this.#underWayOfUser.delete(turn);
  }
}

/** Choices are asked for at every key; they must not use up the turns of commands. */
function toTurn({ kind, actor }: Interaction): string {
  return `${kind === 'autocomplete' ? 'choices' : 'command'} ${actor.userId}`;
}
