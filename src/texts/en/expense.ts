import { countEntries, countExpenses, countPayments, countPeople } from './shared.js';
import type { UserErrors } from '../../errors/user-error.js';
import { pluralOf } from '../plural.js';
import { quoteTyped } from '../quote-typed.js';
import { showDay } from '../show.js';

const plural = pluralOf('en');

type Kind = 'expense' | 'settlement';

/** What each kind is called. */
const things: Readonly<Record<Kind, string>> = { expense: 'expense', settlement: 'payment' };

const splitChoices = {
  equal: 'equally',
  exact: 'by exact amounts',
  percent: 'by percent',
  shares: 'by weights',
};

export const descriptions = {
  command: 'Expenses that this server shares',
  add: {
    command: 'Add an expense: who paid how much, for whom',
    options: {
      amount: 'What it cost in all, e.g. 1,250.50',
      description: 'What it was for',
      for: 'Who shares it, e.g. me @Asha @Bilal · @Asha 370 @Bilal rest · @Asha 40% me 60% · @Asha x2 me x1',
      paid_by: 'Who paid (you, unless said); several with amounts, e.g. @Asha 600 @Bilal 400',
      split: 'How it is split, where the values do not say it',
      date: 'The day it was paid: 2026-11-24, today or yesterday (today, unless said)',
      category: 'E.g. food, rent, travel',
      currency: 'The currency, e.g. INR (the server’s own, unless said)',
      receipt: 'A picture or file of the receipt',
    },
    choices: { split: splitChoices },
  },
  list: {
    command: 'The expenses of this server, newest first',
    options: {
      member: 'Only those that this member paid or shares in, with their share',
      from: 'From this day on: 2026-11-24, today or yesterday',
      to: 'Up to this day: 2026-11-24, today or yesterday',
      category: 'Only this category (offered: those of the newest 2,000)',
      text: 'Only those whose description contains this',
      include_void: 'Show void expenses too',
    },
  },
  show: {
    command: 'Everything about one expense',
    options: { number: 'Its number, e.g. 12. Words find it among the newest 2,000' },
  },
  edit: {
    command: 'Change an expense: only what is given',
    options: {
      number: 'Its number, e.g. 12. Words find it among the newest 2,000',
      amount: 'What it cost in all, e.g. 1,250.50',
      description: 'What it was for',
      for: 'Who shares it, e.g. me @Asha @Bilal · @Asha 370 @Bilal rest',
      paid_by: 'Who paid; several with amounts, e.g. @Asha 600 @Bilal 400',
      split: 'How it is split, where the values do not say it',
      date: 'The day it was paid: 2026-11-24, today or yesterday',
      category: 'E.g. food, rent, travel',
      currency: 'The currency, e.g. INR; the amount in it must be given too',
    },
    choices: { split: splitChoices },
  },
  void: {
    command: 'Take expenses out of the balances; they stay visible',
    options: { number: 'Their numbers, e.g. 12 or 3 5-7', reason: 'Why, for everyone to see' },
  },
  history: {
    command: 'Who did what when, with old and new values',
    options: { number: 'Its number (left out: the newest changes of this server)' },
  },
  restore: {
    command: 'Undo a void',
    options: { number: 'Its number, e.g. 12. Words find it among the newest 2,000' },
  },
};

