const exportStates = {
  running: 'still running',
  retrying: 'being tried again',
  abandoned: 'not finished',
  done: 'complete',
  failed: 'failed',
} as const;

/** What people read when all went well, one entry a sentence. Amounts and people arrive ready to be shown. */
export const replies = {
  // expenses
  expenseHead: (data: {
    number: number;
    description: string;
    total: string;
    payers: string;
    split: string;
  }) => `**#${data.number}** ${data.description} · ${data.total} · paid by ${data.payers} · ${data.split}`,
  splitEach: (data: { kind: string; people: number; each: string }) =>
    `${data.kind}, ${people(data.people)}, ${data.each} each`,
  splitPlain: (data: { kind: string; people: number }) => `${data.kind}, ${people(data.people)}`,
  splitKinds: { equal: 'equal', exact: 'exact amounts', percent: 'percent', shares: 'weights' },
  expenseDetails: (data: { date: string; category: string | undefined }) =>
    data.category ? `${data.date} · ${data.category}` : data.date,
  shareLine: (data: { person: string; share: string; value: string | undefined }) =>
    data.value
      ? `${data.person} shares ${data.share} (${data.value})`
      : `${data.person} shares ${data.share}`,
  moreShares: (data: { count: number }) =>
    `… and ${data.count} more who ${data.count === 1 ? 'shares' : 'share'}.`,
  debtLine: (data: { debtor: string; creditor: string; amount: string }) =>
    `${data.debtor} owes ${data.creditor} ${data.amount}`,
  moreDebts: (data: { count: number }) =>
    `… and ${data.count} more ${data.count === 1 ? 'debt' : 'debts'}, all of them in the attached file.`,
  noDebt: () => 'Nobody owes anybody for it.',
  amountRounded: (data: { amount: string }) => `Rounded to ${data.amount}.`,
  valuesRounded: () => 'Some amounts had more decimals than the currency and were rounded.',
  peopleLeftOut: (data: { people: string }) => `Left out, no longer in this server: ${data.people}.`,
  expenseCreated: (data: { person: string; when: string }) => `Added by ${data.person} ${data.when}`,
  expenseTyped: (data: { typed: string }) => `As typed: ${data.typed}`,
  expenseVoid: (data: { when: string }) => `Void since ${data.when}: it counts in no balance.`,
  expenseReceipt: (data: { name: string }) => `Receipt: ${data.name}, with the expense’s message`,
  expenseJump: (data: { link: string }) => `[Where it was added](${data.link})`,
  restValue: () => 'rest',

  // lists
  listTitle: (data: { filters: string }) =>
    data.filters ? `**Expenses** · ${data.filters}` : '**Expenses of this server**',
  listLine: (data: { number: string; date: string; description: string; total: string; payers: string }) =>
    `${data.number} ${data.date} · ${data.description} · ${data.total} · paid by ${data.payers}`,
  listShare: (data: { share: string }) => ` · share ${data.share}`,
  listVoid: () => ' · void',
  listEmpty: () => 'There are no expenses yet. Add the first with `/expense add`.',
  listEmptyFiltered: (data: { filters: string }) => `No expense fits: ${data.filters}.`,
  listTotal: (data: { count: number; totals: string }) =>
    `${data.count === 1 ? '1 expense' : `${data.count} expenses`} · ${data.totals}`,
  listTotalShare: (data: { total: string; share: string }) => `${data.total}, share ${data.share}`,
  morePayers: (data: { count: number }) => `${data.count} people`,
  filterMember: (data: { person: string }) => `of ${data.person}`,
  filterFrom: (data: { date: string }) => `from ${data.date}`,
  filterTo: (data: { date: string }) => `to ${data.date}`,
  filterCategory: (data: { category: string }) => `category ${data.category}`,
  filterText: (data: { text: string }) => `with “${data.text}”`,
  filterVoid: () => 'void ones too',
  filterCurrency: (data: { currency: string }) => `in ${data.currency}`,
  page: (data: { page: number; pages: number }) => `Page ${data.page} of ${data.pages}`,

  // balances
  balancesTitle: (data: { filters: string }) =>
    data.filters ? `**Balances** · ${data.filters}` : '**Balances of this server**',
  balancesNone: () => 'Nobody owes anybody anything.',
  balancesNoneOf: (data: { person: string }) => `${data.person} owes nobody, and nobody owes them.`,
  balancesNoneWith: (data: { one: string; other: string }) =>
    `Nothing is between ${data.one} and ${data.other}.`,
  netToGet: (data: { person: string; amounts: string }) => `In all ${data.person} is to get ${data.amounts}.`,
  netToPay: (data: { person: string; amounts: string }) => `In all ${data.person} is to pay ${data.amounts}.`,
  netEven: (data: { person: string }) => `In all ${data.person} is even.`,
  statementTitle: (data: { one: string; other: string }) =>
    `**Behind the balance** of ${data.one} and ${data.other}`,
  statementLine: (data: { number: string; description: string; debt: string; running: string }) =>
    `${data.number} ${data.description}: ${data.debt}\n-# then ${data.running}`,
  whyAsk: () => 'Which balance do you want to see behind?',
  whyPick: () => 'Pick one',
  statementEven: () => 'nobody owes anything',
  shared: (data: { person: string }) => `-# Shared by ${data.person}`,

  // profile
  profileShow: (data: { name: string; email: string; mobile: string }) =>
    `**Your profile**\nName: ${data.name}\nEmail: ${data.email}\nMobile: ${data.mobile}`,
  profileMissing: () => 'not given',
  profileUse: () =>
    '-# Only you see this here. Your record is part of the weekly export of whoever hosts this bot. Change it with `/profile edit`, take it with you with `/profile download`, remove it with `/profile erase`.',
  profileSaved: () => 'Saved.',
  profileModal: { title: 'Your profile', name: 'Name', email: 'Email', mobile: 'Mobile number' },
  profileModalHints: {
    name: 'How you are called in files',
    email: 'Leave it empty to remove it',
    mobile: 'With country code, e.g. +91 98765 43210; empty removes it',
  },
  profileEraseAsk: () =>
    'This removes your name, email, mobile number and settings. What stays: the expenses that you are part of, under your bare Discord id, because the balances of others rest on them. It cannot be undone.',
  profileErased: () =>
    'Erased: your name, email, mobile number and settings. Amounts stay under your bare id. If you use Hisaab again, a new profile begins.',
  profileDownload: () => 'Everything that Hisaab holds of you is in the attached file.',

  // summary
  summaryTitle: () => '**Your balances**',
  summaryServer: (data: { server: string }) => `**${data.server}**`,
  summaryNone: () => 'You owe nobody, and nobody owes you, in any server.',
  summarySent: () => 'Sent to you as a direct message.',
  summaryClosed: () => 'Your direct messages are closed to me, so here it is:',
  serverUnknown: () => 'A server',

  // ledger
  verifyGood: (data: { expenses: number }) =>
    `Every balance agrees with its expenses (${data.expenses === 1 ? '1 expense' : `${data.expenses} expenses`} recomputed).`,
  verifyBad: (data: { count: number; expenses: number }) =>
    `${data.count === 1 ? '1 balance differs' : `${data.count} balances differ`} from the ${data.expenses} expenses:`,
  verifyLine: (data: { debtor: string; creditor: string; stored: string; computed: string }) =>
    `${data.debtor} to ${data.creditor}: stored ${data.stored}, recomputed ${data.computed}`,
  noProblems: () => 'Nothing is wrong or missing in the set-up.',
  exportNotSetUp: () =>
    'No weekly export is set up, so the data are only in the database. Whoever runs Hisaab sets `S3_BUCKET` to have it.',
  exportFailed: (data: { when: string }) =>
    `The export of ${data.when} failed and is tried again when Hisaab restarts. Whoever runs Hisaab finds the reason in its log.`,
  exportRetrying: (data: { when: string }) =>
    `The export of ${data.when} has failed and is being tried again. Whoever runs Hisaab finds the reason in its log.`,
  exportAbandoned: (data: { when: string }) =>
    `The export of ${data.when} was begun, and the process that ran it is gone. Another takes it over within two minutes; if none does, whoever runs Hisaab looks at its log.`,
  exportOverdue: (data: { when: string }) =>
    `The export of ${data.when} is overdue: no process of Hisaab has begun it. Whoever runs Hisaab looks at its log.`,
  exportLast: (data: { state: keyof typeof exportStates; when: string }) =>
    `Last export: ${data.when}, ${exportStates[data.state]}`,
  exportNext: (data: { when: string }) => `Next export: ${data.when}`,
  moreLines: (data: { count: number }) => `… and ${data.count} more.`,

  // messages
  undelivered: () => '-# This answer could not be shown where you asked for it:',
  linesCut: ({ count }: { count: number }) =>
    count === 1 ? '… and 1 more line' : `… and ${count} more lines`,

  // buttons
  buttons: {
    details: 'Details',
    share: 'Share',
    older: 'Older',
    newer: 'Newer',
    next: 'Next',
    previous: 'Previous',
    csv: 'CSV',
    why: 'Why?',
    erase: 'Erase my data',
    edit: 'Edit',
  },
  csvReady: () => 'Here is the whole list.',
  csvCut: (data: { count: number }) => `Here are the newest ${data.count}; narrow the list for the rest.`,

  help: () =>
    [
      '**Hisaab keeps who owes whom.** It moves no money.',
      '**Add an expense**',
      '`/expense add amount:1000 description:Electricity for:@Asha @Bilal me`: you paid, all three share equally',
      '`… for:@Asha 370 @Bilal rest`: exact amounts; `rest` takes what is left',
      '`… for:@Asha 40% me 60%`: percent · `… for:@Asha x2 me x1`: weights',
      '`… for:everyone` or `for:@role`: all members, bots left out · `for:#11`: the people of expense 11',
      '`paid_by:@Asha` if somebody else paid; `paid_by:@Asha 600 me 400` if several did',
      '**Look**',
      '`/balances` who owes whom · `/balances member:@Asha` one person · `/balances with:@Asha` every expense behind one balance',
      '`/expense list` newest first · `/expense show number:12` everything about one',
      '**You**',
      '`/summary now` your balances in every server · `/profile show`, `edit`, `download`, `erase`',
      '**Managers**',
      '`/ledger verify` recomputes every balance from the expenses',
    ].join('\n'),
};

function people(count: number): string {
  return count === 1 ? '1 person' : `${count} people`;
}
