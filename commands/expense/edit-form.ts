import { userMention } from '@discordjs/builders';
import type { Expense } from '../../src/ledger/ledger.js';
import { countCharacters, textLimits } from '../../src/limits.js';
import { writeParticipants, writePayers } from '../../src/split/write-people.js';
import { foldName } from '../../src/split/fold-name.js';
import { cleanLine, dropUnseen } from '../../src/texts/readable-text.js';
import type { ServerContext } from '../contract/context.js';
import { readerVoice } from '../parts/voices.js';
import { listPeople } from './expense-card.js';
import { findLeftNames } from './find-left-names.js';
import type { TypedEdit } from './read-edit.js';

/** The fields of the form; Discord lets it have five. */
export const editFields = {
  amount: { required: true, maxLength: textLimits.amountTyped },
  description: { required: true, maxLength: textLimits.description },
  for: { required: true, maxLength: textLimits.peopleInForm },
  paid_by: { required: true, maxLength: textLimits.peopleInForm },
  date: { required: true, maxLength: textLimits.day },
} as const;

type FieldName = keyof typeof editFields;

/** What the fields show of an expense; one that is too long for its field is missing. */
export type FilledForm = Readonly<Partial<Record<FieldName, string>>>;

/** Fills the form with an expense as it stands: `@name` in the place of mentions, which a form cannot show. */
export async function fillForm(expense: Expense, context: ServerContext): Promise<FilledForm> {
  const { currency, split, payers, typed, description, date, shares } = expense;
  const write = await nameWriter(expense, context);
  const participantIds = shares.map(({ userId }) => userId);
  const filled: Record<FieldName, string> = {
    amount: typed.amount,
    description,
    for: writeParticipants({ participantIds, split, currency }, write).join(', '),
    paid_by: writePayers({ payers, currency }, write).join(', '),
    date,
  };
  const fitting = Object.entries(filled).filter(
    ([name, text]) => countCharacters(text) <= editFields[name as FieldName].maxLength,
  );
  return Object.fromEntries(fitting);
}

/**
 * What a submitted form changes: the fields that are not as they were filled. They arrive as the person left them, so
 * a name that several have still means whom it meant.
 */
export function readForm(fields: Readonly<Record<FieldName, string>>, filled: FilledForm): TypedEdit {
  const changed = (name: FieldName) => {
    const text = fields[name];
    return text === '' || text === cleanLine(filled[name] ?? '') ? undefined : text;
  };
  const read = (name: FieldName) => {
    const text = changed(name);
    return text === undefined ? undefined : dropUnseen(text);
  };
  return {
    amount: read('amount'),
    description: changed('description'),
    for: read('for'),
    paid_by: read('paid_by'),
    date: read('date'),
  };
}

/** Somebody whose name cannot be typed, or is another's too, stands there as a mention. */
async function nameWriter(expense: Expense, context: ServerContext): Promise<(userId: string) => string> {
  const { members, guildId } = context;
  const userIds = [...new Set(listPeople(expense))];
  const [found, voice] = await Promise.all([members.find(guildId, userIds), readerVoice(context)]);
  const names = findLeftNames(userIds, voice);
  for (const { userId, name } of found.values()) names.set(userId, name);
  const counts = new Map<string, number>();
  for (const name of names.values()) {
    const key = foldName(name);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return (userId) => {
    const name = names.get(userId);
    const isTypable = name !== undefined && !/[,،，、､\n@<>]/u.test(name);
    return isTypable && counts.get(foldName(name)) === 1 ? `@${name}` : userMention(userId);
  };
}
