import { setTimeout as sleep } from 'node:timers/promises';
import type { APIInteraction } from 'discord-api-types/v10';
import { viewMessage } from 'discord-playground';
import type { InteractionRecord, LocalPlayground, Person, Server } from 'discord-playground';
import type { Chance } from './chance.js';
import { typeExpense, type TypedExpense } from './typed-expense.js';

/** "The application did not respond" */
const noAnswerAfterMs = 3_000;
/** So long a person looks at "is thinking…". */
const noResultAfterMs = 15_000;
const confirmation = /\*\*#(\d+)\*\* (x\d+) ·/g;

/** The numbers that a text confirms, by the label of the expense. */
export function readConfirmations(text: string): Map<string, number> {
  return new Map([...text.matchAll(confirmation)].map(([, number, label = '']) => [label, Number(number)]));
}

/** Something that a person typed, and what they heard of it. */
export interface Entry {
  readonly server: Server;
  readonly author: Person;
  /** Missing for a command that only reads. */
  readonly expense: TypedExpense | undefined;
  readonly record: InteractionRecord;
  /** When it was last delivered. */
  deliveredAtMs: number;
  /** When something came that is more than "is thinking…". */
  settledAtMs: number | undefined;
  /** Every text that the answer showed, one after the other. */
  readonly texts: Set<string>;
  redeliveries: number;
  /** Never delivered again; the person has typed it anew. */
  isDropped: boolean;
  /** Ends the person's patience. */
  giveUp(): void;
  readonly over: Promise<void>;
}

export interface LoadOptions {
  readonly playground: LocalPlayground;
  readonly chance: Chance;
  readonly servers: readonly Server[];
  /** Between what a person heard and what they type next. */
  readonly pauseMs?: number;
  /** How many people of each server type; all of them unless said. */
  readonly persons?: number;
  /** How often each interaction is delivered; once unless said. */
  readonly deliveries?: number;
  /** The part of all commands that only read; 0 unless said. */
  readonly reading?: number;
}

const readingCommands = ['balances', 'expense list', 'profile show'];

/** Several people in several servers, each typing one command after the other. */
export class Load {
  readonly entries: Entry[] = [];
  readonly #byId = new Map<string, Entry>();
  readonly #persons: Promise<void>[] = [];
  readonly #unlisten: () => void;
  #isOn = true;
  #count = 0;
  #opened: APIInteraction | undefined;

