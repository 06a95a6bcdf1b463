import { UserError } from '../../src/errors/user-error.js';
import { checkPaymentRight, type Net } from '../../src/ledger/ledger.js';
import type { GuildSettings } from '../../src/ledger/settings.js';
import { findLeadingSign, findTrailingSign, type FoundSign } from '../../src/money/currency-signs.js';
import { getCurrency, maxAmountMinor, type Currency } from '../../src/money/currency.js';
import { formatPlainAmount } from '../../src/money/format-amount.js';
import type { MinorSum } from '../../src/money/minor-sum.js';
import { parseAmount } from '../../src/money/parse-amount.js';
import type { Member, ServerContext } from '../contract/context.js';
import { permitOf } from '../parts/permit.js';

/** Who paid whom. */
export interface Parties {
  readonly payerId: string;
  readonly receiverId: string;
}

/** A payment as it is typed. */
export interface TypedPayment extends Parties {
  /** Undefined: all that is owed. */
  readonly amount: string | undefined;
  readonly currency: string | undefined;
}

/** What was typed means this, here and now. */
export interface ReadPayment extends Parties {
  readonly currency: Currency;
  /** Undefined: no amount was typed, and nothing is owed. */
  readonly amountMinor: number | undefined;
  /** It was typed with more decimals than the currency has. */
  readonly isRounded: boolean;
  /** What the payer owes the receiver before it; negative where it is the receiver who owes. */
  readonly owedMinor: MinorSum;
  /** Those of the two who are in the server, with their names. */
  readonly members: readonly Member[];
}

/**
 * Checks who may record a payment of these two.
 * @throws UserError `paymentToSelf`, `paymentOfOthers`
 */
export function checkParties(parties: Parties, context: ServerContext): void {
  if (parties.payerId === parties.receiverId) throw new UserError('paymentToSelf');
  checkPaymentRight(parties, permitOf(context));
}

/**
 * Reads what was typed as a payment.
 * @throws UserError what `checkParties` and `parseAmount` throw, `personIsBot`, `personNotInServer`, `paymentCurrency`
 */
export async function readPayment(
  typed: TypedPayment,
  settings: GuildSettings,
  context: ServerContext,
): Promise<ReadPayment> {
  const { payerId, receiverId } = typed;
  checkParties(typed, context);
  const [nets, members] = await Promise.all([
    context.ledger.fetchPairNets(context.guildId, { memberId: receiverId, withId: payerId }),
    findParties([payerId, receiverId], context),
  ]);
  const currency = getCurrency(typed.currency ?? chooseCurrency(nets, typed.amount, settings));
  const owedMinor = nets.find((net) => net.currency === currency.code)?.netMinor ?? 0;
  const amount = typed.amount === undefined ? undefined : parseAmount(typed.amount, currency);
  return {
    payerId,
    receiverId,
    currency,
    amountMinor: amount?.amountMinor ?? allOf(owedMinor, currency),
    isRounded: amount?.rounded ?? false,
    owedMinor,
    members,
  };
}

/** All that is owed, in one payment. @throws UserError `amountTooLarge` */
export function allOf(owedMinor: MinorSum, currency: Currency): number | undefined {
  if (owedMinor <= 0) return undefined;
  if (owedMinor <= maxAmountMinor(currency)) return Number(owedMinor);
  throw new UserError('amountTooLarge', {
    typed: formatPlainAmount(owedMinor, currency),
    currency: currency.code,
  });
}

/**
 * The currency of a payment that names none but perhaps by the sign of its amount: the one in which the payer owes, the
 * server's own where there are several; where nothing is owed and nothing typed, the one in which the receiver owes.
 * @throws UserError `paymentCurrency` where it could be several others
 */
function chooseCurrency(
  nets: readonly Net[],
  typedAmount: string | undefined,
  { currency: own }: GuildSettings,
): string {
  const signed = typedAmount === undefined ? undefined : findSign(typedAmount)?.codes;
  const owed = nets.filter(({ netMinor }) => netMinor > 0);
  const others = typedAmount === undefined ? nets.filter(({ netMinor }) => netMinor < 0) : [];
  const candidates = (owed.length > 0 ? owed : others)
    .map(({ currency }) => currency)
    .filter((code) => signed === undefined || signed.includes(code));
  if (candidates.includes(own)) return own;
  const [only, ...more] = candidates;
  if (more.length > 0) {
    throw new UserError('paymentCurrency', { currencies: candidates.slice(0, namedCurrencies) });
  }
  if (only !== undefined) return only;
  const [code = own] = signed === undefined || signed.includes(own) ? [own] : signed;
  return code;
}

/** The sign or code that an amount was typed with. */
function findSign(typed: string): FoundSign | undefined {
  const text = typed.trim();
  return findLeadingSign(text) ?? findTrailingSign(text);
}

/** An error names at most this many. */
const namedCurrencies = 10;

/** Who has left can be paid, and can have paid, if the server has known them. */
async function findParties(
  userIds: readonly string[],
  { guildId, members, people, actor }: ServerContext,
): Promise<readonly Member[]> {
  const found = await members.find(guildId, userIds);
  const bot = userIds.find((userId) => found.get(userId)?.isBot);
  if (bot !== undefined) throw new UserError('personIsBot', { userId: bot });
  const missing = userIds.filter((userId) => userId !== actor.userId && !found.has(userId));
  if (missing.length > 0) {
    const known = await people.fetchNames(guildId, missing);
    const stranger = missing.find((userId) => !known.has(userId));
    if (stranger !== undefined) throw new UserError('personNotInServer', { userId: stranger });
  }
  return userIds.flatMap((userId) => {
    if (userId === actor.userId) return [{ userId, name: actor.name, isBot: false }];
    return found.get(userId) ?? [];
  });
}
