import type { Expense } from '../../src/ledger/expense.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { say, text, type Block, type Reply } from '../contract/answer.js';
import { anywhereCommand } from '../contract/command.js';
import type { CommandContext } from '../contract/context.js';
import { namePayment } from '../parts/describe-payment.js';

/** The most debts shown for one server. `/balances` there shows all. */
const debtsPerServer = 15;

/** The most payments shown for one server that wait for the person's word. */
const waitingPerServer = 5;

/** `/summary now`: the person's balances in every server, by direct message. */
export const summaryNow = anywhereCommand({
  path: 'summary now',
  code: 'sn',
  describe: ({ summary }) => summary.now,
  visibility: 'ephemeral',
  async run(_input, context) {
    const { summary } = context.voice.replies;
    const summed = await sumUp(context);
    if (await context.platform.sendDirectMessage(context.actor.userId, summed)) return say(summary.sent());
    return { ...summed, blocks: [text(summary.closed()), ...summed.blocks] };
  },
});

async function sumUp(context: CommandContext): Promise<Reply> {
  const { people, actor, voice } = context;
  const { summary } = voice.replies;
  const servers: Block[] = [];
  for (const guildId of await people.findGuildIds(actor.userId)) {
    const lines = await describeServer(guildId, context);
    if (lines.length > 0) servers.push(text(lines.join('\n')));
  }
  if (servers.length === 0) return say(summary.none());
  return { kind: 'reply', blocks: [text(summary.title()), ...servers] };
}

/** One line for all payments that wait for the person's word. */
function describeWaiting(payments: readonly Expense[], voice: ServerVoice): string {
  const { waiting, waitingPayment } = voice.replies.summary;
  const named = payments.slice(0, waitingPerServer).map((payment) => {
    const { number, payer, amount } = namePayment(payment, voice);
    return waitingPayment({ number, payer, amount });
  });
  return waiting({ payments: voice.list(named), hasMore: payments.length > waitingPerServer });
}

/** The server's name, the person's debts there, a line each, and the payments that wait for them; empty if there are none. */
async function describeServer(
  guildId: string,
  { ledger, people, actor, platform, voice }: CommandContext,
): Promise<string[]> {
  const { lists, summary } = voice.replies;
  const [{ debts }, waiting] = await Promise.all([
    ledger.fetchBalances(guildId, { memberId: actor.userId }),
    ledger.findUnconfirmed(guildId, { receiverId: actor.userId, limit: waitingPerServer + 1 }),
  ]);
  if (debts.length === 0 && waiting.length === 0) return [];
  const serverVoice = voice.among(await people.fetchLeftMembers(guildId));
  const name = platform.serverName(guildId) ?? summary.serverUnknown();
  const lines = debts.slice(0, debtsPerServer).map((debt) => serverVoice.debt(debt, debt.currency));
  const more = debts.length - lines.length;
  return [
    summary.server({ server: voice.typed(name) }),
    ...lines,
    ...(more > 0 ? [lists.more({ count: more })] : []),
    ...(waiting.length > 0 ? [describeWaiting(waiting, serverVoice)] : []),
  ];
}
