import {
  describeNet,
  type BalanceDebt,
  type BalanceFilter,
  type Net,
  type StatementFilter,
} from '../../src/ledger/ledger.js';
import { absoluteMinor } from '../../src/money/minor-sum.js';
import type { ServerVoice, Voice } from '../../src/texts/voice.js';
import { text } from '../contract/answer.js';
import type { ServerContext } from '../contract/context.js';
import { cutPage, type PageBody } from '../parts/pages.js';

export const debtsInPage = 20;

/** Whose debts are shown, and which page. */
export interface DebtsView extends BalanceFilter {
  readonly page: number;
}

/** A page of who owes whom: all pairs, or those of one member and what they get or pay in all. */
export async function describeDebts(
  { page, ...filter }: DebtsView,
  { ledger, guildId }: ServerContext,
  voice: ServerVoice,
): Promise<PageBody> {
  const { filters, none, noneOf, title } = voice.replies.balances;
  const { debts, nets } = await ledger.fetchBalances(guildId, filter);
  const person = filter.memberId && voice.person(filter.memberId);
  if (debts.length === 0) {
    return { page: 0, pages: 0, blocks: [text(person ? noneOf({ person }) : none())], notes: [] };
  }
  const { shown, ...turn } = cutPage(debts, page, debtsInPage);
  const asked = [
    person && filters.member({ person }),
    filter.currency && filters.currency({ currency: filter.currency }),
  ];
  return {
    ...turn,
    blocks: [
      text(title({ filters: asked.filter(Boolean).join(' · ') })),
      text(shown.map((debt) => voice.debt(debt, debt.currency)).join('\n')),
      ...(person ? [text(describeNets(nets, person, voice))] : []),
    ],
    notes: [],
  };
}

function describeNets(nets: readonly Net[], person: string, voice: Voice): string {
  const { netEven, netToGet, netToPay } = voice.replies.balances;
  const amountsOf = (sign: 1 | -1) =>
    voice.list(
      nets
        .filter(({ netMinor }) => netMinor > 0 === sign > 0)
        .map(({ netMinor, currency }) => voice.money(absoluteMinor(netMinor), currency)),
    );
  const [toGet, toPay] = [amountsOf(1), amountsOf(-1)];
  if (!toGet && !toPay) return netEven({ person });
  return [
    ...(toGet ? [netToGet({ person, amounts: toGet })] : []),
    ...(toPay ? [netToPay({ person, amounts: toPay })] : []),
  ].join('\n');
}

/** The debt of two members, or none, in one currency or all. */
export async function fetchPairDebts(
  { memberId, withId, currency }: StatementFilter,
  { ledger, guildId }: ServerContext,
): Promise<BalanceDebt[]> {
  const nets = await ledger.fetchPairNets(guildId, { memberId, withId });
  return nets
    .filter((net) => currency === undefined || net.currency === currency)
    .flatMap((net) => {
      const debt = describeNet(net.netMinor, memberId, withId);
      return debt ? [{ ...debt, currency: net.currency }] : [];
    });
}

/** Debts as the entries of a menu. Discord shows no mentions there, so people stand by their names. */
export async function listEntries(debts: readonly BalanceDebt[], { people, guildId, voice }: ServerContext) {
  const userIds = debts.flatMap(({ debtorId, creditorId }) => [debtorId, creditorId]);
  const names = await people.fetchNames(guildId, userIds);
  return debts.map(({ debtorId, creditorId, amountMinor, currency }) => ({
    label: voice.replies.people.debt({
      debtor: names.get(debtorId) ?? debtorId,
      creditor: names.get(creditorId) ?? creditorId,
      amount: voice.money(amountMinor, currency),
    }),
    picked: { debtorId, creditorId, currency },
  }));
}
