import { unique } from './unique.js';
import type { NameOwner } from './people.js';

/** A value behind a name, as it may also be a part of a longer name: somebody may be called "Asha 2". */
const valueBehind = /^ (?:[x×] ?)?\p{Nd}/u;

/**
 * The owners of names, where some people go first: a name means one of them, whoever else has it too, or has a longer
 * one that goes on like a value.
 */
export function preferOwners(
  owners: readonly NameOwner[],
  preferredIds: ReadonlySet<string>,
): readonly NameOwner[] {
  const isPreferred = ({ ref }: NameOwner) => ref.type === 'user' && preferredIds.has(ref.userId);
  const preferred = unique(owners.filter(isPreferred).flatMap(({ names }) => names));
  const isTaken = (name: string) =>
    preferred.some(
      (taken) => name === taken || (name.startsWith(taken) && valueBehind.test(name.slice(taken.length))),
    );
  return owners.map((owner) =>
    isPreferred(owner) ? owner : { ...owner, names: owner.names.filter((name) => !isTaken(name)) },
  );
}
