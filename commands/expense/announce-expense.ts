import type { EarlierExpense, Expense } from '../../src/ledger/ledger.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { text, type Button, type Reply, type ReplyFile } from '../contract/answer.js';
import type { FileLimits } from '../contract/context.js';
import { describeDisputes } from '../parts/describe-disputes.js';
import { linkToMessage } from '../parts/link-to-message.js';
import { choosePings } from './choose-pings.js';
import { disputeButton } from './dispute-actions.js';
import { expenseEdit } from './edit.js';
import { describeExpense } from './expense-card.js';
import { expenseHistory } from './history.js';
import { expenseRestore } from './restore.js';
import { expenseShow } from './show.js';
import { expenseVoid } from './void.js';

/** Of the people of another expense who have left, this many are named. */
const namedLeftOut = 5;

/** What the answer takes from elsewhere than the expense. */
export interface AnnouncementParts {
  /** Undefined: there is none, or the message has it already. */
  readonly receipt: ReplyFile | undefined;
  /** The names for the files, by user id. */
  readonly fetchNames: () => Promise<ReadonlyMap<string, string>>;
  readonly fileLimits: FileLimits;
  /** What it is probably the same as. */
  readonly duplicate: EarlierExpense | undefined;
  /** Whether the people named one by one are pinged, without the author. */
  readonly pings: boolean;
}

/**
 * The public message of an expense: the answer when it is added, brought up to date whenever it is changed. It follows
 * from what is stored, so that the same request again is answered alike.
 */
export async function announceExpense(
  expense: Expense,
  { receipt, fetchNames, fileLimits, duplicate, pings }: AnnouncementParts,
  voice: ServerVoice,
): Promise<Reply> {
  const { number, voidedAt } = expense;
  const card = describeExpense(expense, voice);
  const listed = card.isCut ? await card.files(await fetchNames(), fileLimits) : [];
  return {
    kind: 'reply',
    tone: voidedAt ? 'bad' : 'good',
    about: { expenseNumber: number },
    blocks: [
      ...card.texts,
      ...describeNotes(expense, voice),
      ...(duplicate ? [describeDuplicate(duplicate, voice)] : []),
      ...describeState(expense, voice),
    ].map(text),
    buttons: [makeButtons(expense, voice), ...(duplicate ? [makeUndo(number, duplicate, voice)] : [])],
    files: [...(receipt ? [receipt] : []), ...listed],
    pings: pings ? choosePings(expense, voice) : [],
  };
}

/** What the message may do with an expense as it stands. */
function makeButtons(expense: Expense, voice: ServerVoice): Button[] {
  const { number, version, voidedAt } = expense;
  const { buttons } = voice.replies.expense;
  const details = expenseShow.button('show', { number }, { label: buttons.details });
  const history = expenseHistory.button('one', { number }, { label: buttons.history });
  if (voidedAt) {
    return [details, history, expenseRestore.button('restore', { number }, { label: buttons.restore })];
  }
  return [
    details,
    ...(version > 1 ? [history] : []),
    expenseEdit.button('open', { number }, { label: buttons.edit }),
    expenseVoid.button('ask', { number }, { label: buttons.void }),
    disputeButton(expense, voice),
  ];
}

/** Takes it out again, where it was typed twice. */
function makeUndo(number: number, { number: sameAs }: EarlierExpense, voice: ServerVoice): Button[] {
  return [expenseVoid.button('undo', { number, sameAs }, { label: voice.replies.expense.buttons.undo })];
}

function describeDuplicate(duplicate: EarlierExpense, voice: ServerVoice): string {
  const { looksLike, numberLink } = voice.replies.expense;
  const number = numberLink({ number: duplicate.number, link: linkToMessage(duplicate) });
  return looksLike({ number, when: voice.ago(duplicate.createdAt) });
}

/** Whether it is still what was added, and everybody agrees. */
function describeState(expense: Expense, voice: ServerVoice): string[] {
  const { version, voidedAt } = expense;
  const { changedSince, voided } = voice.replies.expense;
  if (voidedAt) return [voided({ when: voice.instant(voidedAt) })];
  const disputes = describeDisputes(expense, voice);
  if (disputes.length > 0) return [disputes.join('\n')];
  return version > 1 ? [changedSince()] : [];
}

function describeNotes({ notes = {}, amountMinor, currency, date }: Expense, voice: ServerVoice): string[] {
  const { amountRounded, dateAhead, peopleLeftOut, valuesRounded } = voice.replies.expense;
  return [
    notes.amountRounded && amountRounded({ amount: voice.money(amountMinor, currency) }),
    notes.valuesRounded && valuesRounded(),
    notes.dateAhead && dateAhead({ date: voice.day(date) }),
    notes.leftOut &&
      peopleLeftOut({
        people: voice.list(notes.leftOut.slice(0, namedLeftOut).map((userId) => voice.person(userId))),
        more: Math.max(0, notes.leftOut.length - namedLeftOut),
      }),
  ].filter((note) => note !== undefined);
}
