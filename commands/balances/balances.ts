import { UserError } from '../../src/errors/user-error.js';
import type { BalanceFilter, Net } from '../../src/ledger/ledger.js';
import { textLimits } from '../../src/limits.js';
import { getCurrency } from '../../src/money/currency.js';
import { absoluteMinor } from '../../src/money/minor-sum.js';
import type { ServerVoice, Voice } from '../../src/texts/voice.js';
import { say, text, type Block, type Button, type Reply } from '../contract/answer.js';
import { serverAction } from '../contract/action.js';
import { serverCommand } from '../contract/command.js';
import type { ServerContext } from '../contract/context.js';
import { textOption, userOption } from '../contract/option.js';
import { currencyCode, discordId, optional, wholeNumber, type StateOf } from '../contract/state.js';
import { completeCurrency } from '../parts/complete-currency.js';
import { makeDebtsFiles } from '../parts/debts-file.js';
import { replyWithFiles } from '../parts/reply-with-files.js';
import { cutPage } from '../parts/pages.js';
import { shareAction } from '../parts/share-action.js';
import { readerVoice } from '../parts/voices.js';
import { makeStatementFile } from './statement-file.js';
import { describeStatement, statementCursor, type StatementView } from './statement.js';

const pageLength = 20;

/** What a page shows: all debts, those of one member, or the statement of two. */
const viewShape = {
  page: wholeNumber,
  memberId: optional(discordId),
  withId: optional(discordId),
  currency: optional(currencyCode),
  /** Of a statement; its buttons have no `page`. Old messages lack it and begin at the newest lines. */
  at: optional(statementCursor),
};
type View = StateOf<typeof viewShape>;

/** `/balances`: who owes whom. Pairs that are even are left out. */
export const balances = serverCommand({
  path: 'balances',
  code: 'b',
  describe: (descriptions) => descriptions.balances,
  options: {
    member: userOption(),
    with: userOption(),
    currency: textOption({ maxLength: textLimits.currency, isRead: true, complete: completeCurrency }),
  },
  visibility: 'ephemeral',
  readsLedger: true,
  async run(typed, context) {
    const currency = typed.currency && getCurrency(typed.currency).code;
    const memberId = typed.with ? (typed.member ?? context.actor.userId) : typed.member;
    if (typed.with && typed.with === memberId) throw new UserError('sameMember');
    const view: View = {
      page: 0,
      ...(memberId && { memberId }),
      ...(typed.with && { withId: typed.with }),
      ...(currency && { currency }),
    };
    return showPage(view, context, await readerVoice(context));
  },
  actions: {
    page: serverAction({
      state: viewShape,
      answers: 'update',
      visibility: 'ephemeral',
      run: async ({ state }, context) => showPage(state, context, await readerVoice(context)),
    }),
    share: shareAction(viewShape, showPage),
    why: serverAction({
      state: viewShape,
      answers: 'reply',
      visibility: 'ephemeral',
      run: ({ state }, context) => askWhich(state, context),
    }),
    because: serverAction({
      state: {},
      picks: { debtorId: discordId, creditorId: discordId, currency: currencyCode },
      answers: 'update',
      visibility: 'ephemeral',
      async run({ picked: { debtorId, creditorId, currency } }, context) {
        const view = { page: 0, memberId: debtorId, withId: creditorId, currency };
        return showPage(view, context, await readerVoice(context));
      },
    }),
    file: serverAction({
      state: viewShape,
      answers: 'reply',
      visibility: 'ephemeral',
      async run({ state }, context) {
        const pair = toPair(state);
        if (pair) return makeStatementFile(pair, context);
        const { debts } = await context.ledger.fetchBalances(context.guildId, toFilter(state));
        const written = await makeDebtsFiles('balances.csv', debts, context);
        const { balances: replies } = context.voice.replies;
        return replyWithFiles(written, replies.fileCut, context.voice);
      },
    }),
  },
});

function toFilter({ memberId, currency }: View): BalanceFilter {
  return { ...(memberId && { memberId }), ...(currency && { currency }) };
}

/** The view as that of a statement; undefined for one of balances. */
function toPair({ memberId, withId, currency, at }: View): StatementView | undefined {
  if (memberId === undefined || withId === undefined) return undefined;
  return { memberId, withId, ...(currency && { currency }), ...(at && { at }) };
}

