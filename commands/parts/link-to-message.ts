import type { Expense } from '../../src/ledger/expense.js';

/** Where in Discord the message of an expense is; undefined until it is known. */
export function linkToMessage({ guildId, channelId, messageId }: Expense): string | undefined {
  return channelId && messageId
    ? `https://discord.com/channels/${guildId}/${channelId}/${messageId}`
    : undefined;
}
