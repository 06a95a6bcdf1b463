import type { ServerContext } from '../contract/context.js';
import type { Choice } from '../contract/option.js';

const offeredAtMost = 25;

/** Categories of this server that contain the typed text, the most used of late first. */
export async function completeCategory(typed: string, { ledger, guildId }: ServerContext): Promise<Choice[]> {
  const categories = await ledger.findCategories(guildId, typed, offeredAtMost);
  return categories.map((category) => ({ name: category, value: category }));
}
