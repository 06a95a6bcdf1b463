import type { Expense } from '../../src/ledger/expense.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { text, type Reply, type ReplyFile } from '../contract/answer.js';
import type { ExpenseCard } from './expense-card.js';
import { expenseShow } from './show.js';
import { expenseVoid } from './void.js';

/** An expense pings at most this many of the people it names. */
const pingsAtMost = 10;
/** Of the people of another expense who have left, this many are named. */
const namedLeftOut = 5;

/** What the answer takes from elsewhere than the expense. */
export interface AnnouncementParts {
  readonly card: ExpenseCard;
  /** The receipt, and what the card shows only in part. */
  readonly files: readonly ReplyFile[];
  /** Whether the people named one by one are pinged, without the author. */
  readonly pings: boolean;
}

/**
 * The public answer to a new expense. It follows from what is stored, so that the same request again is answered
 * alike.
 */
export function announceExpense(expense: Expense, parts: AnnouncementParts, voice: ServerVoice): Reply {
  const { card, files, pings } = parts;
  const { number } = expense;
  const { buttons } = voice.replies.expense;
  return {
    kind: 'reply',
    tone: 'good',
    about: { expenseNumber: number },
    blocks: [...card.texts, ...describeNotes(expense, voice)].map(text),
    buttons: [
      [
        expenseShow.button('show', { number }, { label: buttons.details }),
        expenseVoid.button('ask', { number }, { label: buttons.void }),
      ],
    ],
    files,
    pings: pings ? choosePings(expense) : [],
  };
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

/** People named one by one, without the author. Everyone who was typed by name stands in the text by id. */
function choosePings({ typed, createdBy }: Expense): string[] {
  const named = [...typed.for.matchAll(/<@!?(\d+)>/g)].map(([, userId = '']) => userId);
  return [...new Set(named)].filter((userId) => userId !== createdBy).slice(0, pingsAtMost);
}
