import { SlashCommandBuilder } from '@discordjs/builders';
import { z } from 'zod';
import { fetchBalances, type BalanceDebt, type Net } from '../../src/ledger/read/fetch-balances.js';
import { getCurrency } from '../../src/money/currency.js';
import { formatAmount } from '../../src/money/format-amount.js';
import { fetchLeftMembers, fetchNames } from '../../src/people/ensure-people.js';
import { descriptions } from '../../src/texts/en/descriptions.js';
import { textsOf, type Locale } from '../../src/texts/text.js';
import { UserError } from '../../src/errors/user-error.js';
import { describeStatement, type PageBody } from './statement.js';
import { serverCommand, type ServerContext } from '../contract/command.js';
import { completeCurrency } from '../parts/complete-currency.js';
import { makeDebtsFile } from '../parts/debts-file.js';
import { describeDebt } from '../expense/expense-card.js';
import { mentionPerson, type LeftMembers } from '../parts/mention-person.js';
import { packId, unpackId } from '../contract/pack-state.js';
import { say, type Button, type Reply } from '../contract/reply.js';
import { shareReply } from '../parts/share-reply.js';

const code = 'b';
const pageLength = 20;

/** What is asked for: all pairs, one member's, or what stands behind one pair. */
interface View {
  readonly page: number;
  readonly memberId?: string;
  readonly withId?: string;
  readonly currency?: string;
}

const input = z.object({
  member: z.string().optional(),
  with: z.string().optional(),
  currency: z.string().optional(),
});

const texts = descriptions.balances;

/** `/balances`: who owes whom, only what is not zero. */
export const balances = serverCommand<z.infer<typeof input>>({
  path: 'balances',
  code,
  definition: new SlashCommandBuilder()
    .setName('balances')
    .setDescription(texts.command)
    .addUserOption((option) => option.setName('member').setDescription(texts.member))
    .addUserOption((option) => option.setName('with').setDescription(texts.with))
    .addStringOption((option) =>
      option.setName('currency').setDescription(texts.currency).setMaxLength(3).setAutocomplete(true),
    )
    .toJSON(),
  visibility: 'ephemeral',
  input,
  complete: { currency: (typed) => Promise.resolve(completeCurrency(typed)) },
  run(typed, context) {
    const currency = typed.currency && getCurrency(typed.currency).code;
    if (typed.with && typed.with === (typed.member ?? context.actor.userId))
      throw new UserError('sameMember');
    return show(
      {
        page: 0,
        ...(typed.member && { memberId: typed.member }),
        ...(typed.with && { withId: typed.with, memberId: typed.member ?? context.actor.userId }),
        ...(currency && { currency }),
      },
      context,
      context.locale,
    );
  },
  actions: {
    page: {
      answers: 'update',
      visibility: 'ephemeral',
      run: ({ state }, context) => show(unpack(state), context, context.locale),
    },
    share: {
      answers: 'reply',
      visibility: 'public',
      async run({ state }, context) {
        return shareReply(await show(unpack(state), context, context.serverLocale), context);
      },
    },
    why: {
      answers: 'reply',
      visibility: 'ephemeral',
      run: ({ state }, context) => askWhich(unpack(state), context),
    },
    because: {
      answers: 'update',
      visibility: 'ephemeral',
      run({ values }, context) {
        const [memberId, withId, currency] = values[0]?.split(' ') ?? [];
        if (!memberId || !withId || !currency) throw new UserError('buttonOutdated');
        return show({ page: 0, memberId, withId, currency }, context, context.locale);
      },
    },
    file: {
      answers: 'reply',
      visibility: 'ephemeral',
      async run({ state }, context) {
        const { debts } = await fetchBalances(context.storage, context.guildId, filterOf(unpack(state)));
        return {
          kind: 'reply',
          blocks: [{ kind: 'text', text: textsOf(context.locale).replies.csvReady() }],
          files: [await makeDebtsFile('balances.csv', debts, context)],
        };
      },
    },
  },
});

async function show(view: View, context: ServerContext, locale: Locale): Promise<Reply> {
  const { memberId, withId } = view;
  const isStatement = memberId !== undefined && withId !== undefined;
  const { blocks, page, pages } = isStatement
    ? await describeStatement({ ...view, memberId, withId }, context, locale)
    : await describeBalances(view, context, locale);
  const turns =
    pages > 1
      ? [{ kind: 'text' as const, text: `-# ${textsOf(locale).replies.page({ page: page + 1, pages })}` }]
      : [];
  return {
    kind: 'reply',
    blocks: [...blocks, ...turns],
    buttons: pages > 0 ? [buttonsOf({ ...view, page }, pages, locale)] : [],
  };
}

