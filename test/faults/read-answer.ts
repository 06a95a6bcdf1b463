import type { HistoryAnswer, Operation, ShownExpense } from '../history/history.js';
import { netsOf, type Step } from '../ledger/change/model.js';
import type { Entry } from './load.js';

/** What acknowledges each kind of change, in an answer or a notice. */
const acknowledgements: Readonly<Partial<Record<Step['kind'], RegExp>>> = {
  add: /paid by/,
  edit: /edited this expense/,
  void: /out of the balances|It counts no more/,
  restore: /back into the balances/,
  settle: /\*\*#\d+\*\* <@\d+> (says they paid|got|noted that)/,
  confirm: /<@\d+> got ₹[\d,.]+ from <@\d+> \(`#/,
  dispute: /disputes this (expense|payment)/,
  withdraw: /withdrew their dispute/,
  closeDispute: /closed the dispute/,
};

/** The refusals that say something about the ledger. */
const refusals: Readonly<Record<string, RegExp>> = {
  alreadyVoid: /void already/,
  notVoid: /is not void/,
  isVoid: /is void\b.*(`\/expense restore`|Restore it first)/,
  notYours: /Only who created it/,
  changedMeanwhile: /changed meanwhile/,
  expenseNotFound: /There is no expense/,
  alreadyConfirmed: /is confirmed already/,
  paymentNotEdited: /payments are not edited/,
  paymentNotYours: /Only those who may change the payment/,
  reasonNeeded: /You were to receive/,
  disputeNotYours: /Only who paid or shares in/,
  alreadyDisputed: /You dispute .* already/,
  notDisputed: /There is no dispute/,
};

/** `**#12** x34 · ₹1,200.00`, or `**#12** x34 · <@1> paid <@2> ₹1,200.00` */
const expenseLine = /\*\*#(\d+)\*\* (x\d+) · (?:<@\d+> paid <@\d+> )?₹([\d,]+\.\d\d)/g;
/** `**#12** <@1> says they paid <@2> ₹1,200.00.`, and its note below. */
const paymentHead = /\*\*#(\d+)\*\* <@.*₹([\d,]+\.\d\d).*\n-# .* · (x\d+)$/gm;
/** ``<@2> got ₹1,200.00 from <@1> (`#12`).`` */
const paymentSaid = /g[oe]t ₹([\d,]+\.\d\d).*\(`#(\d+)`\)/g;
const debtLine = /^<@(\d+)> owes <@(\d+)> ₹([\d,.]+)$/gm;

/** What a text acknowledges of a change; undefined: it does not. */
export function parseAcknowledged({ typed }: Entry, text: string): ShownExpense[] | undefined {
  if (typed === undefined || !acknowledgements[typed.step.kind]?.test(text)) return undefined;
  const shown = parseExpenses(text).filter(({ description }) => {
    return typed.label === undefined || description === typed.label;
  });
  if (shown.length === 0) return undefined;
  return shown.map((expense) => ({ ...expense, ...madeBy[typed.step.kind] }));
}

/** What an answer says of each of its expenses besides. */
const madeBy: Readonly<Partial<Record<Step['kind'], Partial<ShownExpense>>>> = {
  add: { isVoid: false },
  void: { isVoid: true },
  restore: { isVoid: false },
  confirm: { isConfirmed: true, isVoid: false },
  closeDispute: { disputedBy: [] },
};

/** The expenses and payments that a text shows; undefined descriptions and amounts are not compared. */
function parseExpenses(text: string): ShownExpense[] {
  const lines = [...text.matchAll(expenseLine)].map(([, number, description = '', amount = '']) => ({
    number: Number(number),
    description,
    amountMinor: parseMinor(amount),
  }));
  const heads = [...text.matchAll(paymentHead)].map(([, number, amount = '', description = '']) => ({
    number: Number(number),
    description,
    amountMinor: parseMinor(amount),
  }));
  const said = [...text.matchAll(paymentSaid)].map(([, amount = '', number]) => ({
    number: Number(number),
    amountMinor: parseMinor(amount),
  }));
  return [...lines, ...heads, ...said];
}

function parseMinor(amount: string): number {
  return Number(amount.replaceAll(/[,.]/g, ''));
}

/** Whether a text says that nothing was done. */
export function isRefusal(entry: Entry, text: string): boolean {
  return readAnswer(entry, text).kind === 'refused';
}

/**
 * A command and its answer as an operation of a history; undefined for one that says nothing about the ledger. The
 * outcome of a change is what its message says: the number, the description and the amount; its version is not shown, and
 * stands in the ledger.
 * @param isStored whether it is in the ledger, and `isRepeated` whether a bot may have got it more than once
 */
export function toOperation(
  entry: Entry,
  { isStored, isRepeated }: { readonly isStored: boolean; readonly isRepeated: boolean },
): Operation | undefined {
  const asked = entry.typed?.step ?? entry.read;
  if (asked === undefined) return undefined;
  const heard = [...entry.texts].map(([text, atMs]) => ({ answer: readAnswer(entry, text), atMs }));
  const first =
    heard.find(({ answer }) => isTold(answer)) ?? heard.find(({ answer }) => answer.kind === 'refused');
  const operation = { id: entry.record.id, asked, askedAtMs: entry.record.createdAtMs };
  // A refusal is not remembered: what was refused at one delivery may be done at another.
  const isRetried = first?.answer.kind === 'refused' && isRepeated && isStored;
  if (first === undefined || isRetried) return { ...operation, answer: { kind: 'unknown' } };
  return { ...operation, answer: first.answer, answeredAtMs: first.atMs };
}

function isTold({ kind }: HistoryAnswer): boolean {
  return kind === 'done' || kind === 'showed';
}

function readAnswer(entry: Entry, text: string): HistoryAnswer {
  const acknowledged = parseAcknowledged(entry, text);
  if (acknowledged) return { kind: 'done', expenses: acknowledged };
  const [code] = Object.entries(refusals).find(([, sentence]) => sentence.test(text)) ?? [];
  if (code !== undefined) return { kind: 'refused', code };
  if (/nothing (of it )?was saved|was not saved/i.test(text)) return { kind: 'refused' };
  if (entry.read?.kind === 'balances') return { kind: 'showed', nets: parseNets(text) };
  if (entry.read?.kind === 'show') {
    const [shown] = parseExpenses(text);
    if (shown) return { kind: 'done', expenses: [{ ...shown, isVoid: text.includes('Void since') }] };
  }
  return { kind: 'unknown' };
}

/** What each pair owes each other by an answer of `/balances`. */
export function parseNets(text: string): ReadonlyMap<string, number> {
  return netsOf(
    [...text.matchAll(debtLine)].map(([, debtorId = '', creditorId = '', amount = '']) => ({
      debtorId,
      creditorId,
      amountMinor: parseMinor(amount),
    })),
  );
}
