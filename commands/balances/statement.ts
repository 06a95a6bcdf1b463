import { UserError } from '../../src/errors/user-error.js';
import type { Debt } from '../../src/split/debts-of-expense.js';
import {
  describeNet,
  type Expense,
  type Net,
  type StatementCursor,
  type StatementFilter,
  type StatementLine,
  type StatementPage,
} from '../../src/ledger/ledger.js';
import { toMinorSum } from '../../src/money/minor-sum.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { text, type Block } from '../contract/answer.js';
import type { ServerContext } from '../contract/context.js';
import type { Codec } from '../contract/state.js';
import { partiesOfPayment } from '../parts/describe-payment.js';
import { describeMarks } from '../parts/describe-marks.js';
import { linkToMessage } from '../parts/link-to-message.js';

const pageLength = 10;

/** So many balances in other currencies are named. */
const othersAtMost = 5;

/** `b` (older) or `a` (newer), then the number, how often the ledger was changed, and the total there, in base 36. */
export const statementCursor: Codec<StatementCursor> = {
  pack: ({ step, number, changes, memberGetsMinor }) =>
    [
      (step === -1 ? 'b' : 'a') + number.toString(36),
      changes.toString(36),
      memberGetsMinor.toString(36),
    ].join('.'),
  unpack(packed) {
    const [, side, number, changes, sign, total] =
      /^([ab])([0-9a-z]{1,6})\.([0-9a-z]{1,7})\.(-?)([0-9a-z]{1,16})$/.exec(packed) ?? [];
    if (number === undefined || changes === undefined || total === undefined) {
      throw new UserError('buttonOutdated');
    }
    const minor = Array.from(total).reduce(
      (sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)),
      0n,
    );
    return {
      step: side === 'b' ? -1 : 1,
      number: Number.parseInt(number, 36),
      changes: Number.parseInt(changes, 36),
      memberGetsMinor: toMinorSum(sign ? -minor : minor),
    };
  },
  maxLength: 33,
};

/** Of whom a statement is, and which page. */
export interface StatementView extends StatementFilter {
  readonly at?: StatementCursor;
}

/** A page of a statement as it is shown. */
export interface ShownStatement {
  readonly blocks: readonly Block[];
  readonly page: StatementPage;
}

/** A page of the expenses and payments behind the balance of two members, by number, with a running total. */
export async function describeStatement(
  { at, ...filter }: StatementView,
  { ledger, guildId }: ServerContext,
  voice: ServerVoice,
): Promise<ShownStatement> {
  const { noneBetween, statement } = voice.replies.balances;
  const { list } = voice.replies.expense;
  const pair = { one: voice.person(filter.memberId), other: voice.person(filter.withId) };
  const page = await ledger.fetchStatement(guildId, filter, { limit: pageLength, ...(at && { at }) });
  const { currency, lines, searchedTo, isAnew, others } = page;
  const isEmpty = currency === undefined || (lines.length === 0 && !page.older && !page.newer);
  const notes = [
    ...(searchedTo === undefined
      ? []
      : [list.searchedTo({ place: list.number({ number: searchedTo }), canGoOn: true })]),
    ...(isAnew ? [statement.anew()] : []),
    ...(others.length > 0 ? [describeOthers(others, filter, voice)] : []),
  ];
  return {
    page,
    blocks: isEmpty
      ? [text([noneBetween(pair), ...notes].join('\n'))]
      : [
          text(statement.title(pair)),
          text(lines.map((line) => describeLine(line, currency, voice)).join('\n') || list.noneYet()),
          ...(notes.length > 0 ? [text(notes.join('\n'))] : []),
        ],
  };
}

function describeLine(
  { expense, debt, running }: StatementLine,
  currency: string,
  voice: ServerVoice,
): string {
  const { balances, expense: replies } = voice.replies;
  return balances.statement.line({
    number: replies.numberLink({ number: expense.number, link: linkToMessage(expense) }),
    description: voice.typed(expense.description),
    debt: `${describeEntry(expense, debt, voice)}${describeMarks(expense, voice)}`,
    running: running ? voice.debt(running, currency) : balances.statement.even(),
  });
}

/** What an expense makes one owe the other, or that one paid the other. A payment of others may pass through the two. */
function describeEntry(expense: Expense, debt: Debt, voice: ServerVoice): string {
  const { currency, kind, amountMinor } = expense;
  if (kind === 'expense') return voice.debt(debt, currency);
  const { passed, payment } = voice.replies.balances.statement;
  // Who pays is owed for it: that is how a payment takes a debt away.
  const part = {
    payer: voice.person(debt.creditorId),
    receiver: voice.person(debt.debtorId),
    amount: voice.money(debt.amountMinor, currency),
  };
  const { payerId, receiverId } = partiesOfPayment(expense);
  const isWhole =
    payerId === debt.creditorId && receiverId === debt.debtorId && amountMinor === debt.amountMinor;
  if (isWhole) return payment(part);
  const whole = {
    payer: voice.person(payerId),
    receiver: voice.person(receiverId),
    amount: voice.money(amountMinor, currency),
  };
  return passed({ whole: payment(whole), ...part });
}

/** The balances of the two in other currencies, whose statements `currency` shows. */
function describeOthers(
  others: readonly Net[],
  { memberId, withId }: StatementFilter,
  voice: ServerVoice,
): string {
  const debts = others.slice(0, othersAtMost).flatMap(({ netMinor, currency }) => {
    const debt = describeNet(netMinor, memberId, withId);
    return debt ? [voice.debt(debt, currency)] : [];
  });
  return voice.replies.balances.statement.others({
    debts: debts.join(' · '),
    more: others.length - debts.length,
  });
}