async function showPage(view: View, context: ServerContext, voice: ServerVoice): Promise<Reply> {
  const pair = toPair(view);
  if (pair) return showStatement(pair, context, voice);
  const { blocks, page, pages } = await describeBalances(view, context, voice);
  const turn = pages > 1 ? [text(voice.replies.lists.pageLine({ page: page + 1, pages }))] : [];
  return {
    kind: 'reply',
    blocks: [...blocks, ...turn],
    buttons: pages > 0 ? [makeButtons({ ...view, page }, pages, voice)] : [],
  };
}

async function showStatement(
  pair: StatementView,
  context: ServerContext,
  voice: ServerVoice,
): Promise<Reply> {
  const { blocks, page } = await describeStatement(pair, context, voice);
  const { currency, lines, older, newer } = page;
  if (currency === undefined || (lines.length === 0 && !older && !newer)) return { kind: 'reply', blocks };
  const { at: _at, ...whole } = { ...pair, page: 0, currency };
  const shown = pair.at && !page.isAnew ? { ...whole, at: pair.at } : whole;
  const { buttons } = voice.replies.lists;
  const turn = (label: string, at: StatementView['at']): Button =>
    balances.button('page', { ...whole, ...(at && { at }) }, { label, disabled: !at });
  return {
    kind: 'reply',
    blocks,
    buttons: [
      [
        ...(older || newer ? [turn(buttons.newer, newer), turn(buttons.older, older)] : []),
        balances.button('file', whole, { label: buttons.file }),
        balances.button('share', shown, { label: buttons.share }),
      ],
    ],
  };
}

/** One page of an answer that has several. */
interface PageBody {
  readonly blocks: readonly Block[];
  readonly page: number;
  /** 0 when there is nothing to show. */
  readonly pages: number;
}

async function describeBalances(
  view: View,
  { ledger, guildId }: ServerContext,
  voice: ServerVoice,
): Promise<PageBody> {
  const { filters, none, noneOf, title } = voice.replies.balances;
  const { debts, nets } = await ledger.fetchBalances(guildId, toFilter(view));
  const person = view.memberId && voice.person(view.memberId);
  if (debts.length === 0) {
    return { page: 0, pages: 0, blocks: [text(person ? noneOf({ person }) : none())] };
  }
  const { shown, ...turn } = cutPage(debts, view.page, pageLength);
  const asked = [
    person && filters.member({ person }),
    view.currency && filters.currency({ currency: view.currency }),
  ];
  return {
    ...turn,
    blocks: [
      text(title({ filters: asked.filter(Boolean).join(' · ') })),
      text(shown.map((debt) => voice.debt(debt, debt.currency)).join('\n')),
      ...(person ? [text(describeNet(nets, person, voice))] : []),
    ],
  };
}

function describeNet(nets: readonly Net[], person: string, voice: Voice): string {
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

/** A menu of the debts on a page. Picking one shows its statement. */
async function askWhich(view: View, { ledger, people, guildId, voice }: ServerContext): Promise<Reply> {
  const { replies } = voice;
  const { debts } = await ledger.fetchBalances(guildId, toFilter(view));
  const { shown } = cutPage(debts, view.page, pageLength);
  if (shown.length === 0) return say(replies.balances.none());
  const userIds = shown.flatMap(({ debtorId, creditorId }) => [debtorId, creditorId]);
  const names = await people.fetchNames(guildId, userIds);
  return {
    ...say(replies.balances.whyAsk()),
    menu: balances.menu(
      'because',
      {},
      {
        placeholder: replies.balances.whyPick(),
        entries: shown.map(({ debtorId, creditorId, amountMinor, currency }) => ({
          // Discord shows no mentions in labels, so they use names.
          label: replies.people.debt({
            debtor: names.get(debtorId) ?? debtorId,
            creditor: names.get(creditorId) ?? creditorId,
            amount: voice.money(amountMinor, currency),
          }),
          picked: { debtorId, creditorId, currency },
        })),
      },
    ),
  };
}

function makeButtons(view: View, pages: number, { replies }: Voice): Button[] {
  const { buttons } = replies.lists;
  const turn = (label: string, page: number): Button =>
    balances.button(
      'page',
      { ...view, page: Math.max(0, page) },
      { label, disabled: page < 0 || page >= pages },
    );
  return [
    ...(pages > 1 ? [turn(buttons.previous, view.page - 1), turn(buttons.next, view.page + 1)] : []),
    balances.button('why', view, { label: replies.balances.buttons.why }),
    balances.button('file', view, { label: buttons.file }),
    balances.button('share', view, { label: buttons.share }),
  ];
}
