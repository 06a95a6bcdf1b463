import { UserError, type UserErrors } from '../../src/errors/user-error.js';
import { checkEditable } from '../../src/ledger/ledger.js';
import type { Edit, Expense, Outcome } from '../../src/ledger/ledger.js';
import type { GuildSettings } from '../../src/ledger/settings.js';
import { textLimits } from '../../src/limits.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { text, type Modal, type Reply } from '../contract/answer.js';
import { serverAction } from '../contract/action.js';
import { serverCommand } from '../contract/command.js';
import type { ServerContext } from '../contract/context.js';
import { choiceOption, numberOption, textOption } from '../contract/option.js';
import { wholeNumber } from '../contract/state.js';
import { completeCurrency } from '../parts/complete-currency.js';
import { fitLines, type Room } from '../parts/fit-lines.js';
import { permitOf } from '../parts/permit.js';
import { everyonesVoice, readerVoice } from '../parts/voices.js';
import { chooseChangedPings } from './choose-pings.js';
import { completeCategory } from './complete-category.js';
import { completeNumber } from './complete-number.js';
import { describeShortly } from '../parts/describe-shortly.js';
import { describeDifferences } from './describe-change.js';
import { editFields, fillForm, readForm } from './edit-form.js';
import { describeEntries, expenseHistory } from './history.js';
import { readEdit, type TypedEdit } from './read-edit.js';
import { expenseShow } from './show.js';

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
  run: ({ number, ...typed }, context) => editByCommand(number, typed, context),
  actions: {
    open: serverAction({
      state: { number: wholeNumber },
      answers: 'reply',
      visibility: 'public',
      opensModal: true,
      run: ({ state }, context) => openForm(state.number, context),
    }),
    save: serverAction({
      // The version that the form showed.
      state: { number: wholeNumber, version: wholeNumber },
      fields: editFields,
      answers: 'reply',
      visibility: 'public',
      changes: true,
      run: ({ state, fields }, context) => editByForm(state, fields, context),
    }),
  },
});

/** What was typed, as it was delivered. */
type Delivered = Pick<Edit, 'guildId' | 'requestId' | 'createdBy' | 'input'>;

/** What is to change, once it is known that it was not changed by this request before. */
interface Wish {
  readonly expense: Expense;
  readonly typed: TypedEdit;
}

function editByCommand(number: number, typed: TypedEdit, context: ServerContext): Promise<Reply> {
  return edit({ number, ...typed }, context, async () => ({
    expense: await context.ledger.fetchExpense(context.guildId, number),
    typed,
  }));
}

async function openForm(number: number, context: ServerContext): Promise<Modal> {
  const [expense, settings] = await Promise.all([
    context.ledger.fetchExpense(context.guildId, number),
    context.settings.fetch(context.guildId),
  ]);
  checkEditable(expense, permitOf(context), settings);
  const filled = await fillForm(expense, context);
  const { title, fields } = context.voice.replies.expense.editForm;
  const look = (name: keyof typeof editFields) =>
    filled[name] === undefined ? undefined : { ...fields[name], value: filled[name] };
  return expenseEdit.form(
    'save',
    { number, version: expense.version },
    {
      title: title({ number }),
      fields: {
        amount: look('amount'),
        description: look('description'),
        for: look('for'),
        paid_by: look('paid_by'),
        date: look('date'),
      },
    },
  );
}

function editByForm(
  { number, version }: { readonly number: number; readonly version: number },
  fields: Readonly<Record<keyof typeof editFields, string>>,
  context: ServerContext,
): Promise<Reply> {
  return edit({ number, version, ...fields }, context, async () => {
    const expense = await context.ledger.fetchExpense(context.guildId, number);
    if (expense.version !== version) throw new UserError('changedMeanwhile', { number, version });
    return { expense, typed: readForm(fields, await fillForm(expense, context)) };
  });
}

/** @param read finds what is to change; it is asked only when the request comes for the first time */
async function edit(
  input: Delivered['input'],
  context: ServerContext,
  read: () => Promise<Wish>,
): Promise<Reply> {
  const { ledger, guildId, requestId, actor } = context;
  const delivered = { guildId, requestId, createdBy: actor.userId, input };
  const [settings, earlier, voice] = await Promise.all([
    context.settings.fetch(guildId),
    ledger.findChanged(delivered),
    everyonesVoice(context),
  ]);
  try {
    const outcome = earlier ?? (await save(await read(), delivered, settings, context));
    return announceEdit(outcome, settings, actor.userId, voice);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'changedMeanwhile') throw error;
    return describeMeanwhile(error.data as UserErrors['changedMeanwhile'], context);
  }
}

async function save(
  { expense, typed }: Wish,
  delivered: Delivered,
  settings: GuildSettings,
  context: ServerContext,
): Promise<Outcome> {
  const { ledger, people, guildId, now } = context;
  const { number, version, receiptName } = expense;
  checkEditable(expense, permitOf(context), settings);
  const { content, members } = await readEdit(expense, typed, settings, context);
  await people.ensurePeople(guildId, members, now);
  return ledger.editExpense({
    ...delivered,
    number,
    version,
    content: { ...content, ...(receiptName !== undefined && { receiptName }) },
    permit: permitOf(context),
    now,
  });
}

/** It follows from what is stored, so that the same request again is answered alike. */
function announceEdit(
  { expenses }: Outcome,
  { pings }: GuildSettings,
  userId: string,
  voice: ServerVoice,
): Reply {
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
    changed: [number],
    pings: pings ? chooseChangedPings(change, userId, voice) : [],
    blocks: [head, differences].filter((part) => part !== '').map(text),
    buttons: [
      [
        expenseShow.button('show', { number }, { label: details }),
        expenseHistory.button('one', { number }, { label: history }),
      ],
    ],
  };
}

/** Someone was faster: what they did, for whoever saw the version before it. */
async function describeMeanwhile(
  { number, version }: UserErrors['changedMeanwhile'],
  context: ServerContext,
): Promise<Reply> {
  const voice = await readerVoice(context);
  const entries = await context.ledger.fetchExpenseHistory(context.guildId, number);
  const newer = entries.filter(({ expenses }) => expenses.some(({ after }) => after.version > version));
  const { buttons, change } = voice.replies.expense;
  const { blocks } = describeEntries(change.meanwhile({ number }), newer, voice);
  return {
    kind: 'reply',
    visibility: 'ephemeral',
    tone: 'bad',
    blocks,
    buttons: [[expenseEdit.button('open', { number }, { label: buttons.editAgain })]],
  };
}
