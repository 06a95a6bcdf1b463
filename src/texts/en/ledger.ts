import { pluralOf } from '../plural.js';
import { countExpenses } from './shared.js';

const plural = pluralOf('en');

const exportStates = {
  running: 'still running',
  retrying: 'being tried again',
  abandoned: 'not finished',
  done: 'complete',
  failed: 'failed',
} as const;

export const descriptions = {
  command: 'Looking after this server’s ledger',
  problems: { command: 'What is wrong or missing in the set-up; the last and the next export' },
  verify: { command: 'Recompute every balance from the expenses and say where they differ' },
};

export const replies = {
  verifyGood: (data: { expenses: number }) =>
    `Every balance agrees with its expenses (${countExpenses(data.expenses)} recomputed).`,
  verifyBad: (data: { count: number; expenses: number }) =>
    `${data.count} ${plural(data.count, { one: 'balance differs', other: 'balances differ' })} from the ${countExpenses(data.expenses)}:`,
  verifyLine: (data: { debtor: string; creditor: string; stored: string; computed: string }) =>
    `${data.debtor} to ${data.creditor}: stored ${data.stored}, recomputed ${data.computed}`,
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
