import { pluralOf } from '../plural.js';

const plural = pluralOf('en');

/** `1 person`, `12 people` */
export function countPeople(count: number): string {
  return `${count} ${plural(count, { one: 'person', other: 'people' })}`;
}

/** `1 expense`, `12 expenses` */
export function countExpenses(count: number): string {
  return `${count} ${plural(count, { one: 'expense', other: 'expenses' })}`;
}

/** `1 debt`, `12 debts` */
export function countDebts(count: number): string {
  return `${count} ${plural(count, { one: 'debt', other: 'debts' })}`;
}

/** `1 payment`, `12 payments` */
export function countPayments(count: number): string {
  return `${count} ${plural(count, { one: 'payment', other: 'payments' })}`;
}

/** `2 expenses and 1 payment`, without what is none. */
export function countEntries(expenses: number, payments: number): string {
  if (payments === 0) return countExpenses(expenses);
  return expenses === 0
    ? countPayments(payments)
    : `${countExpenses(expenses)} and ${countPayments(payments)}`;
}

/** `1 line`, `12 lines` */
export function countLines(count: number): string {
  return `${count} ${plural(count, { one: 'line', other: 'lines' })}`;
}

/** People and debts. */
export const people = {
  left: (data: { name: string; endOfId: string | undefined }) =>
    data.endOfId === undefined ? `${data.name} (left)` : `${data.name} (left) …${data.endOfId}`,
  debt: (data: { debtor: string; creditor: string; amount: string }) =>
    `${data.debtor} owes ${data.creditor} ${data.amount}`,
  shared: (data: { person: string }) => `-# Shared by ${data.person}`,
};

/** Lists with pages, and their files. */
export const lists = {
  /** Behind the line of an expense or a payment. */
  marks: {
    void: () => ' · void',
    refused: () => ' · void, not received',
    unconfirmed: () => ' · not confirmed',
    disputed: () => ' · disputed',
  },
  /** Nobody has counted all pages where `pages` is undefined. */
  page: (data: { page: number; pages: number | undefined }) =>
    data.pages === undefined ? `Page ${data.page}` : `Page ${data.page} of ${data.pages}`,
  pageLine: (data: { page: number; pages: number }) => `-# ${lists.page(data)}`,
  more: (data: { count: number }) => `… and ${data.count} more.`,
  filesReady: (data: { files: number }) =>
    data.files > 1 ? `Here is the whole list, in ${data.files} files.` : 'Here is the whole list.',
  yes: 'yes',
  buttons: {
    share: 'Share',
    older: 'Older',
    newer: 'Newer',
    next: 'Next',
    previous: 'Previous',
    file: 'CSV',
  },
};

/** Any message. */
export const messages = {
  filesRefused: () =>
    '-# Discord did not take the files of this answer: they are too large. Ask for less at once, where you can.',
  undelivered: () => '-# This message could not be shown in the server:',
  withheld: () =>
    'An answer could not be shown to you in time. What you did is saved, and `/expense list` shows it. The answer itself was removed, because somebody of that server has erased their data since.',
  linesCut: (data: { count: number }) =>
    `… and ${data.count} more ${plural(data.count, { one: 'line', other: 'lines' })}`,
};
