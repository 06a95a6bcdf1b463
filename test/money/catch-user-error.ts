import { UserError } from '../../src/errors/user-error.js';
import { createVoice } from '../../src/texts/voice.js';

/** The UserError that a call throws; anything else, and no error at all, fails the test. */
export function catchUserError(run: () => unknown): UserError {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error as UserError;
    throw error;
  }
  throw new Error('Expected a UserError, but nothing was thrown');
}

/** What the person reads. */
export function sentenceOf(error: UserError): string {
  return createVoice('en').error(error);
}
