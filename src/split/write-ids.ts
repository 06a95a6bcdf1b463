import type { NamedStretch } from './people.js';

/**
 * A text of people as it would be typed with mentions: a typed `@name` becomes the mention of who it meant, all else
 * stays. What is stored names nobody, so that a person can be erased from it.
 * @param named the typed names, in the order typed
 */
export function writeIds(text: string, named: readonly NamedStretch[]): string {
  let written = '';
  let end = 0;
  for (const stretch of named) {
    const { ref } = stretch;
    const mention = ref.type === 'user' ? `<@${ref.userId}>` : `<@&${ref.roleId}>`;
    written += text.slice(end, stretch.start) + mention;
    end = stretch.end;
  }
  return written + text.slice(end);
}
