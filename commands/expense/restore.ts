import { text, type Reply } from '../contract/answer.js';
import { serverAction } from '../contract/action.js';
import { serverCommand } from '../contract/command.js';
import type { ServerContext } from '../contract/context.js';
import { numberOption } from '../contract/option.js';
import { wholeNumber } from '../contract/state.js';
import { describeShortly } from '../parts/describe-shortly.js';
import { requestOf } from '../parts/request-of.js';
import { everyonesVoice } from '../parts/voices.js';
import { completeNumber } from './complete-number.js';
import { expenseHistory } from './history.js';

/** `/expense restore`: undoes a void. */
export const expenseRestore = serverCommand({
  path: 'expense restore',
  code: 'er',
  describe: ({ expense }) => expense.restore,
  options: { number: numberOption({ required: true, complete: completeNumber }) },
  visibility: 'public',
  changes: true,
  run: restore,
  actions: {
    restore: serverAction({
      state: { number: wholeNumber },
      answers: 'reply',
      visibility: 'public',
      changes: true,
      run: ({ state }, context) => restore(state, context),
    }),
  },
});

async function restore({ number }: { readonly number: number }, context: ServerContext): Promise<Reply> {
  const { ledger, actor } = context;
  // Everything that can fail comes before the change: an error says that nothing was saved.
  const voice = await everyonesVoice(context);
  const { expenses } = await ledger.restoreExpense({ ...requestOf({ number }, context), number });
  const kind = expenses[0]?.after.kind ?? 'expense';
  const head = voice.replies.expense.change.restoredBy({ person: voice.person(actor.userId), kind });
  const lines = expenses.map(({ after }) => describeShortly(after, voice));
  return {
    kind: 'reply',
    tone: 'good',
    changed: [number],
    blocks: [text([head, ...lines].join('\n'))],
    buttons: [[expenseHistory.button('one', { number }, { label: voice.replies.expense.buttons.history })]],
  };
}
