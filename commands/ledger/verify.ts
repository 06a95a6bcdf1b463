import { say } from '../contract/answer.js';
import { serverCommand } from '../contract/command.js';
import { readerVoice } from '../parts/voices.js';

const shownDifferences = 20;

/** `/ledger verify`: recomputes every balance from the expenses and lists the differences. */
export const ledgerVerify = serverCommand({
  path: 'ledger verify',
  code: 'lv',
  describe: ({ ledger }) => ledger.verify,
  visibility: 'ephemeral',
  managersOnly: true,
  async run(_input, context) {
    const { ledger, guildId } = context;
    const { expenses, differences } = await ledger.verifyBalances(guildId);
    const voice = await readerVoice(context);
    const { ledger: replies, lists } = voice.replies;
    if (differences.length === 0) return { ...say(replies.verifyGood({ expenses })), tone: 'good' };
    const lines = differences.slice(0, shownDifferences).map((difference) =>
      replies.verifyLine({
        debtor: voice.person(difference.debtorId),
        creditor: voice.person(difference.creditorId),
        stored: voice.money(difference.storedMinor, difference.currency),
        computed: voice.money(difference.computedMinor, difference.currency),
      }),
    );
    const more = differences.length - lines.length;
    if (more > 0) lines.push(lists.more({ count: more }));
    return {
      ...say(replies.verifyBad({ count: differences.length, expenses }), lines.join('\n')),
      tone: 'bad',
    };
  },
});
