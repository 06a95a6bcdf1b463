import { escapeMarkdown } from '../../src/texts/escape-markdown.js';

/** Stored names of the people who left a server, by id. */
export type LeftMembers = ReadonlyMap<string, string>;

/** A person as messages show them: the mention, or the stored name of someone who left. */
export function mentionPerson(userId: string, left: LeftMembers): string {
  const name = left.get(userId);
  return name === undefined ? `<@${userId}>` : `${escapeMarkdown(name)} (left)`;
}
