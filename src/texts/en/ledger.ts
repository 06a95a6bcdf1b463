import type { UserErrors } from '../../errors/user-error.js';
import { pluralOf } from '../plural.js';
import { quoteTyped } from '../quote-typed.js';
import { showChannel } from '../show.js';
import { countEntries, countExpenses, countPayments } from './shared.js';

const plural = pluralOf('en');

const exportStates = {
  running: 'still running',
  retrying: 'being tried again',
  abandoned: 'not finished',
  done: 'complete',
  failed: 'failed',
} as const;

/** What is wrong with a channel, and what to do. */
const channelRefusals = {
  gone: 'the channel is gone',
  unseen: 'Hisaab lacks the permission “View Channel” there',
  unwritable: 'Hisaab lacks the permission “Send Messages” there',
} as const;

const exportedFiles = {
  expenses: 'expenses',
  balances: 'balances',
  members: 'members',
  changes: 'changes',
} as const;

/** What totals count, in words. */
const countedKinds = {
  expense: { count: countExpenses, all: 'expenses' },
  settlement: { count: countPayments, all: 'payments' },
} as const;

export const descriptions = {
  command: 'Looking after this server’s ledger',
  problems: { command: 'What is wrong or missing in the set-up; the last and the next export' },
  settings: {
    command: 'How this ledger works: shows the settings, or changes what is given',
    options: {
      currency: 'The currency of expenses that name none, e.g. INR',
      time_zone: 'Whose calendar says which day it is, e.g. Asia/Kolkata',
      who_may_change: 'Who may edit, void and restore an expense, besides managers of this server',
      pings: 'Whether people named in an expense are pinged',
      language: 'The language of public answers',
      audit_channel: 'Where every change of this ledger is told; a message is sent there at once',
    },
    choices: {
      who_may_change: {
        owners: 'who created it, and who paid',
        participants: 'these, and who shares it',
        everyone: 'everyone in this server',
      },
      pings: { on: 'on', off: 'off' },
      language: { en: 'English' },
    },
  },
  verify: { command: 'Check that no expense is missing and that balances are what the expenses make' },
  export: { command: 'All of this server’s ledger as CSV files in a ZIP, without email and mobile' },
  rebuild: { command: 'Recompute every balance from the expenses, and put right what differs' },
};

