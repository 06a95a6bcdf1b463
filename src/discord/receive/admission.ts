import { UserError } from '../../errors/user-error.js';
import { withTimeLimit } from '../../ops/wait.js';
import { FairQueue, type FairQueueLimits, type Load, type Turn } from './fair-queue.js';
import type { Interaction } from './parse-interaction.js';

/** A person rarely needs a second command at work; what is at work in one server leaves the others room. */
const commandLimits: FairQueueLimits = {
  atWork: { ofPerson: 3, ofServer: 6, heavyOfServer: 1, ofAll: 64 },
  underWay: { ofPerson: 23, ofServer: 206, ofAll: 1064 },
  refuses: 'new',
};

/** Choices are asked for at every key, and only those for the latest text are of use. */
const choiceLimits: FairQueueLimits = {
  atWork: { ofPerson: 2, ofServer: 8, heavyOfServer: 8, ofAll: 32 },
  underWay: { ofPerson: 3, ofServer: 108, ofAll: 532 },
  refuses: 'oldest',
};

/** Why an interaction is not run: the codes of the mistakes that say so. */
const refusals = ['queueFull', 'restarting', 'slowDown'] as const;
type Refusal = (typeof refusals)[number];

/** Whether an error says that an interaction was not run. */
export function isRefusal(code: string): boolean {
  return (refusals as readonly string[]).includes(code);
}

/** When the work of an interaction may be done. */
export interface AnswerTurn {
  /** Resolves when the work may begin; rejects with UserError `slowDown`, `queueFull` or `restarting` if it may not. */
  readonly begins: Promise<void>;
  /** Lets another begin, when the person has their answer. What is still done then delays nobody. */
  readonly end: () => void;
}

/**
 * Lets interactions begin by turns, limited per person, per server and in all. It also knows which ones are under way.
 */
export class Admission {
  readonly #commands = new Line(commandLimits);
  /** Choices never wait for commands. */
  readonly #choices = new Line(choiceLimits);
  /** By the interaction's id. */
  readonly #underWay = new Map<string, Promise<void>>();
  #isDraining = false;

  /** Whether this interaction waits or is being answered already: Discord may deliver it twice. */
  isUnderWay({ id }: Interaction): boolean {
    return this.#underWay.has(id);
  }

  /**
   * Has an interaction answered, and counts it as under way until then.
   * @param answer never rejects
   */
  async admit(
    interaction: Interaction,
    load: Load,
    answer: (turn: AnswerTurn) => Promise<void>,
  ): Promise<void> {
    const line = interaction.kind === 'autocomplete' ? this.#choices : this.#commands;
    const waiter = new Waiter(interaction, load);
    if (this.#isDraining) waiter.refuse('restarting');
    else line.enter(waiter);
    const end = () => {
      line.leave(waiter);
    };
    const work = answer({ begins: waiter.begins, end });
    this.#underWay.set(interaction.id, work);
    await work;
    this.#underWay.delete(interaction.id);
    end();
  }

  /**
   * Refuses new interactions and those that wait, and waits for a limited time for those at work. Returns how many are
   * still under way then.
   */
  async drain(withinMs: number): Promise<number> {
    this.#isDraining = true;
    for (const line of [this.#commands, this.#choices]) line.refuseWaiting();
    await withTimeLimit(Promise.all(this.#underWay.values()), withinMs, () => undefined);
    return this.#underWay.size;
  }
}

/** An interaction that waits for its turn. */
class Waiter implements Turn {
  readonly serverId: string;
  readonly userId: string;
  readonly begins: Promise<void>;
  #begin!: () => void;
  #refuse!: (error: UserError) => void;

  constructor(
    interaction: Interaction,
    readonly load: Load,
  ) {
    const { guildId, actor } = interaction;
    const { userId } = actor;
    // Everybody's direct messages are a server of their own.
    this.serverId = guildId ?? userId;
    this.userId = userId;
    this.begins = new Promise((resolve, reject) => {
      this.#begin = resolve;
      this.#refuse = reject;
    });
    // An interaction that was answered with a mistake does not wait for its turn any more.
    this.begins.catch(() => undefined);
  }

  begin(): void {
    this.#begin();
  }

  refuse(refusal: Refusal): void {
    this.#refuse(new UserError(refusal));
  }
}

/** Waiters of one kind. */
class Line {
  readonly #queue: FairQueue<Waiter>;
  /** Those who are to be told why they get no turn. */
  readonly #refused: { readonly waiter: Waiter; readonly refusal: Refusal }[] = [];
  #hasGiven = false;

  constructor(limits: FairQueueLimits) {
    this.#queue = new FairQueue(limits);
  }

  enter(waiter: Waiter): void {
    const refused = this.#queue.add(waiter);
    if (refused !== undefined) {
      const refusal = refused.because === 'person' ? 'slowDown' : 'queueFull';
      this.#refused.push({ waiter: refused.work, refusal });
    }
    this.#give();
  }

  leave(waiter: Waiter): void {
    this.#queue.remove(waiter);
    this.#give();
  }

  refuseWaiting(): void {
    for (const waiter of this.#queue.removeWaiting()) waiter.refuse('restarting');
  }

  /**
   * Gives one turn and one refusal in each turn of the event loop: what is under way goes on in between, and many
   * refusals do not stand before a command.
   */
  #give(): void {
    if (this.#hasGiven) return;
    const next = this.#queue.takeNext();
    const refused = this.#refused.shift();
    if (next === undefined && refused === undefined) return;
    next?.begin();
    refused?.waiter.refuse(refused.refusal);
    this.#hasGiven = true;
    setImmediate(() => {
      this.#hasGiven = false;
      this.#give();
    });
  }
}
