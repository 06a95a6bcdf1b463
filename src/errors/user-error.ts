import type { errors } from '../texts/en/errors.js';

/** Every mistake that a person can make; its sentence stands in the texts under the same name. */
export type UserErrorCode = keyof typeof errors;

/** What the sentence of an error needs, ready to be shown. */
export type UserErrorData<Code extends UserErrorCode> =
  Parameters<(typeof errors)[Code]> extends [infer Data] ? Data : undefined;

type Args<Code extends UserErrorCode> =
  UserErrorData<Code> extends undefined ? [] : [data: UserErrorData<Code>];

/**
 * Something a person can cause and mend. It carries a key and data, never a sentence: who shows it picks
 * the sentence in the reader's language. Everything else that is thrown is an incident.
 */
export class UserError<Code extends UserErrorCode = UserErrorCode> extends Error {
  readonly code: Code;
  readonly data: UserErrorData<Code>;

  constructor(code: Code, ...args: Args<Code>) {
    super(code);
    this.name = 'UserError';
    this.code = code;
    const [data] = args as unknown as [UserErrorData<Code>];
    this.data = data;
  }
}
