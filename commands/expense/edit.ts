import type { Outcome } from '../../src/ledger/ledger.js';
import { textLimits } from '../../src/limits.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { text, type Reply } from '../contract/answer.js';
import { serverCommand } from '../contract/command.js';
import type { ServerContext } from '../contract/context.js';
import { choiceOption, numberOption, textOption } from '../contract/option.js';
import { completeCurrency } from '../parts/complete-currency.js';
import { fitLines, type Room } from '../parts/fit-lines.js';
import { permitOf } from '../parts/permit.js';
import { everyonesVoice } from '../parts/voices.js';
import { completeCategory } from './complete-category.js';
import { describeDifferences, describeShortly } from './describe-change.js';
import { expenseHistory } from './history.js';
import { readEdit, type TypedEdit } from './read-edit.js';
import { completeNumber, expenseShow } from './show.js';

const differencesRoom: Room = { characters: 2800, bytes: 7000 };

/** `/expense edit`: changes what is given of an expense. */
export const expenseEdit = serverCommand({
  path: 'expense edit',
  code: 'ee',
  describe: ({ expense }) => expense.edit,
  options: {
    number: numberOption({ required: true, complete: completeNumber }),
    amount: textOption({ isRead: true }),
    description: textOption({ minLength: 1, maxLength: textLimits.description }),
    for: textOption({ isRead: true }),
    paid_by: textOption({ isRead: true }),
    split: choiceOption(['equal', 'exact', 'percent', 'shares']),
    date: textOption({ isRead: true }),
    category: textOption({ maxLength: textLimits.category, complete: completeCategory }),
    currency: textOption({ maxLength: textLimits.currency, isRead: true, complete: completeCurrency }),
  },
  visibility: 'public',
  changes: true,
  run: ({ number, ...typed }, context) => edit(number, typed, context),
});

async function edit(number: number, typed: TypedEdit, context: ServerContext): Promise<Reply> {
  const { ledger, guildId, requestId, actor, now } = context;
  const request = { guildId, requestId, createdBy: actor.userId, input: { number, ...typed } };
  const earlier = await ledger.findChanged(request);
  const voice = await everyonesVoice(context);
  if (earlier) return announceEdit(earlier, actor.userId, voice);
  const [expense, settings] = await Promise.all([
    ledger.fetchExpense(guildId, number),
    context.settings.fetch(guildId),
  ]);
  const { content, members } = await readEdit(expense, typed, settings, context);
  await context.people.ensurePeople(guildId, members, now);
  const { version, receiptName } = expense;
  const outcome = await ledger.editExpense({
    ...request,
    number,
    version,
    content: { ...content, ...(receiptName !== undefined && { receiptName }) },
    permit: permitOf(context),
    now,
  });
  return announceEdit(outcome, actor.userId, voice);
}

/** It follows from what is stored, so that the same request again is answered alike. */
function announceEdit({ expenses }: Outcome, userId: string, voice: ServerVoice): Reply {
  const [change] = expenses;
  if (!change) throw new Error('An edit changed nothing');
  const { number } = change.after;
  const { editedBy } = voice.replies.expense.change;
  const { details, history } = voice.replies.expense.buttons;
  const head = `${editedBy({ person: voice.person(userId) })}\n${describeShortly(change.after, voice)}`;
  const differences = fitLines(describeDifferences(change, voice), differencesRoom).join('\n');
  return {
    kind: 'reply',
    tone: 'good',
    blocks: [head, differences].filter((part) => part !== '').map(text),
    buttons: [
      [
        expenseShow.button('show', { number }, { label: details }),
        expenseHistory.button('one', { number }, { label: history }),
      ],
    ],
  };
}
