import { roleMention, userMention } from '@discordjs/builders';
import type { NamedStretch } from '../../src/split/people.js';

/**
 * A text of `for` or `paid_by` with a mention in the place of each typed name. What is stored then names nobody, so
 * that a person can be erased from it.
 */
export function writeIds(text: string, named: readonly NamedStretch[]): string {
  let written = '';
  let from = 0;
  for (const { start, end, ref } of named) {
    written +=
      text.slice(from, start) + (ref.type === 'user' ? userMention(ref.userId) : roleMention(ref.roleId));
    from = end;
  }
  return written + text.slice(from);
}
