import { messageLink } from '@discordjs/builders';
import type { Expense } from '../../src/ledger/expense.js';

/** Where in Discord the message of an expense is; undefined until it is known. */
export function linkToMessage({ guildId, channelId, messageId }: Expense): string | undefined {
  return channelId && messageId ? messageLink(channelId, messageId, guildId) : undefined;
}
