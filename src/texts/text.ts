import { errors } from './en/errors.js';
import { replies } from './en/replies.js';
import type { UserError } from '../errors/user-error.js';

/** The languages that Hisaab speaks. */
export type Locale = 'en';

/** All sentences of one language. */
export interface Texts {
  readonly errors: typeof errors;
  readonly replies: typeof replies;
}

const english: Texts = { errors, replies };

/** The language for a locale of Discord's, e.g. `en-GB`; English where we do not speak it. */
export function toLocale(_discordLocale: string | undefined): Locale {
  return 'en';
}

/** The sentences of a language. */
export function textsOf(_locale: Locale): Texts {
  return english;
}

/** The sentence for a mistake. */
export function sentenceOf(error: UserError, locale: Locale): string {
  const sentence = textsOf(locale).errors[error.code] as (data: unknown) => string;
  return sentence(error.data);
}
