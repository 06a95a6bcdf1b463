import { addMinor, type MinorSum } from '../money/minor-sum.js';
import { matchNets, type Debt, type PersonNet } from './debts-of-expense.js';
import { compareNets, findMostGroups, takePairs, takeTriples, type Grouped } from './zero-sum-groups.js';

/** How many more payments than the fewest there may be: none, a third of the fewest, or half of them. */
export type MostExcess = 'none' | 'third' | 'half';

export interface PaymentPlan {
  /** Who pays whom. Nobody both pays and receives, and nobody pays the same person twice. */
  readonly payments: readonly Debt<MinorSum>[];
  readonly mostExcess: MostExcess;
}

/**
 * The fewest payments that bring everyone's net to 0; the same ones whatever the order of the people.
 *
 * People whose nets add up to 0 can settle among themselves, n of them with n - 1 payments; and payments that settle
 * all fall into such groups. So the fewest payments are those of the most groups.
 *
 * A pair that fits exactly is always one of them: where the two stand in different groups of an optimum, they can leave
 * these and the others make one group, which are as many groups. So pairs are taken first. Of who is left, every group
 * has three people or more.
 *
 * - Exact (`none`) where the others are up to 16, or more of whom many have the same net.
 * - Above that, groups of three are taken until there are none, and those who are left make one group or, where they are
 *   few enough, the most groups. With n people (after the pairs), of whose optimum a groups have three people and the
 *   others four or more, the optimum has at most a + (n - 3a)/4 groups, so at least (3n - a)/4 payments. Each group taken
 *   meets at most three of the optimum's, so at least a/3 are taken, and there are at most n - a/3 payments: 4/3 of
 *   (3n - a)/4. So these are at most a `third` more than the fewest.
 * - Of more than 2,000 people (after the pairs) no groups of three are taken: at most n - 1 payments, where the fewest
 *   are 2n/3 or more. So these are less than `half` more.
 *
 * In all there is at least one payment less than people.
 * @param nets each person once, in one currency
 * @throws RangeError when the nets do not add up to 0
 */
export function fewestPayments(nets: readonly PersonNet[]): PaymentPlan {
  const people = nets.filter(({ netMinor }) => netMinor !== 0).sort(compareNets);
  if (people.reduce<MinorSum>((sum, { netMinor }) => addMinor(sum, netMinor), 0) !== 0) {
    throw new RangeError('The nets must add up to 0');
  }
  const pairs = takePairs(people);
  const { groups, mostExcess } = groupOthers(pairs.rest);
  return { payments: [...pairs.groups, ...groups].flatMap(settleGroup), mostExcess };
}

/** @param people of whom no two settle each other */
function groupOthers(
  people: readonly PersonNet[],
): Pick<Grouped, 'groups'> & Pick<PaymentPlan, 'mostExcess'> {
  const most = findMostGroups(people);
  if (most) return { groups: most, mostExcess: 'none' };
  const triples = takeTriples(people);
  if (!triples) return { groups: [people], mostExcess: 'half' };
  const groups = [...triples.groups, ...(findMostGroups(triples.rest) ?? [triples.rest])];
  // There cannot be more groups of three or more people.
  const isFewest = groups.length === Math.floor(people.length / 3);
  return { groups, mostExcess: isFewest ? 'none' : 'third' };
}

/** The largest amounts first, on both sides. */
function settleGroup(group: readonly PersonNet[]): Debt<MinorSum>[] {
  const people = group.toSorted(compareNets);
  return matchNets(
    people.filter(({ netMinor }) => netMinor < 0),
    people.filter(({ netMinor }) => netMinor > 0).reverse(),
  );
}