export const replies = {
  head: (data: { number: number; description: string; total: string; payers: string; split: string }) =>
    `**#${data.number}** ${data.description} · ${data.total} · paid by ${data.payers} · ${data.split}`,
  splitEach: (data: { kind: string; people: number; each: string }) =>
    `${data.kind}, ${countPeople(data.people)}, ${data.each} each`,
  splitPlain: (data: { kind: string; people: number }) => `${data.kind}, ${countPeople(data.people)}`,
  splitKinds: { equal: 'equal', exact: 'exact amounts', percent: 'percent', shares: 'weights' },
  details: (data: { date: string; category: string | undefined }) =>
    data.category ? `-# ${data.date} · ${data.category}` : `-# ${data.date}`,
  share: (data: { person: string; share: string; value: string | undefined }) =>
    data.value
      ? `${data.person} shares ${data.share} (${data.value})`
      : `${data.person} shares ${data.share}`,
  rest: () => 'rest',
  manyPayers: (data: { count: number }) => countPeople(data.count),
  paid: (data: { person: string; amount: string }) => `${data.person} paid ${data.amount}`,
  morePayers: (data: { count: number }) =>
    `… and ${data.count} more who paid, all of them in the attached file.`,
  moreShares: (data: { count: number }) =>
    `… and ${data.count} more who ${plural(data.count, { one: 'shares', other: 'share' })}, all of them in the attached file.`,
  moreDebts: (data: { count: number }) =>
    `… and ${data.count} more ${plural(data.count, { one: 'debt', other: 'debts' })}, all of them in the attached file.`,
  noDebt: () => 'Nobody owes anybody for it.',
  amountRounded: (data: { amount: string }) => `Rounded to ${data.amount}.`,
  valuesRounded: () => 'Some amounts had more decimals than the currency and were rounded.',
  dateAhead: (data: { date: string }) => `${data.date} lies ahead, but it counts in the balances at once.`,
  peopleLeftOut: (data: { people: string; more: number }) =>
    data.more > 0
      ? `Left out, no longer in this server: ${data.people} and ${data.more} more.`
      : `Left out, no longer in this server: ${data.people}.`,
  created: (data: { person: string; when: string }) => `Added by ${data.person} ${data.when}`,
  changedSince: () => '-# More was done since it was added: press History.',
  voided: (data: { when: string }) => `Void since ${data.when}: it counts in no balance.`,
  receipt: (data: { name: string }) => `Receipt: ${data.name}, with the expense’s message`,
  jump: (data: { link: string }) => `[Where it was added](${data.link})`,
  /** A suggestion for a number. Discord shows no Markdown there. */
  choice: (data: { number: number; description: string; total: string }) =>
    `#${data.number} ${data.description} · ${data.total}`,
  paymentChoice: (data: { number: number; payer: string; receiver: string; total: string }) =>
    `#${data.number} ${data.payer} paid ${data.receiver} ${data.total}`,
  /** A number, with a link to its message if that is known. */
  numberLink: (data: { number: number; link: string | undefined }) =>
    data.link ? `[#${data.number}](${data.link})` : `#${data.number}`,
  buttons: {
    details: 'Details',
    edit: 'Edit',
    editAgain: 'Edit the newest',
    history: 'History',
    void: 'Void',
    restore: 'Restore',
    dispute: 'Dispute',
    withdraw: 'Withdraw the dispute',
    closeDispute: 'Close the dispute',
    undo: 'Undo',
  },
  dispute: {
    form: {
      title: (data: { number: number }) => `Dispute #${data.number}`,
      fields: { reason: { label: 'What is wrong, for everyone to see', placeholder: 'I was not there' } },
    },
    by: (data: { person: string; reason: string }) => `${data.person} disputes it: ${data.reason}`,
    more: (data: { count: number }) => `… and ${countPeople(data.count)} more.`,
    disputed: (data: { person: string; kind: Kind }) =>
      data.kind === 'expense'
        ? `${data.person} disputes this expense. It counts as before, until somebody edits or voids it.`
        : `${data.person} disputes this payment. It counts as before, until somebody voids it.`,
    withdrawn: (data: { person: string; kind: Kind }) =>
      `${data.person} withdrew their dispute of this ${things[data.kind]}.`,
    closed: (data: { person: string; kind: Kind }) =>
      `${data.person} closed the dispute of this ${things[data.kind]}.`,
    yours: (data: { number: number; reason: string }) => `You dispute \`#${data.number}\`: ${data.reason}`,
    toClose: (data: { number: number }) =>
      `\`#${data.number}\` is disputed. As a manager of this server you can close that.`,
  },
  /** What the people concerned are told of a change by direct message. */
  told: {
    where: (data: { server: string; number: number }) =>
      `-# In ${data.server}. \`/expense show number:${data.number}\` there shows everything about it.`,
    someServer: () => 'one of your servers',
    reason: (data: { reason: string }) => `> ${data.reason}`,
    did: {
      confirm: (data: { person: string; what: string }) =>
        `${data.person} confirmed that your payment arrived: ${data.what}`,
      void: (data: { person: string; what: string }) =>
        `${data.person} took out of the balances what they had confirmed: ${data.what}`,
      refuse: (data: { person: string; what: string }) =>
        `${data.person} says that your payment did not arrive: ${data.what}\nIt is taken out of the balances. Only ${data.person} or a manager of the server can restore it.`,
      restore: (data: { person: string; what: string }) =>
        `${data.person} put your payment back into the balances: ${data.what}`,
      dispute: (data: { person: string; what: string }) => `${data.person} disputes ${data.what}`,
      edit: (data: { person: string; what: string }) =>
        `${data.person} edited what you disputed, so your dispute is ended: ${data.what}`,
      closeDispute: (data: { person: string; what: string }) =>
        `${data.person} manages the server and closed your dispute of ${data.what}`,
    },
  },
  /** Its number is a link to its message, if that is known. */
  looksLike: (data: { number: string; when: string }) =>
    `⚠️ Looks like ${data.number}, added ${data.when}. Is it the same? Press Undo.`,
  sameAs: (data: { number: number }) => `The same as #${data.number}`,
  editForm: {
    title: (data: { number: number }) => `Edit #${data.number}`,
    fields: {
      amount: { label: 'Amount' },
      description: { label: 'Description' },
      for: { label: 'Who shares it', description: 'Names alone, or each with 370, 40%, x2 or rest' },
      paid_by: { label: 'Who paid', description: 'Several: each with an amount' },
      date: { label: 'Day', description: '2026-11-24, today or yesterday' },
    },
  },
  voidForm: {
    title: (data: { number: number }) => `Void #${data.number}`,
    fields: { reason: { label: 'Why, for everyone to see', placeholder: 'Entered twice' } },
  },
  change: {
    line: (data: { number: number; description: string; total: string }) =>
      `**#${data.number}** ${data.description} · ${data.total}`,
    paymentLine: (data: {
      number: number;
      description: string;
      total: string;
      payer: string;
      receiver: string;
    }) => `**#${data.number}** ${data.description} · ${data.payer} paid ${data.receiver} ${data.total}`,
    voidBy: (data: { person: string; expenses: number; payments: number }) => {
      const { expenses, payments } = data;
      const what =
        expenses + payments > 1
          ? `these ${countEntries(expenses, payments)}`
          : `this ${things[payments > 0 ? 'settlement' : 'expense']}`;
      return `${data.person} took ${what} out of the balances:`;
    },
    editedBy: (data: { person: string }) => `${data.person} edited this expense:`,
    meanwhile: (data: { number: number }) =>
      `**#${data.number}** was changed meanwhile. Nothing of yours was saved. This is different now:`,
    voidReason: (data: { reason: string }) => `-# Why: ${data.reason}`,
    restoredBy: (data: { person: string; kind: Kind }) =>
      `${data.person} put this ${things[data.kind]} back into the balances:`,
    parts: {
      description: 'Description',
      total: 'Total',
      payers: 'Paid by',
      split: 'Split',
      date: 'Day',
      category: 'Category',
      state: 'State',
    },
    part: (data: { name: string; from: string; to: string }) => `${data.name}: ${data.from} → ${data.to}`,
    nothing: () => 'none',
    isVoid: () => 'void',
    isLive: () => 'counts',
    shareOf: (data: { person: string; from: string; to: string }) =>
      `Share of ${data.person}: ${data.from} → ${data.to}`,
    moreShares: (data: { count: number }) => `… and the shares of ${countPeople(data.count)} more.`,
  },
  history: {
    title: () => '**The newest changes of this server**',
    titleOf: (data: { number: number }) => `**Everything that was done to #${data.number}**`,
    did: {
      add: (data: { person: string; when: string }) => `${data.person} added ${data.when}`,
      record: (data: { person: string; when: string }) => `${data.person} recorded ${data.when}`,
      edit: (data: { person: string; when: string }) => `${data.person} edited ${data.when}`,
      void: (data: { person: string; when: string }) => `${data.person} made void ${data.when}`,
      restore: (data: { person: string; when: string }) => `${data.person} restored ${data.when}`,
      refuse: (data: { person: string; when: string }) => `${data.person} did not receive it, ${data.when}`,
      confirm: (data: { person: string; when: string }) => `${data.person} confirmed ${data.when}`,
      dispute: (data: { person: string; when: string }) => `${data.person} disputed ${data.when}`,
      withdraw: (data: { person: string; when: string }) =>
        `${data.person} withdrew their dispute ${data.when}`,
      closeDispute: (data: { person: string; when: string }) =>
        `${data.person} closed the dispute ${data.when}`,
      settings: (data: { person: string; when: string }) =>
        `${data.person} changed the settings ${data.when}`,
    },
    empty: () => 'Nothing was done in this server yet. Add the first expense with `/expense add`.',
    more: (data: { count: number }) =>
      `-# … and ${data.count} older ${plural(data.count, { one: 'change', other: 'changes' })}.`,
  },
  list: {
    fileCut: (data: { count: number }) =>
      `Here are the newest ${countExpenses(data.count)}, as many as fit. For the rest narrow the list by \`from\` and \`to\`, and press CSV again.`,
    title: (data: { filters: string }) =>
      data.filters ? `**Expenses** · ${data.filters}` : '**Expenses of this server**',
    line: (data: { number: number; date: string; description: string; total: string; payers: string }) =>
      `**#${data.number}** ${data.date} · ${data.description} · ${data.total} · paid by ${data.payers}`,
    share: (data: { share: string }) => ` · share ${data.share}`,
    empty: () => 'There are no expenses yet. Add the first with `/expense add`.',
    emptyFiltered: (data: { filters: string }) => `No expenses match: ${data.filters}.`,
    /** A part of a list where nothing was found, but more can be searched. */
    noneYet: () => 'None found so far.',
    number: (data: { number: number }) => `#${data.number}`,
    /** `isAll` is false where older expenses are not counted. */
    totals: (data: {
      expenses: { count: number; sums: string };
      payments: { count: number; sums: string };
      isAll: boolean;
      page: string | undefined;
    }) => {
      const { expenses, payments } = data;
      const parts = [
        ...(expenses.count > 0 || payments.count === 0 ? [countExpenses(expenses.count), expenses.sums] : []),
        ...(payments.count > 0 ? [countPayments(payments.count), payments.sums] : []),
      ];
      const shown = [...parts, data.page].filter(Boolean).join(' · ');
      return data.isAll ? `-# ${shown}` : `-# At least ${shown}`;
    },
    countedTo: (data: { place: string }) =>
      `-# Counted back to ${data.place} so far. For older ones look again later, or narrow the list with \`from\` and \`to\`.`,
    searchedTo: (data: { place: string; canGoOn: boolean }) =>
      data.canGoOn
        ? `-# Searched back to ${data.place}. “Older” goes on from there.`
        : `-# Searched back to ${data.place}. For older ones set \`to\` to that day.`,
    moreCurrencies: (data: { count: number }) =>
      `and ${data.count} more ${plural(data.count, { one: 'currency', other: 'currencies' })}`,
    totalAndShare: (data: { total: string; share: string }) => `${data.total}, share ${data.share}`,
    filters: {
      member: (data: { person: string }) => `of ${data.person}`,
      from: (data: { date: string }) => `from ${data.date}`,
      to: (data: { date: string }) => `to ${data.date}`,
      category: (data: { category: string }) => `category ${data.category}`,
      text: (data: { text: string }) => `with “${data.text}”`,
      includeVoid: () => 'void ones too',
    },
  },
};

