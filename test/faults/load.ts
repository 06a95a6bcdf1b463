import { setTimeout as sleep } from 'node:timers/promises';
import type { APIInteraction } from 'discord-api-types/v10';
import { viewMessage } from 'discord-playground';
import type {
  InteractionOptions,
  InteractionRecord,
  LocalPlayground,
  Person,
  Server,
} from 'discord-playground';
import type { Read } from '../history/history.js';
import { preparePress } from './pressed-change.js';
import type { Random } from './random.js';
import { typeAdd, typeChange, type TypedChange } from './typed-change.js';
import { typeExpense, type TypedExpense } from './typed-expense.js';

/** "The application did not respond" */
const noAnswerAfterMs = 3_000;
/** How long a person waits at "is thinking…". */
const noResultAfterMs = 15_000;
const confirmation = /\*\*#(\d+)\*\* (x\d+) ·/g;
/** Of a payment: its label is the note below. */
const confirmationOfPayment = /\*\*#(\d+)\*\* <@.*\n-# .* · (x\d+)$/gm;

/** The numbers that a text confirms, by the label of the expense. */
export function parseConfirmations(text: string): Map<string, number> {
  const found = [...text.matchAll(confirmation), ...text.matchAll(confirmationOfPayment)];
  return new Map(found.map(([, number, label = '']) => [label, Number(number)]));
}

/** A command that a person typed, and its answers. */
export interface Entry {
  readonly server: Server;
  readonly author: Person;
  /** What it adds or changes; undefined for a command that only reads. */
  readonly typed: TypedChange | undefined;
  /** The expense that it adds. */
  readonly expense: TypedExpense | undefined;
  /** What it reads of the ledger, where a history is to tell. */
  readonly read: Read | undefined;
  readonly record: InteractionRecord;
  /** When it was last delivered. */
  deliveredAtMs: number;
  /** When more than "is thinking…" arrived. */
  settledAtMs: number | undefined;
  /** Every text that the answer has shown, and when it first did. */
  readonly texts: Map<string, number>;
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
  /** How many bots get each delivery. Default: 1. */
  readonly bots?: number;
  /** The fraction of commands that only read. Default: 0. */
  readonly reading?: number;
  /** The fraction of the others that edit, void, restore, pay back, confirm, refuse or dispute. Default: 0. */
  readonly changing?: number;
  /** Who has Manage Server where. Default: nobody. */
  readonly isManager?: (server: Server, person: Person) => boolean;
}

const readingCommands = ['balances', 'expense show', 'expense list', 'profile show'];
/** The fraction of changes that are asked for by buttons. */
const pressing = 0.4;
/** Mostly people change what is new. */
const newest = 12;

