import { setTimeout as sleep } from 'node:timers/promises';
import type { APIInteraction } from 'discord-api-types/v10';
import { viewMessage } from 'discord-playground';
import type { InteractionRecord, LocalPlayground, Person, Server } from 'discord-playground';
import type { Random } from './random.js';
import { typeExpense, type TypedExpense } from './typed-expense.js';

/** "The application did not respond" */
const noAnswerAfterMs = 3_000;
/** How long a person waits at "is thinking…". */
const noResultAfterMs = 15_000;
const confirmation = /\*\*#(\d+)\*\* (x\d+) ·/g;

/** The numbers that a text confirms, by the label of the expense. */
export function parseConfirmations(text: string): Map<string, number> {
  return new Map([...text.matchAll(confirmation)].map(([, number, label = '']) => [label, Number(number)]));
}

/** A command that a person typed, and its answers. */
export interface Entry {
  readonly server: Server;
  readonly author: Person;
  /** Missing for a command that only reads. */
  readonly expense: TypedExpense | undefined;
  readonly record: InteractionRecord;
  /** When it was last delivered. */
  deliveredAtMs: number;
  /** When more than "is thinking…" arrived. */
  settledAtMs: number | undefined;
  /** Every text that the answer has shown. */
  readonly texts: Set<string>;
  redeliveries: number;
  /** Not delivered again: the person has typed the command anew. */
  isDropped: boolean;
  /** Ends the person's patience. */
  giveUp(): void;
  readonly over: Promise<void>;
}

export interface LoadOptions {
  readonly playground: LocalPlayground;
  readonly random: Random;
  readonly servers: readonly Server[];
  /** Between an answer and the person's next command. */
  readonly pauseMs?: number;
  /** How many people of each server type. Default: all. */
  readonly persons?: number;
  /** How often each interaction is delivered. Default: 1. */
  readonly deliveries?: number;
  /** The fraction of commands that only read. Default: 0. */
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
        this.#persons.push(this.#type(server, person, options.random.branch()));
      }
    }
  }

  /** Commands without an answer, in one server or in all. */
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
   * After a restart of the bot: some unanswered commands are delivered again, people type the others anew; one
   * answered command is delivered again too.
   */
  resume(server: Server, random: Random): void {
    for (const entry of this.open(server)) {
      if (entry.redeliveries < 2 && random.is(0.7)) {
        this.redeliver(entry);
      } else {
        entry.isDropped = true;
        entry.giveUp();
      }
    }
    const confirmed = this.entries.slice(-50).filter((entry) => isSavedSince(entry, server, 0));
    if (confirmed.length > 0) this.redeliver(random.pick(confirmed));
  }

  /**
   * Stops typing; resolves when every delivered command has its answer or can get none. That is later than people
   * stop waiting, because the bot may still be working on those commands.
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

  /** Stops at once, without waiting for answers. */
  abandon(): void {
    this.#isOn = false;
    for (const entry of this.entries) entry.giveUp();
    this.#unlisten();
  }

  /** Resolves at the next answer in the server. */
  async nextAnswer(server: Server): Promise<void> {
    const sinceMs = Date.now();
    while (this.#isOn && !this.entries.some((entry) => isSettledSince(entry, server, sinceMs))) {
      await sleep(10);
    }
  }

  /** Resolves when an expense typed from now on in the server is confirmed. */
  async nextSaved(server: Server): Promise<void> {
    const sinceMs = Date.now();
    while (this.#isOn && !this.entries.some((entry) => isSavedSince(entry, server, sinceMs))) await sleep(10);
  }

  async #type(server: Server, person: Person, random: Random): Promise<void> {
    const { pauseMs = 20, reading = 0 } = this.options;
    await sleep(random.below(50));
    while (this.#isOn) {
      const isReading = random.is(reading);
      const entry = isReading ? this.#read(server, person, random) : this.#add(server, person, random);
      await entry.over;
      await sleep(random.below(2 * pauseMs));
    }
  }

  #add(server: Server, person: Person, random: Random): Entry {
    this.#count += 1;
    const expense = typeExpense(random, person, server.members(), `x${this.#count}`);
    return this.#send(server, person, 'expense add', expense);
  }

  #read(server: Server, person: Person, random: Random): Entry {
    return this.#send(server, person, random.pick(readingCommands));
  }

  #send(server: Server, author: Person, command: string, expense?: TypedExpense): Entry {
    this.#opened = undefined;
    // The answer is read from the record.
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
  return [...entry.texts].some((text) => parseConfirmations(text).size > 0);
}

/** Waits as a person does: three seconds for any answer, then while "is thinking…" is shown. */
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
