import { SlashCommandSubcommandBuilder } from '@discordjs/builders';
import { z } from 'zod';
import { fetchBalances } from '../../src/ledger/read/fetch-balances.js';
import { getCurrency } from '../../src/money/currency.js';
import { findGuildIds } from '../../src/people/profile.js';
import { fetchLeftMembers } from '../../src/people/ensure-people.js';
import { descriptions } from '../../src/texts/en/descriptions.js';
import { escapeMarkdown } from '../../src/texts/escape-markdown.js';
import { textsOf } from '../../src/texts/text.js';
import { anywhereCommand, type CommandContext } from '../contract/command.js';
import { describeDebt } from '../expense/expense-card.js';
import { say, type Block, type Reply } from '../contract/reply.js';

/** So many debts of one server stand in a summary; `/balances` there has them all. */
const debtsPerServer = 15;

const input = z.object({});

/** `/summary now`: my balances in every server, by direct message. */
export const summaryNow = anywhereCommand<z.infer<typeof input>>({
  path: 'summary now',
  code: 'sn',
  definition: new SlashCommandSubcommandBuilder()
    .setName('now')
    .setDescription(descriptions.summaryNow.command)
    .toJSON(),
  visibility: 'ephemeral',
  input,
  async run(_input, context) {
    const { replies } = textsOf(context.locale);
    const summary = await summarise(context);
    if (await context.platform.sendDirectMessage(context.actor.userId, summary))
      return say(replies.summarySent());
    return { ...summary, blocks: [{ kind: 'text', text: replies.summaryClosed() }, ...summary.blocks] };
  },
});

async function summarise({ storage, actor, locale, platform }: CommandContext): Promise<Reply> {
  const { replies } = textsOf(locale);
  const servers: Block[] = [];
  for (const guildId of await findGuildIds(storage, actor.userId)) {
    const { debts } = await fetchBalances(storage, guildId, { memberId: actor.userId });
    if (debts.length === 0) continue;
    const left = await fetchLeftMembers(storage, guildId);
    const name = platform.serverName(guildId) ?? replies.serverUnknown();
    const lines = debts
      .slice(0, debtsPerServer)
      .map((debt) => describeDebt(debt, getCurrency(debt.currency), locale, left));
    const more = debts.length - lines.length;
    servers.push({
      kind: 'text',
      text: [
        replies.summaryServer({ server: escapeMarkdown(name) }),
        ...lines,
        ...(more > 0 ? [replies.moreLines({ count: more })] : []),
      ].join('\n'),
    });
  }
  if (servers.length === 0) return say(replies.summaryNone());
  return { kind: 'reply', blocks: [{ kind: 'text', text: replies.summaryTitle() }, ...servers] };
}