/** Several people in several servers, each typing one command after the other. */
export class Load {
  readonly entries: Entry[] = [];
  readonly #byId = new Map<string, Entry>();
  readonly #persons: Promise<void>[] = [];
  /** The highest number that was confirmed, by server. */
  readonly #highest = new Map<Server, number>();
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
    const { pauseMs = 20, reading = 0, changing = 0 } = this.options;
    await sleep(random.below(50));
    while (this.#isOn) {
      const entry = random.is(reading)
        ? this.#read(server, person, random)
        : random.is(changing)
          ? await this.#change(server, person, random)
          : this.#add(server, person, random);
      await entry?.over;
      await sleep(random.below(2 * pauseMs));
    }
  }

  #add(server: Server, author: Person, random: Random): Entry {
    const expense = typeExpense(random, author, server.members(), this.#nextLabel());
    const typed = typeAdd(this.#typist(server, author), expense);
    return this.#send(server, author, { ...typed, typed, expense });
  }

  #change(server: Server, author: Person, random: Random): Entry | Promise<Entry | undefined> {
    if (random.is(pressing)) return this.#press(server, author, random);
    const number = this.#pickNumber(server, random);
    const typed = typeChange(random, this.#typist(server, author), number, this.#nextLabel());
    return this.#send(server, author, { ...typed, typed });
  }

  async #press(server: Server, author: Person, random: Random): Promise<Entry | undefined> {
    const pressed = await preparePress(random, server, this.#typist(server, author));
    // Stopped meanwhile, or nothing to press.
    if (!pressed || !this.#isOn) return undefined;
    const { typed, send } = pressed;
    return this.#open(server, author, typed.command, send, { typed });
  }

  #read(server: Server, author: Person, random: Random): Entry {
    const command = random.pick(readingCommands);
    if (command !== 'expense show') {
      return this.#send(server, author, {
        command,
        ...(command === 'balances' && { read: { kind: command } }),
      });
    }
    const number = this.#pickNumber(server, random);
    return this.#send(server, author, { command, options: { number }, read: { kind: 'show', number } });
  }

  #typist(server: Server, author: Person) {
    const { isManager = () => false } = this.options;
    return { author, people: server.members(), isManager: isManager(server, author) };
  }

  #nextLabel(): string {
    this.#count += 1;
    return `x${this.#count}`;
  }

  /** Of an expense that there is, or of the next one. */
  #pickNumber(server: Server, random: Random): number {
    const next = (this.#highest.get(server) ?? 0) + 1;
    return Math.max(1, next - random.below(newest));
  }

  #send(server: Server, author: Person, { command, options, ...what }: Sent): Entry {
    return this.#open(server, author, command, (how) => server.as(author).slash(command, options, how), what);
  }

  #open(
    server: Server,
    author: Person,
    command: string,
    send: (how: InteractionOptions) => Promise<unknown>,
    { typed, expense, read }: Omit<Sent, 'command' | 'options'>,
  ): Entry {
    this.#opened = undefined;
    // The answer is read from the record.
    send({ deliveries: this.options.deliveries ?? 1 }).catch(() => undefined);
    const { interactions } = this.options.playground;
    const record = interactions.record((this.#opened as APIInteraction | undefined)?.id ?? '');
    if (record === undefined) throw new Error(`${command} could not be sent`);
    const entry = { ...watch(record), server, author, typed, expense, read, record };
    this.entries.push(entry);
    this.#byId.set(record.id, entry);
    return entry;
  }

  #note(record: InteractionRecord): void {
    const entry = this.#byId.get(record.id);
    if (entry === undefined || !record.settled) return;
    entry.settledAtMs ??= Date.now();
    for (const { text } of messagesOf(this.options.playground, record)) {
      if (!entry.texts.has(text)) entry.texts.set(text, Date.now());
    }
    const confirmed = isSaved(entry)
      ? [...parseConfirmations([...entry.texts.keys()].join('\n')).values()]
      : [];
    this.#highest.set(entry.server, Math.max(this.#highest.get(entry.server) ?? 0, ...confirmed));
    entry.giveUp();
  }
}

/** A command to be typed, and what it is about. */
interface Sent extends Partial<Pick<Entry, 'typed' | 'expense' | 'read'>> {
  readonly command: string;
  readonly options?: TypedChange['options'];
}

function isSettledSince(entry: Entry, server: Server, sinceMs: number): boolean {
  return entry.server === server && (entry.settledAtMs ?? 0) >= sinceMs;
}

function isSavedSince(entry: Entry, server: Server, sinceMs: number): boolean {
  if (entry.server !== server || entry.record.createdAtMs < sinceMs) return false;
  return isSaved(entry);
}

/** Whether a change was confirmed. */
export function isSaved({ typed, texts }: Entry): boolean {
  return typed !== undefined && [...texts.keys()].some((text) => parseConfirmations(text).size > 0);
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
    texts: new Map<string, number>(),
    redeliveries: 0,
    isDropped: false,
    giveUp,
    over,
  };
}

/** Whether an interaction is answered in the message whose button was pressed: others may change that too. */
export function isInPlace({ original, source }: InteractionRecord): boolean {
  return source !== undefined && original === source;
}

/** The messages that answer an interaction, as the person sees them now. */
export function messagesOf({ interactions }: LocalPlayground, record: InteractionRecord) {
  const { original, originalIsFilled, followUps } = record;
  return [...(original && originalIsFilled ? [original] : []), ...followUps].map((message) =>
    viewMessage(interactions.world, message),
  );
}