export const replies = {
  verifyGood: (data: { expenses: number }) =>
    `Every balance agrees with its expenses (${countExpenses(data.expenses)} recomputed), and no expense is missing.`,
  verifyBad: (data: { count: number; expenses: number }) =>
    `${data.count} ${plural(data.count, { one: 'fault', other: 'faults' })} in ${countExpenses(data.expenses)} and their balances:`,
  verifyLine: (data: { debtor: string; creditor: string; stored: string; computed: string }) =>
    `${data.debtor} to ${data.creditor}: stored ${data.stored}, recomputed ${data.computed}`,
  verifyFaults: {
    guildMissing: () => 'The settings of this server and the number of its last expense are gone.',
    numbersMissing: (data: { from: number; to: number }) =>
      data.from === data.to
        ? `\`#${data.from}\` is missing`
        : `\`#${data.from}\` to \`#${data.to}\` are missing`,
    numberTwice: (data: { number: number }) => `\`#${data.number}\` is there twice`,
    numberBeyondLast: (data: { number: number; lastNumber: number }) =>
      `\`#${data.number}\` is there, but the last number given is ${data.lastNumber}`,
    sharesDiffer: (data: { number: number; sum: string; amount: string }) =>
      `\`#${data.number}\`: its shares make ${data.sum}, not ${data.amount}`,
    paymentsDiffer: (data: { number: number; sum: string; amount: string }) =>
      `\`#${data.number}\`: its payments make ${data.sum}, not ${data.amount}`,
    sharesUnpaired: (data: { number: number }) =>
      `\`#${data.number}\`: it has not as many shares as people who share`,
    debtsDiffer: (data: { number: number }) =>
      `\`#${data.number}\`: its debts are not what its payments and shares make`,
    chainBroken: (data: { revision: number; number?: number }) =>
      data.number === undefined
        ? `Change ${data.revision} of this ledger is not what was saved`
        : `\`#${data.number}\`: change ${data.revision} of this ledger is not what was saved`,
    anchorBroken: (data: { fromNumber: number; toNumber: number }) =>
      `\`#${data.fromNumber}\` to \`#${data.toNumber}\` are not what was saved`,
    changesMissing: (data: { from: number; to: number }) =>
      data.from === data.to
        ? `Change ${data.from} of this ledger is missing`
        : `Changes ${data.from} to ${data.to} of this ledger are missing`,
    versionDiffers: (data: { number: number; version: number }) =>
      `\`#${data.number}\`: version ${data.version} is not what its change made`,
    settingDiffers: (data: { setting: string }) =>
      `The setting “${data.setting}” is not what its changes made`,
    chainHeadDiffers: (data: { revision: number }) =>
      `The newest change of this ledger is not change ${data.revision} as it was saved`,
    totalDiffers: (data: {
      kind: keyof typeof countedKinds;
      isVoid: boolean;
      stored: { count: number; sum: string };
      computed: { count: number; sum: string };
    }) => {
      const { count, all } = countedKinds[data.kind];
      const show = (total: typeof data.stored) => `${count(total.count)}, ${total.sum}`;
      return `The total of ${data.isVoid ? 'void' : 'live'} ${all} is stored as ${show(data.stored)}; they make ${show(data.computed)}`;
    },
    expenseUnreadable: (data: { number: string }) =>
      `\`#${data.number}\` cannot be read: a part of it is damaged`,
    balanceUnreadable: (data: { creditor: string }) =>
      `What ${data.creditor} is owed cannot be read: it is damaged`,
  },
  rebuild: {
    button: () => 'Rebuild',
    nothing: (data: { expenses: number }) =>
      `Nothing differed: every balance is what ${countExpenses(data.expenses)} make.`,
    done: (data: { what: string; expenses: number }) =>
      `Put right: ${data.what}. ${countExpenses(data.expenses)} recomputed.`,
    balances: (data: { count: number; currency: string }) =>
      `${data.count} ${plural(data.count, { one: 'balance', other: 'balances' })} in ${data.currency}`,
    totals: (data: { count: number }) =>
      `${data.count} ${plural(data.count, { one: 'total', other: 'totals' })} of the list`,
    unreadable: (data: { count: number }) =>
      `${data.count} damaged ${plural(data.count, { one: 'row', other: 'rows' })} of balances`,
    line: (data: { debtor: string; creditor: string; before: string; after: string }) =>
      `${data.debtor} to ${data.creditor}: ${data.before} → ${data.after}`,
    inFile: () => 'All of them are in the file.',
    fileCut: (data: { count: number }) => `The file holds the first ${data.count} of them.`,
    reading: (data: { done: number; of: number }) => `Reading expenses: ${data.done} of ${data.of}`,
    writing: (data: { done: number; of: number }) => `Putting balances right: ${data.done} of ${data.of}`,
  },
  export: {
    ready: (data: {
      zips: number;
      expenses: number;
      payments: number;
      balances: number;
      members: number;
      changes: number;
    }) =>
      `Here is the whole ledger${data.zips > 1 ? `, in ${data.zips} files` : ''}: ${countEntries(data.expenses - data.payments, data.payments)}, ` +
      `${data.balances} ${plural(data.balances, { one: 'balance', other: 'balances' })}, ` +
      `${data.members} ${plural(data.members, { one: 'member', other: 'members' })}, ` +
      `${data.changes} ${plural(data.changes, { one: 'change', other: 'changes' })}. ` +
      'Amounts stand beside ids; `members.csv` says whose they are. Nobody’s email or mobile is in it.',
    writing: (data: { file: keyof typeof exportedFiles; rows: number }) =>
      `Writing ${exportedFiles[data.file]}: ${data.rows}`,
  },
  settings: {
    title: () => '**Settings of this server**',
    hint: () => '-# Change them with the options of `/ledger settings`.',
    changedBy: (data: { person: string }) => `${data.person} changed the settings of this server:`,
    names: {
      currency: 'Currency',
      timeZone: 'Time zone',
      whoMayChange: 'Who may change an expense',
      pings: 'Pings',
      language: 'Language',
      auditChannelId: 'Audit channel',
    },
    line: (data: { name: string; value: string }) => `${data.name}: ${data.value}`,
    difference: (data: { name: string; from: string; to: string }) =>
      `${data.name}: ${data.from} → ${data.to}`,
    whoMayChange: {
      owners: 'who created it, who paid, and managers',
      participants: 'who created it, who paid, who shares it, and managers',
      everyone: 'everyone in this server',
    },
    pings: { on: 'on', off: 'off' },
    languages: { en: 'English' },
    nothing: () => 'none',
    currencyNote: () => '-# Expenses that were added before keep their currency.',
    /** A suggestion for a time zone. Discord shows no Markdown there. */
    zoneChoice: (data: { name: string; offset: string }) => `${data.name} · UTC${data.offset}`,
  },
  /** What the audit channel is told. */
  audit: {
    trial: () => 'This is the audit channel: every change of this server’s ledger is told here.',
    line: (data: {
      what: string;
      changes: string | undefined;
      reason: string | undefined;
      when: string;
      revision: number;
    }) =>
      [
        data.changes === undefined ? data.what : `${data.what}: ${data.changes}`,
        ...(data.reason === undefined ? [] : [`why: ${data.reason}`]),
        data.when,
        `change ${data.revision}`,
      ].join(' · '),
    did: {
      add: (data: { person: string; what: string }) => `${data.person} added ${data.what}`,
      record: (data: { person: string; what: string }) => `${data.person} recorded ${data.what}`,
      edit: (data: { person: string; what: string }) => `${data.person} edited ${data.what}`,
      void: (data: { person: string; what: string }) => `${data.person} made void ${data.what}`,
      refuse: (data: { person: string; what: string }) => `${data.person} did not receive ${data.what}`,
      restore: (data: { person: string; what: string }) => `${data.person} restored ${data.what}`,
      confirm: (data: { person: string; what: string }) => `${data.person} confirmed ${data.what}`,
      dispute: (data: { person: string; what: string }) => `${data.person} disputed ${data.what}`,
      withdraw: (data: { person: string; what: string }) =>
        `${data.person} withdrew their dispute of ${data.what}`,
      closeDispute: (data: { person: string; what: string }) =>
        `${data.person} closed the dispute of ${data.what}`,
      settings: (data: { person: string; what: string }) => `${data.person} changed the settings`,
    },
    several: (data: { numbers: readonly number[]; count: number; payments: number }) => {
      const more = data.count - data.numbers.length;
      const numbers = data.numbers.map((number) => `#${number}`).join(', ');
      return `**${countEntries(data.count - data.payments, data.payments)}**: ${numbers}${more > 0 ? ` and ${more} more` : ''}`;
    },
    changed: (data: { line: string; parts: string }) => `${data.line} (changed: ${data.parts})`,
    problem: (data: {
      channel: string;
      count: number;
      when: string;
      refusal: keyof typeof channelRefusals | undefined;
    }) =>
      `${data.count} ${plural(data.count, { one: 'message', other: 'messages' })} to the audit channel ${data.channel} could not be sent, the last ${data.when}: ${data.refusal ? channelRefusals[data.refusal] : 'Discord could not be reached'}. Mend that and set \`audit_channel\` to it again, or to another one: \`/ledger settings\`.`,
    head: (data: { revision: number; lastNumber: number; hash: string }) =>
      `This ledger has come to change ${data.revision}; its newest expense is ${data.lastNumber > 0 ? `#${data.lastNumber}` : 'still to come'}. Its fingerprint is \`${data.hash}\`.\n-# Keep this message. It proves what the ledger held by now: nobody can alter, remove or slip in anything before change ${data.revision} without another fingerprint coming out.`,
    check: 'Check',
    headHolds: (data: { revision: number }) =>
      `Change ${data.revision} of this ledger still has this fingerprint. A manager can let \`/ledger verify\` recompute everything before it.`,
    headDiffers: (data: { revision: number }) =>
      `Change ${data.revision} of this ledger does not have this fingerprint any more: something up to it was altered outside Hisaab. Keep this message, and ask the person who runs Hisaab.`,
    stop: 'Stop telling',
  },
  noProblems: () => 'Nothing is wrong or missing in the set-up.',
  exportNotSetUp: () =>
    'No weekly export is set up, so the data are only in the database. The person who runs Hisaab can set `S3_BUCKET`.',
  exportFailed: (data: { when: string }) =>
    `The export of ${data.when} failed and is tried again each day. The reason is in Hisaab’s log.`,
  exportRetrying: (data: { when: string }) =>
    `The export of ${data.when} has failed and is being tried again. The reason is in its log.`,
  exportAbandoned: (data: { when: string }) =>
    `The export of ${data.when} was begun, and the process that ran it is gone. Another takes it over within two minutes; if none does, see the log.`,
  exportOverdue: (data: { when: string }) =>
    `The export of ${data.when} is overdue: no process of Hisaab has begun it. See its log.`,
  exportLeftThisOut: (data: { when: string }) =>
    `The export of ${data.when} is without this server: its data are damaged. See \`/ledger verify\`, and tell the person who runs Hisaab.`,
  exportLeftOthersOut: (data: { when: string; count: number }) =>
    `The export of ${data.when} is without ${data.count} other ${plural(data.count, { one: 'server', other: 'servers' })}, whose data are damaged. The log of Hisaab names them.`,
  exportLast: (data: { state: keyof typeof exportStates; when: string }) =>
    `Last export: ${data.when}, ${exportStates[data.state]}`,
  exportNext: (data: { when: string }) => `Next export: ${data.when}`,
};

