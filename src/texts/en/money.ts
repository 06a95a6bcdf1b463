import type { UserErrors } from '../../errors/user-error.js';
import { quoteTyped } from '../quote-typed.js';
import { showExample, showGrouped, showLargeExample, showLargest, showMoney } from '../show.js';

type Amount = UserErrors['amountExponent'];

/** A sentence that begins with the typed text and ends with an example. */
const withExample =
  (wrong: string) =>
  ({ typed, currency }: Amount): string =>
    `${quoteTyped(typed)} ${wrong} Type it like ${showExample(currency)}.`;

export const errors = {
  amountExponent: withExample('is no amount: write it out, without an exponent.'),
  amountForeignDigits: ({ typed, currency }: Amount) =>
    `${quoteTyped(typed)} has digits that are not 0-9. Type it with the digits 0 1 2 3 4 5 6 7 8 9, like ${showExample(currency)}.`,
  amountGrouping: ({ typed, currency }: Amount) =>
    `The separators in ${quoteTyped(typed)} stand in the wrong places. Type it without any, or group it like ` +
    `${showExample(currency)} and ${showLargeExample(currency)}.`,
  amountHexadecimal: withExample('is no amount: only the digits 0-9 are.'),
  amountLeadingPoint: withExample('needs a digit before the point: `0.5`, not `.5`.'),
  amountLeadingZero: withExample('begins with a zero too many.'),
  amountMissing: ({ currency }: UserErrors['amountMissing']) =>
    `An amount is missing. Type one like ${showExample(currency)}.`,
  amountNotation: ({ typed, reading }: UserErrors['amountNotation']) =>
    `${quoteTyped(typed)} can be misread. Type it as \`${reading}\`: a point before decimals, and commas or nothing between thousands.`,
  amountNotNumber: ({ typed, currency }: Amount) =>
    `${quoteTyped(typed)} is no amount. Type one like ${showExample(currency)}.`,
  amountOtherCurrency: ({ typed, sign, currency }: UserErrors['amountOtherCurrency']) =>
    `${quoteTyped(typed)} says ${quoteTyped(sign)}, but this is counted in ${currency}. Type the amount in ` +
    `${currency}, like ${showExample(currency)}, or choose the other currency with the option \`currency\`.`,
  amountRoundsToZero: ({ typed, currency }: Amount) =>
    `${quoteTyped(typed)} rounds to nothing. The smallest amount is ${showMoney(1, currency)}.`,
  amountSigned: ({ typed, currency }: Amount) =>
    `${quoteTyped(typed)} has a plus or minus sign. Type the amount without it, like ${showExample(currency)}; a plus stands between two amounts, ` +
    'as in `840+126.50`.',
  amountThousands: ({ typed, currency, readings }: UserErrors['amountThousands']) => {
    const [one, other] = readings;
    return (
      `${quoteTyped(typed)} could mean ${showGrouped(one, currency)} or ${showGrouped(other, currency)}: ` +
      `type \`${one}\` or \`${other}\`.`
    );
  },
  amountTooFine: ({ typed, decimals }: UserErrors['amountTooFine']) =>
    `${quoteTyped(typed)} has more than ${decimals} decimals. Shorten it, or type \`rest\` for what the others leave.`,
  amountTooLarge: ({ typed, currency }: Amount) =>
    `${quoteTyped(typed)} is more than ${showLargest(currency)}, the largest amount there is. Type a smaller one, or split it over several expenses.`,
  amountTooLong: ({ typed, limit, currency }: UserErrors['amountTooLong']) =>
    `${quoteTyped(typed)} is longer than an amount can be (${limit} characters). Type one like ${showExample(currency)}.`,
  amountTooManyTerms: ({ typed, limit }: UserErrors['amountTooManyTerms']) =>
    `${quoteTyped(typed)} adds up more than ${limit} amounts. Add some of them up first.`,
  amountTrailingPoint: withExample('ends with its point: type `5` or `5.00`, not `5.`.'),
  amountZero: ({ typed, currency }: Amount) =>
    `${quoteTyped(typed)} is nothing to share. The smallest amount is ${showMoney(1, currency)}.`,
  currencyUnknown: ({ typed }: UserErrors['currencyUnknown']) =>
    `${quoteTyped(typed)} is not the code of a currency. Type three letters like \`INR\`, \`USD\` or \`EUR\`.`,
};
