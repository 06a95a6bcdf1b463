import * as en from './en/index.js';
import type { UserErrorCode, UserErrors } from '../errors/user-error.js';

/** The languages that Hisaab speaks. */
export type Locale = keyof typeof languages;

/** One sentence for each error code. A language that lacks one does not compile. */
export type ErrorSentences = {
  readonly [Code in UserErrorCode]: (data: UserErrors[Code]) => string;
};

/** All texts of one language. */
export interface Texts {
  /** Shown by Discord beside commands and options. */
  readonly descriptions: typeof en.descriptions;
  /** Shown when a command succeeds. */
  readonly replies: typeof en.replies;
  readonly errors: ErrorSentences;
}

/** Every language, by Discord's locale. */
export const languages = { en } as const satisfies Readonly<Record<string, Texts>>;

/** The language for a locale of Discord, e.g. `en-GB`; English for unknown ones. */
export function toLocale(_discordLocale: string | undefined): Locale {
  return 'en';
}
