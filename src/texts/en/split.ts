import type { UserErrors } from '../../errors/user-error.js';
import { formatPercent, formatWeight, wholeInMicros } from '../../split/format-share-value.js';
import { getCurrency } from '../../money/currency.js';
import { subtractDecimals, toDecimal } from '../../money/decimal.js';
import { quoteTyped } from '../quote-typed.js';
import { showDecimal, showMoney, showRole, showUser } from '../show.js';

interface Typed {
  readonly typed: string;
}

/** `Shares make ₹1,200.00, ₹50.00 short of ₹1,250.00. Nothing was saved.` */
function sayMismatch({ subject, sum, totalMinor, currency }: UserErrors['splitShort']): string {
  const { units, decimals } = subtractDecimals(sum, toDecimal(totalMinor, getCurrency(currency).digits));
  const difference = showDecimal({ units: units < 0n ? -units : units, decimals }, currency);
  const direction = units < 0n ? 'short of' : 'more than';
  const who = subject === 'shares' ? 'Shares' : 'Payments';
  const total = showMoney(totalMinor, currency);
  return `${who} make ${showDecimal(sum, currency)}, ${difference} ${direction} ${total}. Nothing was saved.`;
}

/** `Percentages make 90%, 10% short of 100%. Nothing was saved.` */
function sayPercentMismatch({ sumMicros }: UserErrors['percentShort']): string {
  const difference = formatPercent(Math.abs(wholeInMicros - sumMicros));
  const direction = sumMicros < wholeInMicros ? 'short of' : 'more than';
  return `Percentages make ${formatPercent(sumMicros)}, ${difference} ${direction} 100%. Nothing was saved.`;
}

function sayNothingLeft(total: string): string {
  return `The others already make ${total}, so nothing is left for \`rest\`. Lower one of them, or remove \`rest\`.`;
}

const pickFromList = 'Pick from the list that Discord shows after `@`.';

/** `<@1>, <@2> or 3 more` */
function listOwners({ userIds, roleIds, more }: UserErrors['nameAmbiguous']): string {
  const shown = [...userIds.map((id) => showUser(id)), ...roleIds.map(showRole)].join(', ');
  return more > 0 ? `${shown} or ${more} more` : shown;
}

const kinds = {
  user: 'mentions',
  role: 'roles',
  expense: 'expenses',
  name: 'names without a mention',
} as const;

