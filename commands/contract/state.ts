import { lastDay } from '../../src/calendar/parse-day.js';
import { UserError } from '../../src/errors/user-error.js';

/** Converts one value of a button's state to text and back. */
export interface Codec<Value> {
  pack(value: Value): string;
  /** @throws UserError `buttonOutdated` for text that `pack` cannot have made */
  unpack(packed: string): Value;
  /** The longest text that `pack` makes, in code points. */
  readonly maxLength: number;
}

/** A value that may be missing. A missing value takes no characters. */
export interface OptionalCodec<Value> extends Codec<Value> {
  readonly isOptional: true;
}

/** The values that a button, a menu or a form carries, by name, in a fixed order. */
export type StateShape = Readonly<Record<string, Codec<unknown>>>;

type OptionalNames<Shape extends StateShape> = {
  [Name in keyof Shape]: Shape[Name] extends { readonly isOptional: true } ? Name : never;
}[keyof Shape];

type ValueOf<Any> = Any extends Codec<infer Value> ? Value : never;

/** The values of a state. */
export type StateOf<Shape extends StateShape> = {
  readonly [Name in Exclude<keyof Shape, OptionalNames<Shape>>]: ValueOf<Shape[Name]>;
} & {
  readonly [Name in OptionalNames<Shape>]?: ValueOf<Shape[Name]>;
};

/** Converts the values of a state to texts, in the order of its shape. */
export function packState<Shape extends StateShape>(shape: Shape, state: StateOf<Shape>): string[] {
  const values = state as Readonly<Record<string, unknown>>;
  return Object.entries(shape).map(([name, piece]) => {
    const value = values[name];
    return value === undefined ? '' : piece.pack(value);
  });
}

/**
 * Converts texts from `packState` back to values. Missing texts at the end count as empty.
 * @throws UserError `buttonOutdated` when the texts are not of this shape
 */
export function unpackState<Shape extends StateShape>(
  shape: Shape,
  packed: readonly string[],
): StateOf<Shape> {
  const values = Object.entries(shape).flatMap(([name, piece], index) => {
    const text = packed[index] ?? '';
    if (text === '' && 'isOptional' in piece) return [];
    return [[name, piece.unpack(text)]];
  });
  return Object.fromEntries(values) as StateOf<Shape>;
}

/** The most characters that a packed state takes: the longest text of each value and one for its length. */
export function maxStateLength(shape: StateShape): number {
  return Object.values(shape).reduce((sum, piece) => sum + piece.maxLength + 1, 0);
}

function outdated(): never {
  throw new UserError('buttonOutdated');
}

/** A whole number from 0. */
export const wholeNumber: Codec<number> = {
  pack: String,
  unpack: (packed) => (/^\d{1,9}$/.test(packed) ? Number(packed) : outdated()),
  maxLength: 9,
};

/** A Discord id. */
export const discordId: Codec<string> = {
  pack: (id) => BigInt(id).toString(36),
  unpack(packed) {
    if (!/^[0-9a-z]{1,13}$/.test(packed)) return outdated();
    return Array.from(packed)
      .reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n)
      .toString();
  },
  maxLength: 13,
};

/** An amount in minor units of a currency; the largest has twelve digits. */
export const amount: Codec<number> = {
  pack: (minor) => minor.toString(36),
  unpack: (packed) => (/^[0-9a-z]{1,8}$/.test(packed) ? Number.parseInt(packed, 36) : outdated()),
  maxLength: 8,
};

const dayMs = 86_400_000;

const lastPackedDay = 'zzzz';

/**
 * A day from 1970 on, `2026-11-24`. Four characters reach to the year 6568. Later days are all packed as the last one:
 * no expense lies there.
 */
export const day: Codec<string> = {
  pack: (text) => {
    const packed = (Date.parse(`${text}T00:00:00Z`) / dayMs).toString(36);
    return packed.length > lastPackedDay.length ? lastPackedDay : packed;
  },
  unpack(packed) {
    if (!/^[0-9a-z]{1,4}$/.test(packed)) return outdated();
    if (packed === lastPackedDay) return lastDay;
    return new Date(Number.parseInt(packed, 36) * dayMs).toISOString().slice(0, 10);
  },
  maxLength: lastPackedDay.length,
};

/** Text that a person typed. @param maxLength in code points; custom ids hold 35 at most */
export function typedText(maxLength: number): Codec<string> {
  return { pack: (text) => text, unpack: (packed) => packed, maxLength };
}

/** The code of a currency. */
export const currencyCode: Codec<string> = typedText(3);

/** True or missing. */
export const flag: OptionalCodec<true> = {
  pack: () => 'v',
  unpack: (packed) => (packed === 'v' ? true : outdated()),
  maxLength: 1,
  isOptional: true,
};

/** A value that may be missing. */
export function optional<Value>(piece: Codec<Value>): OptionalCodec<Value> {
  return { ...piece, isOptional: true };
}
