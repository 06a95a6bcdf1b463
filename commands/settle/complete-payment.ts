import { findCurrency, getCurrency, maxAmountMinor, type Currency } from '../../src/money/currency.js';
import { formatPlainAmount } from '../../src/money/format-amount.js';
import type { MinorSum } from '../../src/money/minor-sum.js';
import type { Voice } from '../../src/texts/voice.js';
import type { ServerContext } from '../contract/context.js';
import type { Choice } from '../contract/option.js';

/** Debts in more currencies are not offered. */
const currenciesAtMost = 10;

/** Offers all and half of what the payer owes the receiver, in each currency or the one that was chosen. */
export async function completePayment(
  typed: string,
  { ledger, guildId, actor, voice }: ServerContext,
  { to, from = actor.userId, currency }: Readonly<Record<string, unknown>>,
): Promise<Choice[]> {
  if (typeof to !== 'string' || typeof from !== 'string' || to === from) return [];
  const wanted = typeof currency === 'string' ? findCurrency(currency)?.code : undefined;
  const nets = await ledger.fetchPairNets(guildId, { memberId: to, withId: from });
  return nets
    .filter((net) => net.netMinor > 0 && (wanted === undefined || net.currency === wanted))
    .slice(0, currenciesAtMost)
    .flatMap((net) => offer(net.netMinor, getCurrency(net.currency), voice))
    .filter(({ value }) => value.startsWith(typed.trim()));
}

function offer(owedMinor: MinorSum, currency: Currency, voice: Voice) {
  const { all, half } = voice.replies.settle.choices;
  // More than this does not go into one payment.
  if (owedMinor > maxAmountMinor(currency)) return [];
  const whole = Number(owedMinor);
  const choice = (amountMinor: number, name: typeof all) => ({
    name: name({ amount: voice.money(amountMinor, currency.code) }),
    value: `${formatPlainAmount(amountMinor, currency)} ${currency.code}`,
  });
  return [choice(whole, all), ...(whole > 1 ? [choice(Math.ceil(whole / 2), half)] : [])];
}