  constructor(readonly options: LoadOptions) {
    const { interactions } = options.playground;
    const note = (record: InteractionRecord) => {
      this.#note(record);
    };
    const capture = ({ name, data }: { readonly name: string; readonly data: unknown }) => {
      if (name === 'INTERACTION_CREATE') this.#opened = data as APIInteraction;
    };
    interactions.on('changed', note);
    interactions.world.on('dispatch', capture);
    this.#unlisten = () => {
      interactions.off('changed', note);
      interactions.world.off('dispatch', capture);
    };
    for (const server of options.servers) {
      for (const person of server.members().slice(0, options.persons)) {
        this.#persons.push(this.#type(server, person, options.chance.branch()));
      }
    }
  }

  /** What has got no answer yet, in one server or in all. */
  open(server?: Server): Entry[] {
    return this.entries.filter(({ settledAtMs, isDropped, server: where }) => {
      return settledAtMs === undefined && !isDropped && (server === undefined || where === server);
    });
  }

  /** Discord delivers it once more, with the same id. */
  redeliver(entry: Entry): void {
    entry.redeliveries += 1;
    entry.deliveredAtMs = Date.now();
    this.options.playground.redeliver(entry.record.payload);
  }

  /**
   * After a bot is back: of those without an answer some come again, the others are typed anew by their people; and
   * one that has its answer comes again too.
   */
  resume(server: Server, chance: Chance): void {
    for (const entry of this.open(server)) {
      if (entry.redeliveries < 2 && chance.is(0.7)) {
        this.redeliver(entry);
      } else {
        entry.isDropped = true;
        entry.giveUp();
      }
    }
    const confirmed = this.entries.slice(-50).filter((entry) => isSavedSince(entry, server, 0));
    if (confirmed.length > 0) this.redeliver(chance.pick(confirmed));
  }

  /**
   * Nobody begins anything more; resolves when everything delivered has its answer, or will get none. People lose
   * patience earlier, but what they no longer wait for, or typed anew, may still be at work in the bot.
   */
  async stop(): Promise<void> {
    this.#isOn = false;
    await Promise.all(this.#persons);
    const isAtWork = ({ settledAtMs, deliveredAtMs, isDropped }: Entry) => {
      const patienceMs = isDropped ? noAnswerAfterMs : noResultAfterMs;
      return settledAtMs === undefined && Date.now() - deliveredAtMs < patienceMs;
    };
    while (this.entries.some(isAtWork)) await sleep(20);
  }

  /** Everybody leaves at once, and nobody listens any more. */
  abandon(): void {
    this.#isOn = false;
    for (const entry of this.entries) entry.giveUp();
    this.#unlisten();
  }

  /** Resolves when somebody in the server has got an answer from now on. */
  async nextAnswer(server: Server): Promise<void> {
    const sinceMs = Date.now();
    while (this.#isOn && !this.entries.some((entry) => isSettledSince(entry, server, sinceMs))) {
      await sleep(10);
    }
  }

  /** Resolves when an expense of the server has been confirmed that was typed from now on. */
  async nextSaved(server: Server): Promise<void> {
    const sinceMs = Date.now();
    while (this.#isOn && !this.entries.some((entry) => isSavedSince(entry, server, sinceMs))) await sleep(10);
  }

  async #type(server: Server, person: Person, chance: Chance): Promise<void> {
    const { pauseMs = 20, reading = 0 } = this.options;
    await sleep(chance.below(50));
    while (this.#isOn) {
      const isReading = chance.is(reading);
      const entry = isReading ? this.#read(server, person, chance) : this.#add(server, person, chance);
      await entry.over;
      await sleep(chance.below(2 * pauseMs));
    }
  }

  #add(server: Server, person: Person, chance: Chance): Entry {
    this.#count += 1;
    const expense = typeExpense(chance, person, server.members(), `x${this.#count}`);
    return this.#send(server, person, 'expense add', expense);
  }

  #read(server: Server, person: Person, chance: Chance): Entry {
    return this.#send(server, person, chance.pick(readingCommands));
  }

  #send(server: Server, author: Person, command: string, expense?: TypedExpense): Entry {
    this.#opened = undefined;
    // What comes back is read off the record; nobody else waits for it.
    server
      .as(author)
      .slash(command, expense?.options, { deliveries: this.options.deliveries ?? 1 })
      .catch(() => undefined);
    const { interactions } = this.options.playground;
    const record = interactions.record((this.#opened as APIInteraction | undefined)?.id ?? '');
    if (record === undefined) throw new Error(`/${command} could not be typed`);
    const entry = { ...watch(record), server, author, expense, record };
    this.entries.push(entry);
    this.#byId.set(record.id, entry);
    return entry;
  }

  #note(record: InteractionRecord): void {
    const entry = this.#byId.get(record.id);
    if (entry === undefined || !record.settled) return;
    entry.settledAtMs ??= Date.now();
    for (const { text } of messagesOf(this.options.playground, record)) entry.texts.add(text);
    entry.giveUp();
  }
}

function isSettledSince(entry: Entry, server: Server, sinceMs: number): boolean {
  return entry.server === server && (entry.settledAtMs ?? 0) >= sinceMs;
}

function isSavedSince(entry: Entry, server: Server, sinceMs: number): boolean {
  if (entry.server !== server || entry.record.createdAtMs < sinceMs) return false;
  return [...entry.texts].some((text) => readConfirmations(text).size > 0);
}

/** Waits as a person does: three seconds for any answer, then as long as "is thinking…" stands there. */
function watch(record: InteractionRecord) {
  let giveUp = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    const first = setTimeout(() => {
      if (record.answerType === undefined) resolve();
    }, noAnswerAfterMs);
    const last = setTimeout(resolve, noResultAfterMs);
    giveUp = () => {
      clearTimeout(first);
      clearTimeout(last);
      resolve();
    };
  });
  return {
    deliveredAtMs: Date.now(),
    settledAtMs: undefined,
    texts: new Set<string>(),
    redeliveries: 0,
    isDropped: false,
    giveUp,
    over,
  };
}

/** The messages that answer an interaction, as the person sees them now. */
export function messagesOf({ interactions }: LocalPlayground, { original, followUps }: InteractionRecord) {
  return [...(original && !original.loading ? [original] : []), ...followUps].map((message) =>
    viewMessage(interactions.world, message),
  );
}