export const errors = {
  alreadyDisputed: ({ number }: UserErrors['alreadyDisputed']) =>
    `You dispute \`#${number}\` already. Nothing was changed.`,
  disputeNotYours: ({ number }: UserErrors['disputeNotYours']) =>
    `Only who paid or shares in \`#${number}\` can dispute it. Nothing was changed.`,
  disputesTooMany: ({ number }: UserErrors['disputesTooMany']) =>
    `Many people dispute \`#${number}\` already. Nothing was changed; talk to who added it.`,
  notDisputed: ({ number }: UserErrors['notDisputed']) =>
    `There is no dispute of \`#${number}\` to end. Nothing was changed.`,
  dateTooFar: ({ typed }: UserErrors['dateTooFar']) =>
    `${quoteTyped(typed)} is more than a year ahead. Type a day up to a year from now, like \`2026-11-24\`.`,
  dateUnreadable: ({ typed }: UserErrors['dateUnreadable']) =>
    `${quoteTyped(typed)} is no day of the calendar. Type one like \`2026-11-24\`, \`today\` or \`yesterday\`.`,
  datesCrossed: ({ from, to }: UserErrors['datesCrossed']) =>
    `\`from\` (${showDay(from, 'en')}) is after \`to\` (${showDay(to, 'en')}). Swap them.`,
  otherIsVoid: ({ number, other }: UserErrors['otherIsVoid']) =>
    `#${other} is void, so #${number} is the only one of the two that counts. Nothing was changed. ` +
    `To take it out too, press Void.`,
  alreadyVoid: ({ numbers }: UserErrors['alreadyVoid']) =>
    numbers.length === 1
      ? `\`#${numbers[0]}\` is void already. Nothing was changed.`
      : `${numbers.map((number) => `\`#${number}\``).join(', ')} are void already. Nothing was changed.`,
  changedMeanwhile: ({ number }: UserErrors['changedMeanwhile']) =>
    `\`#${number}\` was changed meanwhile. Nothing of yours was saved. \`/expense history\` shows what is different.`,
  isVoid: ({ number }: UserErrors['isVoid']) => `\`#${number}\` is void. Type \`/expense restore\` first.`,
  currencyNeedsAmount: () => 'Type the `amount` in the other currency too. Nothing was saved.',
  nothingToEdit: ({ number }: UserErrors['nothingToEdit']) =>
    `Type what is to change about \`#${number}\`, e.g. \`amount\` or \`for\`. Nothing was saved.`,
  payersNeeded: ({ number }: UserErrors['payersNeeded']) =>
    `Several people paid \`#${number}\`: type in \`paid_by\` too how much each of them paid. Nothing was saved.`,
  numbersTooMany: ({ limit }: UserErrors['numbersTooMany']) =>
    `At most ${limit} expenses can be changed at once. Nothing was changed. Type fewer numbers.`,
  numbersUnreadable: ({ typed }: UserErrors['numbersUnreadable']) =>
    `${quoteTyped(typed)} is no number of an expense. Type numbers like \`12\` or \`3 5-7\`.`,
  notVoid: ({ number }: UserErrors['notVoid']) => `\`#${number}\` is not void. Nothing was changed.`,
  notYours: ({ number }: UserErrors['notYours']) =>
    `Only who created it, who paid, or a server manager can change \`#${number}\`. Is it wrong? Press Dispute.`,
  expenseNotFound: ({ number }: UserErrors['expenseNotFound']) =>
    `There is no expense \`#${number}\` in this server. \`/expense list\` shows the numbers there are.`,
  requestReused: () =>
    'This was already saved with other input. Nothing more was saved. `/expense list` shows what there is; type the ' +
    'command once more for another expense.',
};
