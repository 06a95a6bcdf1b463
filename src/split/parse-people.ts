import type { Currency } from '../money/currency.js';
import { checkCertain, parseEntries, readValues } from './parse-entries.js';
import type { PeopleText } from './people.js';
import type { SplitKind } from './split.js';
import { tokenisePeople } from './tokenise-people.js';

export type { NameOwner, PeopleText, PersonEntry, PersonRef, PersonValue } from './people.js';
export { toPayments } from './to-payments.js';
export { type PeopleLookup, type ResolvedPeople, resolvePeople } from './resolve-people.js';

/**
 * Parses a text of `for` or `paid_by`: people, each with an optional value. Nothing is looked up: mistakes in the
 * text besides its typed names are found before any request, and the others by `readPeople`.
 * @throws UserError `people…`, `split…`, `rest…`, and the codes of `parseValue`, quoting the piece
 */
export function parsePeople(text: string, options: { currency: Currency; split?: SplitKind }): PeopleText {
  const { currency, split } = options;
  const people = { text, tokens: tokenisePeople(text), currency, split };
  const raw = parseEntries(people.tokens);
  // A value behind a typed name may be a part of the name, but one behind its comma is a value.
  const certain = raw.filter(({ ref, look }) => ref !== undefined || look !== undefined);
  if (certain.length === raw.length) readValues(raw, people);
  else checkCertain(certain, people);
  return people;
}

/** The typed names of a text, without `@` and with all that may belong to them. */
export function namesIn({ tokens }: PeopleText): string[] {
  return tokens.filter(({ type }) => type === 'name').map(({ text }) => text.slice(1));
}
