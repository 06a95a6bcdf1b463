import { SlashCommandSubcommandBuilder } from '@discordjs/builders';
import { z } from 'zod';
import { verifyBalances } from '../../src/ledger/read/verify-balances.js';
import { getCurrency } from '../../src/money/currency.js';
import { formatAmount } from '../../src/money/format-amount.js';
import { fetchLeftMembers } from '../../src/people/ensure-people.js';
import { descriptions } from '../../src/texts/en/descriptions.js';
import { textsOf } from '../../src/texts/text.js';
import { serverCommand } from '../contract/command.js';
import { mentionPerson } from '../parts/mention-person.js';
import { say } from '../contract/reply.js';

const shownDifferences = 20;

const input = z.object({});

/** `/ledger verify`: recomputes every balance from the expenses and says where they differ. */
export const ledgerVerify = serverCommand<z.infer<typeof input>>({
  path: 'ledger verify',
  code: 'lv',
  definition: new SlashCommandSubcommandBuilder()
    .setName('verify')
    .setDescription(descriptions.ledgerVerify.command)
    .toJSON(),
  visibility: 'ephemeral',
  managersOnly: true,
  input,
  async run(_input, { storage, guildId, locale }) {
    const { replies } = textsOf(locale);
    const { expenses, differences } = await verifyBalances(storage, guildId);
    if (differences.length === 0) return { ...say(replies.verifyGood({ expenses })), tone: 'good' };
    const left = await fetchLeftMembers(storage, guildId);
    const lines = differences.slice(0, shownDifferences).map((difference) => {
      const currency = getCurrency(difference.currency);
      return replies.verifyLine({
        debtor: mentionPerson(difference.debtorId, left),
        creditor: mentionPerson(difference.creditorId, left),
        stored: formatAmount(difference.storedMinor, currency),
        computed: formatAmount(difference.computedMinor, currency),
      });
    });
    const more = differences.length - lines.length;
    if (more > 0) lines.push(replies.moreLines({ count: more }));
    return {
      ...say(replies.verifyBad({ count: differences.length, expenses }), lines.join('\n')),
      tone: 'bad',
    };
  },
});
