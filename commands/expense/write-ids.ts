import { roleMention, userMention } from '@discordjs/builders';
import type { NamedStretch } from '../../src/split/people.js';

/**
 * A text of `for` or `paid_by` with a mention in the place of each typed name and of `me`. What is stored then names
 * nobody, so that a person can be erased from it, and means the same whoever edits it.
 */
export function writeIds(text: string, named: readonly NamedStretch[], meId: string): string {
  let written = '';
  let from = 0;
  for (const { start, end, ref } of named) {
    written += text.slice(from, start);
    written +=
      ref.type === 'role' ? roleMention(ref.roleId) : userMention(ref.type === 'me' ? meId : ref.userId);
    from = end;
  }
  return written + text.slice(from);
}
