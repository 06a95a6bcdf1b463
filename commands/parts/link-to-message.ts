import { messageLink } from '@discordjs/builders';
import type { Expense } from '../../src/ledger/expense.js';

/** The link to the message of an expense; undefined until it is known. */
export function linkToMessage({
  guildId,
  channelId,
  messageId,
}: Pick<Expense, 'guildId' | 'channelId' | 'messageId'>): string | undefined {
  return channelId && messageId ? messageLink(channelId, messageId, guildId) : undefined;
}
