import type { UserErrors } from '../../errors/user-error.js';
import { showMoney, showUser } from '../show.js';
import { countDebts, countLines } from './shared.js';

export const descriptions = {
  command: 'Who owes whom in this server',
  options: {
    member: 'Only what this member owes and is owed',
    with: 'Every expense between this person and the member (you, unless said)',
    currency: 'Only this currency',
  },
};

export const replies = {
  title: (data: { filters: string }) =>
    data.filters ? `**Balances** · ${data.filters}` : '**Balances of this server**',
  filters: {
    member: (data: { person: string }) => `of ${data.person}`,
    currency: (data: { currency: string }) => `in ${data.currency}`,
  },
  none: () => 'Nobody owes anybody anything.',
  noneOf: (data: { person: string }) => `${data.person} owes nobody, and nobody owes them.`,
  noneBetween: (data: { one: string; other: string }) =>
    `${data.one} and ${data.other} owe each other nothing.`,
  netToGet: (data: { person: string; amounts: string }) => `In all ${data.person} is to get ${data.amounts}.`,
  netToPay: (data: { person: string; amounts: string }) => `In all ${data.person} is to pay ${data.amounts}.`,
  netEven: (data: { person: string }) => `In all ${data.person} is even.`,
  whyAsk: () => 'Which balance should be explained?',
  whyPick: () => 'Pick one',
  statement: {
    title: (data: { one: string; other: string }) =>
      `**Behind the balance** of ${data.one} and ${data.other}`,
    line: (data: { number: string; description: string; debt: string; running: string }) =>
      `${data.number} ${data.description}: ${data.debt}\n-# then ${data.running}`,
    even: () => 'nobody owes anything',
    payment: (data: { payer: string; receiver: string; amount: string }) =>
      `${data.payer} paid ${data.receiver} ${data.amount}`,
    passed: (data: { whole: string; payer: string; receiver: string; amount: string }) =>
      `${data.whole}, and so ${data.payer} paid back ${data.receiver} ${data.amount}`,
    anew: () => '-# Something was changed in the meantime, so here are the newest lines again.',
    others: (data: { debts: string; more: number }) =>
      `-# In other currencies: ${data.debts}${data.more > 0 ? ` and ${data.more} more` : ''}. Choose a \`currency\` to see what is behind it.`,
    fileCut: (data: { count: number }) => `Here are the newest ${countLines(data.count)}, as many as fit.`,
  },
  fileCut: (data: { count: number }) =>
    `Here are the first ${countDebts(data.count)}, as many as fit. For others choose a \`member\` or a \`currency\`, and press CSV again.`,
  buttons: { why: 'Why?' },
};

export const errors = {
  balanceTooLarge: ({ creditorId, currency }: UserErrors['balanceTooLarge']) =>
    `Somebody would owe ${showUser(creditorId)} more than ${showMoney(Number.MAX_SAFE_INTEGER, currency)}, the most that Hisaab can count between two people. ` +
    'Nothing was saved. Check the amount, or use another currency for it.',
  statementChanged: () => 'An expense was changed while the file was made. Press CSV again.',
  sameMember: () => 'A person owes themselves nothing. Choose two different people for `member` and `with`.',
};
