import type { UserErrors } from '../../errors/user-error.js';
import { showMoney, showUser } from '../show.js';
import { pluralOf } from '../plural.js';
import { countDebts, countLines, countPayments } from './shared.js';

const plural = pluralOf('en');

export const descriptions = {
  command: 'Who owes whom in this server',
  options: {
    member: 'Only what this member owes and is owed',
    with: 'Every expense and payment between this person and the member (you, unless said)',
    simplify: 'The fewest payments that settle everything',
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
  fewest: {
    title: (data: { debts: number; payments: number; filters: string }) =>
      `**Fewest payments**${data.filters && ` · ${data.filters}`} · ${countDebts(data.debts)} ${plural(data.debts, { one: 'ends', other: 'end' })} with ${countPayments(data.payments)}`,
    line: (data: { payer: string; receiver: string; amount: string }) =>
      `${data.payer} pays ${data.receiver} ${data.amount}`,
    hint: () => '-# You may pay somebody you do not owe: that pays back the people in between as well.',
    mostExcess: {
      third: () =>
        '-# With this many people there may be a way with fewer payments: these are at most one and a third times the fewest.',
      half: () =>
        '-# With this many people there may be a way with fewer payments: these are at most one and a half times the fewest.',
    },
    circle: () =>
      'Nobody has to pay: these debts go in a circle, and everyone is owed as much as they owe themselves.',
    circleIn: (data: { currencies: string }) =>
      `-# In ${data.currencies} nobody has to pay: those debts go in a circle.`,
    fileCut: (data: { count: number }) =>
      `Here are the first ${countPayments(data.count)}, as many as fit. For others choose a \`currency\`, and press CSV again.`,
  },
  whyAsk: () => 'Which balance should be explained?',
  pick: () => 'Pick one',
  settleAsk: () => 'Which debt was paid?',
  settleEven: () => 'These debts are settled already.',
  settleNone: () =>
    'None of these debts is yours. You can settle what you pay or receive yourself; a server manager can settle for others.',
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
  buttons: { why: 'Why?', fewest: 'Fewest payments', all: 'All debts' },
};

export const errors = {
  balanceTooLarge: ({ creditorId, currency }: UserErrors['balanceTooLarge']) =>
    `Somebody would owe ${showUser(creditorId)} more than ${showMoney(Number.MAX_SAFE_INTEGER, currency)}, the most that Hisaab can count between two people. ` +
    'Nothing was saved. Check the amount, or use another currency for it.',
  statementChanged: () => 'Something was changed while the file was made. Press CSV again.',
  simplifyAlone: () =>
    'The fewest payments are those of the whole server. Leave out `member` and `with`, or leave out `simplify`. For one currency, choose a `currency`.',
  sameMember: () => 'A person owes themselves nothing. Choose two different people for `member` and `with`.',
};