export const errors = {
  everyoneUnknown: ({ typed }: Typed) =>
    `The members of this server cannot be listed, so ${quoteTyped(typed)} stands for nobody. Name the people one by one.`,
  nameAmbiguous: (data: UserErrors['nameAmbiguous']) =>
    `${quoteTyped(data.typed)} may be ${listOwners(data)}. ${pickFromList}`,
  nameIncomplete: (data: UserErrors['nameIncomplete']) =>
    `Nobody here is called ${quoteTyped(data.typed)}. You may mean ${listOwners(data)}. ${pickFromList}`,
  nameTooCommon: ({ typed }: Typed) =>
    `Too many names in this server begin like ${quoteTyped(typed)}. ${pickFromList}`,
  nameUnknown: ({ typed }: Typed) => `Nobody here is called ${quoteTyped(typed)}. ${pickFromList}`,
  peopleExpenseAllLeft: ({ number }: UserErrors['peopleExpenseAllLeft']) =>
    `Everyone in \`#${number}\` has left this server. Name the people one by one.`,
  peopleExpenseNumber: ({ typed }: Typed) =>
    `${quoteTyped(typed)} is not the number of an expense. Type one like \`#11\` for the people of expense 11.`,
  peopleExpenseUnknown: ({ number }: UserErrors['peopleExpenseUnknown']) =>
    `There is no expense \`#${number}\` in this server. \`/expense list\` shows the numbers there are.`,
  peopleManyForbidden: ({ count, limit }: UserErrors['peopleManyForbidden']) =>
    `That is ${count} people through roles or \`everyone\`. Only people who may mention everyone in this ` +
    `channel can add more than ${limit} that way. Name the people one by one.`,
  peopleMissing: () => 'Nobody is named. Type people like `@asha @ravi me`, a role, or `everyone`.',
  peopleMixedKinds: ({ typed, other }: UserErrors['peopleMixedKinds']) =>
    `${quoteTyped(typed)} and ${quoteTyped(other)} are different kinds of values. Give everyone an amount (\`370\`), everyone a percentage ` +
    '(`40%`), or everyone a weight (`x2`).',
  peopleTooMany: ({ count, limit }: UserErrors['peopleTooMany']) =>
    `That is ${count} people; one expense can have ${limit}. Split it over several expenses.`,
  peopleTooManyOfKind: ({ kind, count, limit }: UserErrors['peopleTooManyOfKind']) =>
    `That is ${count} ${kinds[kind]}; one text can have ${limit}. Pick people from the list that Discord shows after ` +
    '`@`, or give them a role and name that.',
  peopleTwice: ({ userId, typed }: UserErrors['peopleTwice']) =>
    `${showUser(userId)} is named twice, the second time by ${quoteTyped(typed)}. Name each person once, with one value.`,
  peopleTwoValues: ({ typed }: Typed) =>
    `${quoteTyped(typed)} has two values. Type one value behind each person, without spaces in it, like \`1,250.50\`.`,
  peopleValueMissing: ({ typed }: Typed) =>
    `${quoteTyped(typed)} has no value, but others have. Type one behind each person, or \`rest\` for an equal part of what is left.`,
  peopleValueWithoutPerson: ({ typed }: Typed) =>
    `${quoteTyped(typed)} stands before any person. Type the person first: \`@asha 370\`.`,
  peopleWordUnknown: ({ typed }: Typed) =>
    `${quoteTyped(typed)} is neither a person nor a value. A name needs \`@\` before it. People are \`@name\`, a role, ` +
    '`me`, `everyone` or `#11`; values are `370`, `40%`, `x2` or `rest`.',
  percentNotNumber: ({ typed }: Typed) =>
    `${quoteTyped(typed)} is no percentage. Type one like \`40%\` or \`33.5%\`, with the digits 0-9 and a point.`,
  percentNothingLeft: () => sayNothingLeft(formatPercent(wholeInMicros)),
  percentOver: (data: UserErrors['percentOver']) => `${sayPercentMismatch(data)} Lower one of them.`,
  percentShort: (data: UserErrors['percentShort']) =>
    `${sayPercentMismatch(data)} Put \`rest\` behind a name, or raise one.`,
  percentTooFine: ({ typed, decimals }: UserErrors['percentTooFine']) =>
    `${quoteTyped(typed)} has more than ${decimals} decimals. Shorten it, or type \`rest\` for an equal part of what is left.`,
  percentTooLarge: ({ typed }: Typed) =>
    `${quoteTyped(typed)} is more than 100%. Type a percentage from \`0%\` to \`100%\`.`,
  personIsBot: ({ userId }: UserErrors['personIsBot']) =>
    `${showUser(userId)} is a bot, and bots share no expenses. Leave it out.`,
  personNotInServer: ({ userId }: UserErrors['personNotInServer']) =>
    `${showUser(userId)} is not in this server. Leave them out, or invite them first.`,
  restNothingLeft: ({ totalMinor, currency }: UserErrors['restNothingLeft']) =>
    sayNothingLeft(showMoney(totalMinor, currency)),
  restWithWeights: ({ typed }: Typed) =>
    `${quoteTyped(typed)}: weights always share everything, so nothing is left for \`rest\`. Type a weight like \`x2\`.`,
  roleEmpty: ({ roleId }: UserErrors['roleEmpty']) =>
    `${showRole(roleId)} has no members but bots. Name the people one by one.`,
  roleUnknown: ({ typed }: Typed) =>
    `${quoteTyped(typed)} is no role of this server. Pick one from the list that Discord shows after \`@\`.`,
  splitContradicted: ({ split, typed }: UserErrors['splitContradicted']) =>
    `${quoteTyped(typed)} does not fit \`split:${split}\`. Leave the option out, or type values of its kind: none for \`equal\`, ` +
    '`370` for `exact`, `40%` for `percent`, `x2` for `shares`.',
  splitNeedsValues: ({ split }: UserErrors['splitNeedsValues']) =>
    `\`split:${split}\` needs a value behind each person: \`370\` for \`exact\`, \`40%\` for \`percent\`, \`x2\` for \`shares\`. ` +
    'Without values, leave the option out.',
  splitOver: (data: UserErrors['splitOver']) => `${sayMismatch(data)} Lower one of them.`,
  splitShort: (data: UserErrors['splitShort']) =>
    `${sayMismatch(data)} Put \`rest\` behind a name, or raise one.`,
  weightNotNumber: ({ typed }: Typed) =>
    `${quoteTyped(typed)} is no weight. Type one like \`x2\` or \`x1.5\`, with the digits 0-9 and a point.`,
  weightTooFine: ({ typed, decimals }: UserErrors['weightTooFine']) =>
    `${quoteTyped(typed)} has more than ${decimals} decimals. Type a shorter weight, like \`x1.5\`.`,
  weightTooLarge: ({ typed, limitMicros }: UserErrors['weightTooLarge']) =>
    `${quoteTyped(typed)} is more than \`${formatWeight(limitMicros)}\`, the largest weight. Type smaller weights in the same proportion.`,
  weightZero: ({ typed }: Typed) =>
    `${quoteTyped(typed)} is a weight of nothing. Type one above 0, like \`x1\`, or leave the person out.`,
};
