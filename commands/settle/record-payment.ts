import { dayOf } from '../../src/calendar/parse-day.js';
import type { Expense } from '../../src/ledger/ledger.js';
import type { GuildSettings } from '../../src/ledger/settings.js';
import { formatPlainAmount } from '../../src/money/format-amount.js';
import { addMinor, type MinorSum } from '../../src/money/minor-sum.js';
import type { Debt } from '../../src/split/debts-of-expense.js';
import type { Reply } from '../contract/answer.js';
import type { ServerContext } from '../contract/context.js';
import { permitOf } from '../parts/permit.js';
import { everyonesVoice } from '../parts/voices.js';
import { announcePayment } from './announce-payment.js';
import { findRoute } from './find-route.js';
import type { ReadPayment } from './read-payment.js';

/** A payment as it was asked for, once or again. */
export interface Delivered {
  readonly guildId: string;
  readonly requestId: string;
  readonly createdBy: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What the request has saved before, and the settings of its server. */
export async function findEarlier(
  delivered: Delivered,
  { ledger, settings, guildId }: ServerContext,
): Promise<{ settings: GuildSettings; earlier: Expense | undefined }> {
  const [found, earlier] = await Promise.all([settings.fetch(guildId), ledger.findRecorded(delivered)]);
  return { settings: found, earlier };
}

/** What was typed of a payment besides who and how much. */
export interface Typing {
  readonly note: string | undefined;
  readonly typedAmount: string | undefined;
  readonly isRouted: boolean;
}

/**
 * Records a payment, and announces it. Everything that can fail comes before the change: an error says that nothing was
 * saved.
 */
export async function recordPayment(
  payment: ReadPayment & { readonly amountMinor: number },
  { note, typedAmount, isRouted }: Typing,
  delivered: Delivered,
  settings: GuildSettings,
  context: ServerContext,
): Promise<Reply> {
  const { ledger, people, guildId, channelId, now } = context;
  const { payerId, receiverId, currency, amountMinor, isRounded, members } = payment;
  await people.ensurePeople(guildId, members, now);
  const voice = await everyonesVoice(context);
  const route = isRouted ? await findRoute(payment, context) : undefined;
  const { expense } = await ledger.recordPayment({
    ...delivered,
    payerId,
    receiverId,
    currency: currency.code,
    amountMinor,
    typedAmount: typedAmount ?? formatPlainAmount(amountMinor, currency),
    isRounded,
    ...(route && { route }),
    ...leftAfter(payment, route),
    description: note ?? voice.replies.settle.description(),
    date: dayOf(now, settings.timeZone),
    permit: permitOf(context),
    channelId,
    now,
  });
  return announcePayment(expense, settings, voice);
}

/** What the payer owes the receiver after a payment, if it is not too large to be kept. */
function leftAfter(
  { payerId, receiverId, amountMinor, owedMinor }: ReadPayment & { readonly amountMinor: number },
  route: readonly Debt[] | undefined,
): { leftMinor?: number } {
  const debts = route ?? [{ debtorId: receiverId, creditorId: payerId, amountMinor }];
  const leftMinor = debts.reduce<MinorSum>((sum, debt) => {
    if (debt.debtorId === receiverId && debt.creditorId === payerId) return addMinor(sum, -debt.amountMinor);
    if (debt.debtorId === payerId && debt.creditorId === receiverId) return addMinor(sum, debt.amountMinor);
    return sum;
  }, owedMinor);
  return typeof leftMinor === 'number' ? { leftMinor } : {};
}
