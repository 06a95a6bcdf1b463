import { OutcomeUnknown } from '../../src/errors/storage-failure.js';
import type { Expense } from '../../src/ledger/ledger.js';
import type { GuildSettings } from '../../src/ledger/settings.js';
import { textLimits } from '../../src/limits.js';
import type { Reply, ReplyFile } from '../contract/answer.js';
import { serverCommand } from '../contract/command.js';
import type { Attachment, ServerContext } from '../contract/context.js';
import { attachmentOption, choiceOption, textOption } from '../contract/option.js';
import { completeCurrency } from '../parts/complete-currency.js';
import { everyonesVoice } from '../parts/voices.js';
import { announceExpense } from './announce-expense.js';
import { completeCategory } from './complete-category.js';
import { listPeople } from './expense-card.js';
import { readContent } from './read-content.js';

const options = {
  amount: textOption({ required: true, isRead: true }),
  description: textOption({ required: true, minLength: 1, maxLength: textLimits.description }),
  for: textOption({ required: true, isRead: true }),
  paid_by: textOption({ isRead: true }),
  split: choiceOption(['equal', 'exact', 'percent', 'shares']),
  date: textOption({ isRead: true }),
  category: textOption({ maxLength: textLimits.category, complete: completeCategory }),
  currency: textOption({ maxLength: textLimits.currency, isRead: true, complete: completeCurrency }),
  receipt: attachmentOption(),
};

/** `/expense add`: saves one expense and the balances that it makes. */
export const expenseAdd = serverCommand({
  path: 'expense add',
  code: 'ea',
  describe: ({ expense }) => expense.add,
  options,
  visibility: 'public',
  changes: true,
  async run(typed, context) {
    const { guildId, requestId, channelId, actor, now } = context;
    const delivered = { guildId, requestId, createdBy: actor.userId, input: typed };
    const [settings, earlier] = await Promise.all([
      context.settings.fetch(guildId),
      context.ledger.findRecorded(delivered),
    ]);
    if (earlier) return answerAgain(earlier, typed.receipt, settings, context);
    const { content, members } = await readContent(typed, settings, context);
    const receipt = typed.receipt && (await downloadReceipt(typed.receipt, context));
    await context.people.ensurePeople(guildId, members, now);
    // Everything that can fail comes before the save: an error says that nothing was saved.
    const voice = await everyonesVoice(context);
    const { expense } = await context.ledger.recordExpense({
      ...delivered,
      channelId,
      ...content,
      ...(receipt && { receiptName: nameReceipt(receipt.name) }),
      now,
    });
    const duplicate = await context.ledger.findDuplicate(expense);
    const names = new Map(members.map(({ userId, name }) => [userId, name]));
    const { fileLimits } = context.platform;
    const fetchNames = () => Promise.resolve(names);
    const parts = { receipt, fetchNames, fileLimits, duplicate, pings: settings.pings };
    return announceExpense(expense, parts, voice);
  },
});

/**
 * The answer to a request that was delivered before: what that delivery saved, whatever has changed in the server
 * since. The first answer may have been lost, so it is made in full.
 */
async function answerAgain(
  expense: Expense,
  attached: Attachment | undefined,
  settings: GuildSettings,
  context: ServerContext,
): Promise<Reply> {
  const receipt = attached && (await downloadReceipt(attached, context).catch(() => undefined));
  const [voice, duplicate] = await Promise.all([
    everyonesVoice(context),
    context.ledger.findDuplicate(expense),
  ]);
  const { fileLimits } = context.platform;
  const parts = {
    receipt,
    fetchNames: () => fetchNames(expense, context),
    fileLimits,
    duplicate,
    pings: settings.pings,
  };
  return announceExpense(expense, parts, voice);
}

/** The names for the files of an expense. @throws OutcomeUnknown, for the expense is saved */
async function fetchNames(
  expense: Expense,
  { people, guildId }: ServerContext,
): Promise<ReadonlyMap<string, string>> {
  try {
    return await people.fetchNames(guildId, listPeople(expense));
  } catch (cause) {
    throw new OutcomeUnknown('An expense was saved before, and its names cannot be read', { cause });
  }
}

async function downloadReceipt(receipt: Attachment, { platform }: ServerContext): Promise<ReplyFile> {
  return {
    name: receipt.name,
    content: await platform.download(receipt),
    inline: receipt.contentType?.startsWith('image/') ?? false,
  };
}

/** What a receipt is called in the ledger. The names of files name people too often to be kept. */
function nameReceipt(fileName: string): string {
  return `receipt${/\.[a-z0-9]{1,8}$/i.exec(fileName)?.[0].toLowerCase() ?? ''}`;
}