export const errors = {
  channelRefused: ({ channelId, refusal }: UserErrors['channelRefused']) =>
    refusal === 'gone'
      ? 'That channel is gone. Pick another one. Nothing was saved.'
      : `Nothing can be sent to ${showChannel(channelId)}: ${channelRefusals[refusal]}. Give it that permission in the channel’s settings, and set it again. Nothing was saved.`,
  ledgerDamaged: ({ count }: UserErrors['ledgerDamaged']) =>
    `${count} ${plural(count, { one: 'expense or change of this ledger is', other: 'expenses or changes of this ledger are' })} missing or damaged. Balances made from the rest would be wrong, and hide it. Nothing was changed. ` +
    'See `/ledger verify`, and ask the person who runs Hisaab to restore a backup.',
  ledgerTooLarge: ({ limitBytes }: UserErrors['ledgerTooLarge']) =>
    `This ledger is larger than the ${Math.floor(limitBytes / 1024 / 1024)} MB that can be sent here. ` +
    'Use `/expense list` with `from` and `to`, and its CSV button, for a part of it, or ask the person who runs Hisaab for the weekly export.',
  ledgerUnreadable: () =>
    'A part of this ledger is damaged, so it cannot be exported. See `/ledger verify`, and tell the person who runs Hisaab.',
  rebuildBusy: () => 'Others are rebuilding this ledger right now. Look with `/ledger verify` in a minute.',
  settingsSame: () => 'The settings are like that already. Nothing was changed.',
  timeZoneUnknown: ({ typed, names }: UserErrors['timeZoneUnknown']) =>
    names.length === 0
      ? `${quoteTyped(typed)} is no time zone. Type a continent and a city, like \`Asia/Kolkata\`, or pick one that is offered.`
      : `${quoteTyped(typed)} is no time zone. Did you mean ${names.map((name) => `\`${name}\``).join(' or ')}? Type it like that.`,
};
