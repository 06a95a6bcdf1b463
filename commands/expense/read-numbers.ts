import { UserError } from '../../src/errors/user-error.js';

/** One command changes at most this many expenses. */
export const numbersAtMost = 50;

/**
 * The numbers in a text like `3 5-7` or `#3, #5–#7`, each once, in their order.
 * @throws UserError `numbersUnreadable`, `numbersTooMany`
 */
export function readNumbers(typed: string): number[] {
  const numbers = new Set<number>();
  let count = 0;
  for (const piece of typed
    .replace(/\s*[-–]\s*/g, '-')
    .split(/[\s,،，、]+/)
    .filter(Boolean)) {
    const [, first = '', last = first] = /^#?([1-9]\d{0,8})(?:-#?([1-9]\d{0,8}))?$/.exec(piece) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (first === '' || to < from) throw new UserError('numbersUnreadable', { typed: piece });
    count += to - from + 1;
    if (count > numbersAtMost) throw new UserError('numbersTooMany', { limit: numbersAtMost });
    for (let number = from; number <= to; number++) numbers.add(number);
  }
  if (numbers.size === 0) throw new UserError('numbersUnreadable', { typed });
  return [...numbers].sort((one, other) => one - other);
}
