export const descriptions = {
  command: 'Your balances in every server',
  now: { command: 'Get your balances in every server by direct message' },
};

export const replies = {
  title: () => '**Your balances**',
  server: (data: { server: string }) => `**${data.server}**`,
  /** Names no more than a few; `/expense show` there has the buttons. */
  waiting: (data: { payments: string; hasMore: boolean }) =>
    `Did you get ${data.payments}${data.hasMore ? ' and more' : ''}? Say so there: \`/expense show\` with the number has “Got it” and “Not received”.`,
  waitingPayment: (data: { number: number; payer: string; amount: string }) =>
    `**#${data.number}** ${data.amount} from ${data.payer}`,
  serverUnknown: () => 'A server',
  none: () => 'You owe nobody, and nobody owes you, in any server.',
  sent: () => 'Sent to you as a direct message.',
  closed: () => 'Your direct messages are closed to me, so here it is:',
};
