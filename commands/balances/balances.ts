import { UserError } from '../../src/errors/user-error.js';
import type { BalanceDebt, BalanceFilter } from '../../src/ledger/ledger.js';
import { textLimits } from '../../src/limits.js';
import { getCurrency } from '../../src/money/currency.js';
import type { ServerVoice, Voice } from '../../src/texts/voice.js';
import { say, text, type Answer, type Button, type Reply } from '../contract/answer.js';
import { serverAction } from '../contract/action.js';
import { serverCommand } from '../contract/command.js';
import type { ServerContext } from '../contract/context.js';
import { flagOption, textOption, userOption } from '../contract/option.js';
import { currencyCode, discordId, flag, optional, wholeNumber, type StateOf } from '../contract/state.js';
import { completeCurrency } from '../parts/complete-currency.js';
import { makeDebtsFiles } from '../parts/debts-file.js';
import { replyWithFiles } from '../parts/reply-with-files.js';
import { cutPage, type PageBody } from '../parts/pages.js';
import { shareAction } from '../parts/share-action.js';
import { openForm } from '../settle/settle.js';
import { readerVoice } from '../parts/voices.js';
import { debtsInPage, describeDebts, fetchPairDebts, listEntries } from './debts.js';
import { describeFewest, makeFewestFile } from './simplify.js';
import { makeStatementFile } from './statement-file.js';
import { describeStatement, statementCursor, type StatementView } from './statement.js';

/** What a page shows: all debts, those of one member, the statement of two, or the fewest payments. */
const viewShape = {
  page: wholeNumber,
  memberId: optional(discordId),
  withId: optional(discordId),
  currency: optional(currencyCode),
  /** Of a statement; its buttons have no `page`. Old messages lack it and begin at the newest lines. */
  at: optional(statementCursor),
  simplify: flag,
};
type View = StateOf<typeof viewShape>;

/** A debt that is picked from a menu. */
const debtShape = { debtorId: discordId, creditorId: discordId, currency: currencyCode };

