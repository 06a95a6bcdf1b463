/** Exact values that do not make the total. */
export interface SumMismatch {
  readonly subject: 'shares' | 'payments';
  readonly sum: string;
  readonly difference: string;
  readonly total: string;
}

/**
 * What people are told when they did something that cannot be done: one sentence a code, saying what is
 * wrong, by how much, and what to type instead. The parameter of each entry is the data of the
 * `UserError` with that code; amounts and people arrive ready to be shown.
 */
export const errors = {
  // money: amounts and currencies
  amountExponent: ({ typed, example }: { typed: string; example: string }) =>
    `${typed} is no amount: write it out, without an exponent. Type it like ${example}.`,
  amountForeignDigits: ({ typed, example }: { typed: string; example: string }) =>
    `${typed} has digits that are not 0-9. Type it with the digits 0 1 2 3 4 5 6 7 8 9, like ${example}.`,
  amountGrouping: ({ typed, example }: { typed: string; example: string }) =>
    `The separators in ${typed} stand in the wrong places. Type it without any, like ${example}, or group it ` +
    'like `1,00,000.00` or `100,000.00`.',
  amountHexadecimal: ({ typed, example }: { typed: string; example: string }) =>
    `${typed} is no amount: only the digits 0-9 are. Type it like ${example}.`,
  amountLeadingPoint: ({ typed, example }: { typed: string; example: string }) =>
    `${typed} needs a digit before the point: \`0.5\`, not \`.5\`. Type it like ${example}.`,
  amountLeadingZero: ({ typed, example }: { typed: string; example: string }) =>
    `${typed} begins with a zero too many. Type it like ${example}.`,
  amountMissing: () => 'An amount is missing. Type one like `1,250.50`.',
  amountNotNumber: ({ typed, example }: { typed: string; example: string }) =>
    `${typed} is no amount. Type one like ${example}.`,
  amountOtherCurrency: (data: { typed: string; sign: string; currency: string; example: string }) =>
    `${data.typed} says ${data.sign}, but this is counted in ${data.currency}. Type the amount in ` +
    `${data.currency}, like ${data.example}, or choose the other currency with the option \`currency\`.`,
  amountRoundsToZero: ({ typed, smallest }: { typed: string; smallest: string }) =>
    `${typed} rounds to nothing. The smallest amount is ${smallest}.`,
  amountSigned: ({ typed, example }: { typed: string; example: string }) =>
    `${typed} has a plus or minus sign. Type the amount without it, like ${example}.`,
  amountTooLarge: ({ typed, limit }: { typed: string; limit: string }) =>
    `${typed} is more than ${limit}, the largest amount there is. Type a smaller one, or split it over several expenses.`,
  amountTooLong: ({ typed, limit }: { typed: string; limit: number }) =>
    `${typed} is longer than an amount can be (${limit} characters). Type one like \`1,250.50\`.`,
  amountTrailingPoint: ({ typed, example }: { typed: string; example: string }) =>
    `${typed} ends with its point: type \`5\` or \`5.00\`, not \`5.\`. Type it like ${example}.`,
  amountZero: ({ typed, smallest }: { typed: string; smallest: string }) =>
    `${typed} is nothing to share. The smallest amount is ${smallest}.`,
  currencyUnknown: ({ typed }: { typed: string }) =>
    `${typed} is not the code of a currency. Type three letters like \`INR\`, \`USD\` or \`EUR\`.`,

  // commands: what stands in options
  dateTooFar: ({ typed }: { typed: string }) =>
    `${typed} is more than a year ahead. Type a day up to a year from now, like \`2026-11-24\`.`,
  dateUnreadable: ({ typed }: { typed: string }) =>
    `${typed} is no day of the calendar. Type one like \`2026-11-24\`, \`today\` or \`yesterday\`.`,
  datesCrossed: ({ from, to }: { from: string; to: string }) =>
    `\`from\` (${from}) is after \`to\` (${to}). Swap them.`,
  sameMember: () => 'A person owes themselves nothing. Choose two different people for `member` and `with`.',

  // ledger and people
  // These repeat nothing of what was typed: it may be somebody's address.
  emailInvalid: () =>
    `That is no email address. Nothing was saved. Type one like \`asha@example.com\`, or leave it empty.`,
  expenseNotFound: ({ number }: { number: number }) =>
    `There is no expense \`#${number}\` in this server. \`/expense list\` shows the numbers there are.`,
  mobileInvalid: () =>
    `That is no mobile number. Nothing was saved. Type one like \`98765 43210\`, with \`+\` and the country’s ` +
    'code if it is not Indian, or leave it empty.',
  nameTooLong: ({ length, limit }: { length: number; limit: number }) =>
    `The name has ${length} characters; ${limit} are the most. Nothing was saved. Type a shorter one.`,
  requestReused: () =>
    'This was already saved with other input. Nothing more was saved. `/expense list` shows what there is; type the ' +
    'command once more for another expense.',

  // split: who shares and how much
  everyoneUnknown: ({ typed }: { typed: string }) =>
    `The members of this server cannot be listed, so ${typed} stands for nobody. Name the people one by one.`,
  nameAmbiguous: ({ typed, people, more }: { typed: string; people: string; more: number }) =>
    `${typed} may be ${people}${more > 0 ? ` or ${more} more` : ''}. Pick the person from the list that Discord shows after \`@\`.`,
  nameUnknown: ({ typed }: { typed: string }) =>
    `Nobody here is called ${typed}. Pick the person from the list that Discord shows after \`@\`.`,
  peopleExpenseAllLeft: ({ number }: { number: number; typed: string }) =>
    `Everyone in \`#${number}\` has left this server. Name the people one by one.`,
  peopleExpenseNumber: ({ typed }: { typed: string }) =>
    `${typed} is not the number of an expense. Type one like \`#11\` for the people of expense 11.`,
  peopleExpenseUnknown: ({ number }: { number: number; typed: string }) =>
    `There is no expense \`#${number}\` in this server. \`/expense list\` shows the numbers there are.`,
  peopleManyForbidden: ({ count, limit }: { count: number; limit: number }) =>
    `That is ${count} people through roles or \`everyone\`. More than ${limit} may be added so only by those who may ` +
    'mention everyone in this channel. Name the people one by one.',
  peopleMissing: () => 'Nobody is named. Type people like `@asha @ravi me`, a role, or `everyone`.',
  peopleMixedKinds: ({ typed, other }: { typed: string; other: string }) =>
    `${typed} and ${other} are different kinds of values. Give everyone an amount (\`370\`), everyone a percentage ` +
    '(`40%`), or everyone a weight (`x2`).',
  peopleTooMany: ({ count, limit }: { count: number; limit: number }) =>
    `That is ${count} people; one expense can have ${limit}. Split it over several expenses.`,
  peopleTwice: ({ person, typed }: { person: string; typed: string }) =>
    `${person} is named twice, the second time by ${typed}. Name each person once, with one value.`,
  peopleTwoValues: ({ typed }: { typed: string }) =>
    `${typed} has two values. Type one value behind each person, without spaces in it, like \`1,250.50\`.`,
  peopleValueMissing: ({ typed }: { typed: string }) =>
    `${typed} has no value, but others have. Type one behind each person, or \`rest\` for an equal part of what is left.`,
  peopleValueWithoutPerson: ({ typed }: { typed: string }) =>
    `${typed} stands before any person. Type the person first: \`@asha 370\`.`,
  peopleWordUnknown: ({ typed }: { typed: string }) =>
    `${typed} is neither a person nor a value. People are \`@name\`, a role, \`me\`, \`everyone\` or \`#11\`; values are ` +
    '`370`, `40%`, `x2` or `rest`.',
  percentNotNumber: ({ typed }: { typed: string }) =>
    `${typed} is no percentage. Type one like \`40%\` or \`33.5%\`.`,
  percentOver: ({ sum, difference }: { sum: string; difference: string }) =>
    `Percentages make ${sum}, ${difference} more than 100%. Nothing was saved. Lower one of them.`,
  percentShort: ({ sum, difference }: { sum: string; difference: string }) =>
    `Percentages make ${sum}, ${difference} short of 100%. Nothing was saved. Put \`rest\` behind a name, or raise one.`,
  percentTooFine: ({ typed, decimals }: { typed: string; decimals: number }) =>
    `${typed} has more than ${decimals} decimals. Shorten it, or type \`rest\` for an equal part of what is left.`,
  percentTooLarge: ({ typed }: { typed: string }) =>
    `${typed} is more than 100%. Type a percentage from \`0%\` to \`100%\`.`,
  personIsBot: ({ person }: { person: string; typed: string }) =>
    `${person} is a bot, and bots share no expenses. Leave it out.`,
  personNotInServer: ({ person }: { person: string; typed: string }) =>
    `${person} is not in this server. Leave them out, or invite them first.`,
  restNothingLeft: ({ total }: { total: string }) =>
    `The others already make ${total}, so nothing is left for \`rest\`. Lower one of them, or leave out who says \`rest\`.`,
  restWithWeights: ({ typed }: { typed: string }) =>
    `${typed}: weights always share everything, so nothing is left for \`rest\`. Type a weight like \`x2\`.`,
  roleEmpty: ({ role }: { role: string; typed: string }) =>
    `${role} has no members but bots. Name the people one by one.`,
  roleUnknown: ({ typed }: { typed: string }) =>
    `${typed} is no role of this server. Pick one from the list that Discord shows after \`@\`.`,
  splitContradicted: ({ split, typed }: { split: string; typed: string }) =>
    `${typed} does not fit \`split:${split}\`. Leave the option out, or type values of its kind: none for \`equal\`, ` +
    '`370` for `exact`, `40%` for `percent`, `x2` for `shares`.',
  splitNeedsValues: ({ split }: { split: string }) =>
    `\`split:${split}\` needs a value behind each person: \`370\` for \`exact\`, \`40%\` for \`percent\`, \`x2\` for \`shares\`. ` +
    'Without values, leave the option out.',
  splitOver: (data: SumMismatch) =>
    `${data.subject === 'shares' ? 'Shares' : 'Payments'} make ${data.sum}, ${data.difference} more than ${data.total}. ` +
    'Nothing was saved. Lower one of them.',
  splitShort: (data: SumMismatch) =>
    `${data.subject === 'shares' ? 'Shares' : 'Payments'} make ${data.sum}, ${data.difference} short of ${data.total}. ` +
    'Nothing was saved. Put `rest` behind a name, or raise one.',
  weightNotNumber: ({ typed }: { typed: string }) =>
    `${typed} is no weight. Type one like \`x2\` or \`x1.5\`.`,
  weightTooFine: ({ typed, decimals }: { typed: string; decimals: number }) =>
    `${typed} has more than ${decimals} decimals. Type a shorter weight, like \`x1.5\`.`,
  weightTooLarge: ({ typed, limit }: { typed: string; limit: string }) =>
    `${typed} is more than ${limit}, the largest weight. Type smaller weights in the same proportion.`,
  weightZero: ({ typed }: { typed: string }) =>
    `${typed} is a weight of nothing. Type one above 0, like \`x1\`, or leave the person out.`,

  // discord: what stands between a person and a command
  answerTooLate: () => 'That took too long to open. Nothing was saved. Try it once more.',
  buttonOutdated: () => 'This button is too old to work. Type the command again for a new one.',
  commandUnknown: () =>
    'This command is not known here any more. Reload Discord (Ctrl+R, or restart the app) and pick it from the list again.',
  incident: ({ id }: { id: string }) =>
    `Something went wrong on our side. If it stays so, tell whoever runs this bot the number \`${id}\`.`,
  managersOnly: () => 'Only those who may manage this server can do that. Ask one of them.',
  membersSlow: () =>
    'Discord is slow to say who is in this server. Nothing was saved. Try again in a minute.',
  membersUnreadable: () =>
    'Roles and `everyone` cannot be used here: whoever runs this bot has not turned on the Server Members intent. ' +
    'Name the people one by one.',
  optionInvalid: ({ option }: { option: string }) =>
    `What stands in \`${option}\` cannot be used: it is empty, too long or none of the choices. Change it and try again.`,
  outcomeUnknown: ({ id }: { id: string }) =>
    'The database went silent while it was saving, so it may or may not be saved. Look at `/expense list` before you ' +
    `type it again. (Incident \`${id}\`)`,
  restarting: () => 'Hisaab is just being restarted. Nothing was saved. Try again in a minute.',
  serverOnly: () => 'This works only in a server. Type it in a channel of the server whose ledger you mean.',
  slowDown: () =>
    'Several of your commands are still under way. Nothing was saved. Wait for their answers, then try again.',
  attachmentTooLarge: ({ name, limit }: { name: string; limit: string }) =>
    `${name} is larger than ${limit}, the most that can be sent on here. Nothing was saved. Attach a smaller file.`,
  attachmentUnreadable: ({ name }: { name: string }) =>
    `${name} could not be fetched from Discord. Nothing was saved. Attach it once more.`,
  storageUnavailable: ({ id }: { id: string }) =>
    `The database cannot be reached. Nothing was saved. Try again in a minute. (Incident \`${id}\`)`,
} satisfies Record<string, (data: never) => string>;