async function describeBalances(view: View, context: ServerContext, locale: Locale): Promise<PageBody> {
  const { storage, guildId } = context;
  const { replies } = textsOf(locale);
  const left = await fetchLeftMembers(storage, guildId);
  const { debts, nets } = await fetchBalances(storage, guildId, filterOf(view));
  const person = view.memberId && mentionPerson(view.memberId, left);
  if (debts.length === 0) {
    const none = person ? replies.balancesNoneOf({ person }) : replies.balancesNone();
    return { page: 0, pages: 0, blocks: [{ kind: 'text', text: none }] };
  }
  const pages = Math.ceil(debts.length / pageLength);
  const page = Math.min(view.page, pages - 1);
  const filters = [
    person && replies.filterMember({ person }),
    view.currency && replies.filterCurrency({ currency: view.currency }),
  ];
  return {
    page,
    pages,
    blocks: [
      { kind: 'text', text: replies.balancesTitle({ filters: filters.filter(Boolean).join(' · ') }) },
      {
        kind: 'text',
        text: describeDebts(debts.slice(page * pageLength, (page + 1) * pageLength), locale, left),
      },
      ...(person ? [{ kind: 'text' as const, text: describeNet(nets, person, locale) }] : []),
    ],
  };
}

/** The debts of a page once more, as a menu from which one is picked to see behind it. */
async function askWhich(view: View, context: ServerContext): Promise<Reply> {
  const { storage, guildId, locale } = context;
  const { replies } = textsOf(locale);
  const { debts } = await fetchBalances(storage, guildId, filterOf(view));
  const shown = debts.slice(view.page * pageLength, (view.page + 1) * pageLength);
  if (shown.length === 0) return say(replies.balancesNone());
  const names = await fetchNames(
    storage,
    guildId,
    shown.flatMap(({ debtorId, creditorId }) => [debtorId, creditorId]),
  );
  return {
    ...say(replies.whyAsk()),
    menu: {
      placeholder: replies.whyPick(),
      action: { command: code, action: 'because', state: [] },
      entries: shown.map(({ debtorId, creditorId, amountMinor, currency }) => ({
        label: replies.debtLine({
          debtor: names.get(debtorId) ?? debtorId,
          creditor: names.get(creditorId) ?? creditorId,
          amount: formatAmount(amountMinor, getCurrency(currency)),
        }),
        value: `${debtorId} ${creditorId} ${currency}`,
      })),
    },
  };
}

function filterOf({ memberId, currency }: View) {
  return { ...(memberId && { memberId }), ...(currency && { currency }) };
}

function describeDebts(debts: readonly BalanceDebt[], locale: Locale, left: LeftMembers): string {
  return debts.map((debt) => describeDebt(debt, getCurrency(debt.currency), locale, left)).join('\n');
}

function describeNet(nets: readonly Net[], person: string, locale: Locale): string {
  const { replies } = textsOf(locale);
  const amounts = (sign: 1 | -1) =>
    nets
      .filter(({ netMinor }) => Math.sign(netMinor) === sign)
      .map(({ netMinor, currency }) => formatAmount(Math.abs(netMinor), getCurrency(currency)))
      .join(', ');
  const toGet = amounts(1);
  const toPay = amounts(-1);
  if (!toGet && !toPay) return replies.netEven({ person });
  return [
    ...(toGet ? [replies.netToGet({ person, amounts: toGet })] : []),
    ...(toPay ? [replies.netToPay({ person, amounts: toPay })] : []),
  ].join('\n');
}

function buttonsOf(view: View, pages: number, locale: Locale): Button[] {
  const { buttons } = textsOf(locale).replies;
  const button = (label: string, action: string, page: number): Button => ({
    label,
    disabled: page < 0 || page >= pages,
    action: { command: code, action, state: pack({ ...view, page }) },
  });
  return [
    ...(pages > 1
      ? [button(buttons.previous, 'page', view.page - 1), button(buttons.next, 'page', view.page + 1)]
      : []),
    ...(view.withId ? [] : [button(buttons.why, 'why', view.page), button(buttons.csv, 'file', view.page)]),
    button(buttons.share, 'share', view.page),
  ];
}

function pack(view: View): string[] {
  return [String(view.page), packId(view.memberId), packId(view.withId), view.currency ?? ''];
}

function unpack([page, member, other, currency]: readonly string[]): View {
  const memberId = unpackId(member);
  const withId = unpackId(other);
  return {
    page: Math.max(0, Number(page) || 0),
    ...(memberId && { memberId }),
    ...(withId && { withId }),
    ...(currency && { currency }),
  };
}
