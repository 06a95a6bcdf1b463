import * as en from './en/index.js';
import type { UserErrorCode, UserErrors } from '../errors/user-error.js';

/** The languages that Hisaab speaks. */
export type Locale = keyof typeof languages;

/** One sentence for each mistake, made of its data; a language that lacks one does not compile. */
export type ErrorSentences = {
  readonly [Code in UserErrorCode]: (data: UserErrors[Code]) => string;
};

/** All that is said in one language. */
export interface Texts {
  /** What Discord shows beside commands and options while people type. */
  readonly descriptions: typeof en.descriptions;
  /** What people read when all went well. */
  readonly replies: typeof en.replies;
  readonly errors: ErrorSentences;
}

/** Every language, by Discord's name of it. */
export const languages = { en } as const satisfies Readonly<Record<string, Texts>>;

/** The language for a locale of Discord's, e.g. `en-GB`; English where we do not speak it. */
export function toLocale(_discordLocale: string | undefined): Locale {
  return 'en';
}
