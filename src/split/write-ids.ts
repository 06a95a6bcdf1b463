import type { PeopleText } from './people.js';
import type { PeopleLookup } from './resolve-people.js';

/**
 * The people of a text as they would be typed with mentions: a typed `@name` becomes the mention of who it meant, all
 * else stays. What is stored names nobody, so that a person can be erased from it.
 * @param people resolved before: each name means one person
 */
export function writeIds(people: PeopleText, { idsByName }: PeopleLookup): string {
  return people.entries
    .map(({ ref, piece }) => {
      const userId = ref.type === 'name' ? idsByName.get(ref.name)?.[0] : undefined;
      if (ref.type !== 'name' || userId === undefined) return piece;
      return `<@${userId}>${piece.slice('@'.length + ref.name.length)}`;
    })
    .join(' ');
}
