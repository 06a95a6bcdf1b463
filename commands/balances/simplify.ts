import type { BalanceDebt } from '../../src/ledger/ledger.js';
import { getCurrency, maxAmountMinor } from '../../src/money/currency.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { text, type Block, type Reply } from '../contract/answer.js';
import type { ServerContext } from '../contract/context.js';
import { makeDebtsFiles } from '../parts/debts-file.js';
import { cutPage, type PageBody } from '../parts/pages.js';
import { replyWithFiles } from '../parts/reply-with-files.js';
import { settleButton } from '../settle/settle.js';

/** A line with a button is three of the 40 components that a message may have. */
const paymentsInPage = 10;

/** So that ten lines have room, whatever people are called. */
const nameCharacters = 32;

/** Which payments are shown: all, or those in one currency. */
export interface FewestView {
  readonly page: number;
  readonly currency?: string;
}

/** A page of the fewest payments. */
export interface ShownPayments extends PageBody {
  /** Nobody has to pay, though there are debts: they go in circles. */
  readonly isCircle: boolean;
}

/** A page of the fewest payments that settle a server: a line each, with a button that records it. */
export async function describeFewest(
  { page, ...filter }: FewestView,
  { ledger, guildId }: ServerContext,
  voice: ServerVoice,
): Promise<ShownPayments> {
  const { fewest, filters, none } = voice.replies.balances;
  const { payments, debtCount, inCircles, mostExcess } = await ledger.fetchFewestPayments(guildId, filter);
  if (payments.length === 0) {
    const isCircle = inCircles.length > 0;
    return { page: 0, pages: 0, blocks: [text(isCircle ? fewest.circle() : none())], notes: [], isCircle };
  }
  const { shown, ...turn } = cutPage(payments, page, paymentsInPage);
  const asked = filter.currency === undefined ? '' : filters.currency({ currency: filter.currency });
  const lines = shown.map((payment): Block => ({
    kind: 'textWithButton',
    text: describePayment(payment, voice),
    button: settleButton(toPayable(payment), { isRouted: true }, voice),
  }));
  return {
    ...turn,
    isCircle: false,
    blocks: [text(fewest.title({ debts: debtCount, payments: payments.length, filters: asked })), ...lines],
    notes: [
      fewest.hint(),
      ...(mostExcess === 'none' ? [] : [fewest.mostExcess[mostExcess]()]),
      ...(inCircles.length > 0 ? [fewest.circleIn({ currencies: voice.list(inCircles) })] : []),
    ],
  };
}

/** As much of it as one payment may be. */
function toPayable({ amountMinor, ...payment }: BalanceDebt) {
  const mostMinor = maxAmountMinor(getCurrency(payment.currency));
  return { ...payment, amountMinor: amountMinor < mostMinor ? Number(amountMinor) : mostMinor };
}

function describePayment(
  { debtorId, creditorId, amountMinor, currency }: BalanceDebt,
  voice: ServerVoice,
): string {
  return voice.replies.balances.fewest.line({
    payer: voice.person(debtorId, nameCharacters),
    receiver: voice.person(creditorId, nameCharacters),
    amount: voice.money(amountMinor, currency),
  });
}

/** A reply with all of them as CSV files: who pays is the debtor. */
export async function makeFewestFile(
  { currency }: Pick<FewestView, 'currency'>,
  context: ServerContext,
): Promise<Reply> {
  const { ledger, guildId, voice } = context;
  const { payments } = await ledger.fetchFewestPayments(guildId, { ...(currency && { currency }) });
  const written = await makeDebtsFiles('payments.csv', payments, context);
  return replyWithFiles(written, voice.replies.balances.fewest.fileCut, voice);
}
