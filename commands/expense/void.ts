import type { Expense, Outcome } from '../../src/ledger/ledger.js';
import { textLimits } from '../../src/limits.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { text, type Button, type Modal, type Reply } from '../contract/answer.js';
import { serverAction } from '../contract/action.js';
import { serverCommand } from '../contract/command.js';
import type { ServerContext } from '../contract/context.js';
import { textOption } from '../contract/option.js';
import { wholeNumber } from '../contract/state.js';
import { fitLines, type Room } from '../parts/fit-lines.js';
import { describeShortly } from '../parts/describe-shortly.js';
import { requestOf } from '../parts/request-of.js';
import { everyonesVoice } from '../parts/voices.js';
import { readNumbers } from './read-numbers.js';
import { expenseRestore } from './restore.js';
import { expenseShow } from './show.js';

const linesRoom: Room = { characters: 2600, bytes: 6600 };

/** `/expense void`: takes expenses out of the balances; they stay visible. */
export const expenseVoid = serverCommand({
  path: 'expense void',
  code: 'ev',
  describe: ({ expense }) => expense.void,
  options: {
    number: textOption({ required: true, maxLength: textLimits.numbers, isRead: true }),
    reason: textOption({ maxLength: textLimits.reason }),
  },
  visibility: 'public',
  changes: true,
  run: ({ number, reason }, context) => voidThem({ numbers: readNumbers(number), reason }, context),
  actions: {
    ask: serverAction({
      state: { number: wholeNumber },
      answers: 'reply',
      visibility: 'public',
      opensModal: true,
      run: ({ state }, context) => askForReason(state, context),
    }),
    confirm: serverAction({
      state: { number: wholeNumber },
      fields: { reason: { required: false, maxLength: textLimits.reason } },
      answers: 'reply',
      visibility: 'public',
      changes: true,
      run: ({ state, fields }, context) =>
        voidThem({ numbers: [state.number], reason: fields.reason.trim() || undefined }, context),
    }),
    /** Of an expense that was typed twice. */
    undo: serverAction({
      state: { number: wholeNumber, sameAs: wholeNumber },
      answers: 'reply',
      visibility: 'public',
      changes: true,
      run: ({ state: { number, sameAs } }, context) => {
        const reason = context.publicVoice.replies.expense.sameAs({ number: sameAs });
        return voidThem({ numbers: [number], reason, sameAs }, context);
      },
    }),
  },
});

function askForReason({ number }: { readonly number: number }, { voice }: ServerContext): Modal {
  const { title, fields } = voice.replies.expense.voidForm;
  return expenseVoid.form(
    'confirm',
    { number },
    { title: title({ number }), fields: { reason: fields.reason } },
  );
}

interface Wish {
  readonly numbers: readonly number[];
  readonly reason: string | undefined;
  /** Another one that says the same. */
  readonly sameAs?: number;
}

async function voidThem({ numbers, reason, sameAs }: Wish, context: ServerContext): Promise<Reply> {
  const { ledger, actor } = context;
  // Everything that can fail comes before the change: an error says that nothing was saved.
  const voice = await everyonesVoice(context);
  const outcome = await ledger.voidExpenses({
    ...requestOf({ numbers, reason, sameAs }, context),
    numbers,
    ...(sameAs !== undefined && { sameAs }),
    ...(reason !== undefined && { reason }),
  });
  return announceVoid(outcome, reason, actor.userId, voice);
}

function announceVoid(
  { expenses }: Outcome,
  reason: string | undefined,
  userId: string,
  voice: ServerVoice,
): Reply {
  const { expense, lists } = voice.replies;
  const { voidBy, voidReason } = expense.change;
  const payments = expenses.filter(({ after }) => after.kind === 'settlement').length;
  const lines = fitLines(
    expenses.map(({ after }) => describeShortly(after, voice)),
    linesRoom,
  );
  const left = expenses.length - lines.length;
  const texts = [
    voidBy({ person: voice.person(userId), expenses: expenses.length - payments, payments }),
    ...lines,
    ...(left > 0 ? [lists.more({ count: left })] : []),
    ...(reason === undefined ? [] : [voidReason({ reason: voice.typed(reason) })]),
  ];
  const [only, ...others] = expenses;
  return {
    kind: 'reply',
    tone: 'bad',
    changed: expenses.map(({ after }) => after.number),
    blocks: [text(texts.join('\n'))],
    buttons: only && others.length === 0 ? [buttonsOf(only.after, voice)] : [],
  };
}

function buttonsOf({ number }: Expense, voice: ServerVoice): Button[] {
  const { details, restore } = voice.replies.expense.buttons;
  return [
    expenseShow.button('show', { number }, { label: details }),
    expenseRestore.button('restore', { number }, { label: restore }),
  ];
}