/** `/balances`: who owes whom. Pairs that are even are left out. */
export const balances = serverCommand({
  path: 'balances',
  code: 'b',
  describe: (descriptions) => descriptions.balances,
  options: {
    member: userOption(),
    with: userOption(),
    simplify: flagOption(),
    currency: textOption({ maxLength: textLimits.currency, isRead: true, complete: completeCurrency }),
  },
  visibility: 'ephemeral',
  readsLedger: true,
  async run(typed, context) {
    const currency = typed.currency && getCurrency(typed.currency).code;
    const memberId = typed.with ? (typed.member ?? context.actor.userId) : typed.member;
    if (typed.with && typed.with === memberId) throw new UserError('sameMember');
    if (typed.simplify && memberId) throw new UserError('simplifyAlone');
    const view: View = {
      page: 0,
      ...(memberId && { memberId }),
      ...(typed.with && { withId: typed.with }),
      ...(currency && { currency }),
      ...(typed.simplify && { simplify: true }),
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
      picks: debtShape,
      answers: 'update',
      visibility: 'ephemeral',
      async run({ picked: { debtorId, creditorId, currency } }, context) {
        const view = { page: 0, memberId: debtorId, withId: creditorId, currency };
        return showPage(view, context, await readerVoice(context));
      },
    }),
    settle: serverAction({
      state: viewShape,
      answers: 'reply',
      visibility: 'ephemeral',
      opensModal: true,
      run: ({ state }, context) => askPayment(state, context),
    }),
    pay: serverAction({
      state: {},
      picks: debtShape,
      answers: 'reply',
      visibility: 'ephemeral',
      opensModal: true,
      run: ({ picked }, context) => openForm(toPayment(picked), context),
    }),
    file: serverAction({
      state: viewShape,
      answers: 'reply',
      visibility: 'ephemeral',
      async run({ state }, context) {
        const pair = toPair(state);
        if (pair) return makeStatementFile(pair, context);
        if (state.simplify) return makeFewestFile(state, context);
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
  if (view.simplify) return showFewest(view, context, voice);
  const body = await describeDebts({ ...toFilter(view), page: view.page }, context, voice);
  return { ...toReply(body, voice), buttons: body.pages > 0 ? makeButtons(view, body, voice) : [] };
}

async function showFewest(view: View, context: ServerContext, voice: ServerVoice): Promise<Reply> {
  const { page, currency } = view;
  const body = await describeFewest({ page, ...(currency && { currency }) }, context, voice);
  const all = balances.button(
    'page',
    { page: 0, ...(currency && { currency }) },
    { label: voice.replies.balances.buttons.all },
  );
  const shown = body.pages > 0 ? [...makeTurns(view, body, voice), ...makeTakes(view, voice)] : [];
  return { ...toReply(body, voice), buttons: body.pages > 0 || body.isCircle ? [[...shown, all]] : [] };
}

function toReply({ blocks, notes, page, pages }: PageBody, { replies }: Voice): Reply {
  const turn = pages > 1 ? [replies.lists.pageLine({ page: page + 1, pages })] : [];
  const foot = [...notes, ...turn];
  return { kind: 'reply', blocks: [...blocks, ...(foot.length > 0 ? [text(foot.join('\n'))] : [])] };
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
        balances.button('settle', whole, { label: voice.replies.settle.buttons.settle }),
      ],
    ],
  };
}

/** A menu of the debts on a page. Picking one shows its statement. */
async function askWhich(view: View, context: ServerContext): Promise<Reply> {
  const { replies } = context.voice;
  const shown = await fetchShown(view, context);
  if (shown.length === 0) return say(replies.balances.none());
  const entries = await listEntries(shown, context);
  return {
    ...say(replies.balances.whyAsk()),
    menu: balances.menu('because', {}, { placeholder: replies.balances.pick(), entries }),
  };
}

/** The form for a payment of the debt on the page that the person may settle; where there are several, a menu of them. */
async function askPayment(view: View, context: ServerContext): Promise<Answer> {
  const { replies } = context.voice;
  const pair = toPair(view);
  const debts = pair ? await fetchPairDebts(pair, context) : await fetchShown(view, context);
  if (debts.length === 0) return say(replies.balances.settleEven());
  const { userId, canManageServer } = context.actor;
  const own = debts.filter(
    ({ debtorId, creditorId }) => canManageServer || debtorId === userId || creditorId === userId,
  );
  const [only, ...more] = own;
  if (!only) return say(replies.balances.settleNone());
  if (more.length === 0) return openForm(toPayment(only), context);
  const entries = await listEntries(own, context);
  return {
    ...say(replies.balances.settleAsk()),
    menu: balances.menu('pay', {}, { placeholder: replies.balances.pick(), entries }),
  };
}

/** All that is owed is proposed. */
function toPayment({
  debtorId,
  creditorId,
  currency,
}: Pick<BalanceDebt, 'debtorId' | 'creditorId' | 'currency'>) {
  return { payerId: debtorId, receiverId: creditorId, currency };
}

async function fetchShown(view: View, { ledger, guildId }: ServerContext): Promise<readonly BalanceDebt[]> {
  const { debts } = await ledger.fetchBalances(guildId, toFilter(view));
  return cutPage(debts, view.page, debtsInPage).shown;
}

/** Below the debts of the server, or of a member. */
function makeButtons(asked: View, body: PageBody, voice: Voice): Button[][] {
  const { replies } = voice;
  const { buttons } = replies.balances;
  const view = { ...asked, page: body.page };
  const { memberId: _memberId, ...whole } = { ...view, page: 0, simplify: true as const };
  return [
    [...makeTurns(view, body, voice), ...makeTakes(view, voice)],
    [
      balances.button('why', view, { label: buttons.why }),
      ...(view.memberId === undefined ? [balances.button('page', whole, { label: buttons.fewest })] : []),
      balances.button('settle', view, { label: replies.settle.buttons.settle }),
    ],
  ];
}

function makeTurns(view: View, { page, pages }: PageBody, { replies }: Voice): Button[] {
  const { buttons } = replies.lists;
  const turn = (label: string, to: number): Button =>
    balances.button('page', { ...view, page: Math.max(0, to) }, { label, disabled: to < 0 || to >= pages });
  return pages > 1 ? [turn(buttons.previous, page - 1), turn(buttons.next, page + 1)] : [];
}

function makeTakes(view: View, { replies }: Voice): Button[] {
  const { buttons } = replies.lists;
  return [
    balances.button('file', view, { label: buttons.file }),
    balances.button('share', view, { label: buttons.share }),
  ];
}
