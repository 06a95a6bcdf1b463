import type { UserError } from '../errors/user-error.js';
import type { MinorSum } from '../money/minor-sum.js';
import type { Debt, Payment } from '../split/debts-of-expense.js';
import { cutText } from '../limits.js';
import { escapeMarkdown } from './escape-markdown.js';
import { languages, type Locale, type Texts } from './languages.js';
import { showAgo, showChannel, showDay, showInstant, showMoney, showUser } from './show.js';
import { endsOfIds } from './tell-apart.js';

/** The names of the people who left a server, by user id. */
export type LeftMembers = ReadonlyMap<string, string>;

/**
 * The sentences of one language, and its formats of money, days and lists. To name people, `among` needs to know who
 * has left the server.
 */
export interface Voice {
  readonly replies: Texts['replies'];
  /** `currency` is an ISO 4217 code. */
  money(amountMinor: MinorSum, currency: string): string;
  /** A day of the calendar, given as `2026-11-24`, in words. */
  day(day: string): string;
  instant(instant: Date): string;
  /** How long ago an instant was. */
  ago(instant: Date): string;
  channel(channelId: string): string;
  list(items: readonly string[]): string;
  /** Typed text, escaped. */
  typed(text: string): string;
  /** The same, cut to a number of characters before it is escaped. */
  typedCut(text: string, characters: number): string;
  /** The sentence for a mistake. */
  error(error: UserError): string;
  /** The same voice among the people of a server. */
  among(left: LeftMembers): ServerVoice;
}

/** A voice that speaks of the people of one server. */
export interface ServerVoice extends Voice {
  /**
   * A mention, or the stored name of a person who has left, with the end of the id where two read alike.
   * @param nameCharacters a longer name is cut
   */
  person(userId: string, nameCharacters?: number): string;
  /** Whether a person has not left. */
  isHere(userId: string): boolean;
  /** What `person` says of somebody who has left, as it can be typed; undefined: they are here. */
  leftName(userId: string): string | undefined;
  /** One line: `<@1> owes <@2> ₹230.00`. */
  debt(debt: Debt<MinorSum>, currency: string): string;
  /** The payers, with amounts if there are several. */
  payers(payers: readonly Payment[], currency: string): string;
}

/** Creates the voice of a language. @param texts other sentences, for tests */
export function createVoice(locale: Locale, texts: Texts = languages[locale]): Voice {
  const voice: Voice = {
    replies: texts.replies,
    money: showMoney,
    day: (day) => showDay(day, locale),
    instant: showInstant,
    ago: showAgo,
    channel: showChannel,
    list: (items) => items.join(', '),
    typed: escapeMarkdown,
    typedCut: (text, characters) => {
      const beginning = cutText(text, characters);
      return escapeMarkdown(beginning === text ? text : `${beginning}…`);
    },
    error({ code, data }) {
      const sentence = texts.errors[code] as (data: unknown) => string;
      return sentence(data);
    },
    among: (left) => speakAmong(voice, left),
  };
  return voice;
}

const voices = new Map<Locale, Voice>();

/** The voice of a language, created once. */
export function voiceOf(locale: Locale): Voice {
  let voice = voices.get(locale);
  if (!voice) voices.set(locale, (voice = createVoice(locale)));
  return voice;
}

/** By server: the same people are spoken of for some seconds. */
const endsByLeft = new WeakMap<LeftMembers, ReadonlyMap<string, string>>();

function endsAmong(left: LeftMembers): ReadonlyMap<string, string> {
  let ends = endsByLeft.get(left);
  if (!ends) endsByLeft.set(left, (ends = endsOfIds(left)));
  return ends;
}

function speakAmong(voice: Voice, left: LeftMembers): ServerVoice {
  const { people } = voice.replies;
  const nameLeft = (userId: string, show: (name: string) => string): string | undefined => {
    const name = left.get(userId);
    return name === undefined
      ? undefined
      : people.left({ name: show(name), endOfId: endsAmong(left).get(userId) });
  };
  const person = (userId: string, nameCharacters = Infinity): string =>
    nameLeft(userId, (name) => voice.typedCut(name, nameCharacters)) ?? showUser(userId);
  return {
    ...voice,
    person,
    isHere: (userId) => !left.has(userId),
    leftName: (userId) => nameLeft(userId, (name) => name),
    debt: ({ debtorId, creditorId, amountMinor }, currency) =>
      people.debt({
        debtor: person(debtorId),
        creditor: person(creditorId),
        amount: voice.money(amountMinor, currency),
      }),
    payers(payers, currency) {
      if (payers.length === 1) return voice.list(payers.map(({ userId }) => person(userId)));
      return voice.list(
        payers.map(({ userId, amountMinor }) => `${person(userId)} ${voice.money(amountMinor, currency)}`),
      );
    },
  };
}
