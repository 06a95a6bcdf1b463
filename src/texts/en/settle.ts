import type { UserErrors } from '../../errors/user-error.js';
import { countDebts } from './shared.js';

export const descriptions = {
  command: 'Record that somebody paid somebody back. Hisaab moves no money',
  options: {
    to: 'Who received the money',
    amount: 'How much, e.g. 1,250.50 (all that is owed, unless said)',
    from: 'Who paid (you, unless said)',
    currency: 'The currency, e.g. INR (the one that is owed, unless said)',
    note: 'What to remember of it, e.g. UPI or cash',
  },
};

export const replies = {
  /** What a payment without a note is called in lists and files. */
  description: () => 'Payment',
  says: (data: { number: number; payer: string; receiver: string; amount: string }) =>
    `**#${data.number}** ${data.payer} says they paid ${data.receiver} ${data.amount}.`,
  got: (data: { number: number; payer: string; receiver: string; amount: string }) =>
    `**#${data.number}** ${data.receiver} got ${data.amount} from ${data.payer}.`,
  noted: (data: { number: number; payer: string; receiver: string; amount: string; by: string }) =>
    `**#${data.number}** ${data.by} noted that ${data.payer} paid ${data.receiver} ${data.amount}.`,
  left: (data: { debt: string }) => `Left: ${data.debt}.`,
  leftNothing: () => 'Left: nothing. They owe each other nothing.',
  over: (data: { amount: string }) => `That is ${data.amount} more than was owed.`,
  rounded: (data: { amount: string }) => `Rounded to ${data.amount}.`,
  details: (data: { date: string; description: string }) => `-# ${data.date} · ${data.description}`,
  movesNoMoney: () => '-# Hisaab moves no money.',
  passes: (data: { count: number }) => `-# It pays back ${countDebts(data.count)} along the way.`,
  unconfirmed: (data: { receiver: string }) => `-# ${data.receiver} has not confirmed it yet.`,
  confirmed: (data: { when: string }) => `-# Confirmed ${data.when}.`,
  refused: (data: { receiver: string; when: string }) =>
    `${data.receiver} says that it did not arrive. Void since ${data.when}: it counts in no balance.`,
  listed: (data: {
    number: number;
    date: string;
    description: string;
    total: string;
    payer: string;
    receiver: string;
  }) =>
    `**#${data.number}** ${data.date} · ${data.description} · ${data.total} · ${data.payer} paid ${data.receiver}`,
  ask: (data: { number: number; payer: string; receiver: string; amount: string }) =>
    `${data.receiver}, did you get ${data.amount} from ${data.payer} (\`#${data.number}\`)?`,
  toldBoth: (data: { payer: string; receiver: string; by: string; number: number }) =>
    `${data.payer}, ${data.receiver}: ${data.by} noted your payment \`#${data.number}\`. If that is wrong, press Dispute.`,
  gotIt: (data: { number: number; payer: string; receiver: string; amount: string }) =>
    `${data.receiver} got ${data.amount} from ${data.payer} (\`#${data.number}\`).`,
  gotItFor: (data: { number: number; payer: string; receiver: string; amount: string; by: string }) =>
    `${data.by} confirmed that ${data.receiver} got ${data.amount} from ${data.payer} (\`#${data.number}\`).`,
  notReceived: (data: { number: number; payer: string; receiver: string; amount: string }) =>
    `${data.payer}, ${data.receiver} did not get ${data.amount} (\`#${data.number}\`). It counts no more.`,
  isVoid: (data: { number: number }) =>
    `\`#${data.number}\` is void, so it counts in no balance. Did the money come after all? Restore it first.`,
  nothingOwed: (data: { payer: string; receiver: string }) =>
    `${data.payer} owes ${data.receiver} nothing. Nothing was saved. To record a payment all the same, type an \`amount\`.`,
  turnedRound: (data: { debt: string; payer: string; receiver: string }) =>
    `You typed that ${data.payer} pays ${data.receiver}, but ${data.debt}. Nothing was saved yet. Which payment was it?`,
  form: {
    title: (data: { payer: string; receiver: string }) => `${data.payer} paid ${data.receiver}`,
    fields: {
      amount: { label: 'How much' },
      note: { label: 'Note', placeholder: 'UPI, cash, …' },
    },
  },
  refuseForm: {
    title: (data: { number: number }) => `#${data.number} did not arrive`,
    fields: { reason: { label: 'What happened, for everyone to see', placeholder: 'Nothing came so far' } },
  },
  buttons: {
    settle: 'Settle',
    gotIt: 'Got it',
    notReceived: 'Not received',
    turnRound: 'The other way round',
    asTyped: 'As I typed it',
  },
  /** Suggestions for an amount. Discord shows no Markdown there. */
  choices: {
    all: (data: { amount: string }) => `All: ${data.amount}`,
    half: (data: { amount: string }) => `Half: ${data.amount}`,
  },
};

export const errors = {
  alreadyConfirmed: ({ number }: UserErrors['alreadyConfirmed']) =>
    `\`#${number}\` is confirmed already. Nothing was changed. If it is wrong, \`/expense void\` takes it out of the balances.`,
  notPayment: ({ number }: UserErrors['notPayment']) => `\`#${number}\` is no payment. Nothing was changed.`,
  paymentCurrency: ({ currencies }: UserErrors['paymentCurrency']) =>
    `Money is owed in ${currencies.map((code) => `\`${code}\``).join(', ')}. Choose the \`currency\` of this payment. Nothing was saved.`,
  paymentNotEdited: ({ number }: UserErrors['paymentNotEdited']) =>
    `\`#${number}\` is a payment, and payments are not edited. Void it with \`/expense void\`, and type \`/settle\` again.`,
  paymentNotYours: ({ number }: UserErrors['paymentNotYours']) =>
    `Only those who may change the payment \`#${number}\` can do that: who received it, a server manager, and, until it is confirmed, who paid. Is it wrong? Press Dispute.`,
  paymentOfOthers: () =>
    'You can record what you pay or receive yourself. Payments of others are recorded by them, or by a server manager. Nothing was saved.',
  paymentToSelf: () =>
    'Nobody pays themselves back. Choose two different people for `to` and `from`. Nothing was saved.',
  reasonNeeded: ({ number }: UserErrors['reasonNeeded']) =>
    `You were to receive \`#${number}\`, so say in \`reason\` what happened. Nothing was changed.`,
};
