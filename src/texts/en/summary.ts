export const descriptions = {
  command: 'Your balances in every server',
  now: { command: 'Get your balances in every server by direct message' },
};

export const replies = {
  title: () => '**Your balances**',
  server: (data: { server: string }) => `**${data.server}**`,
  serverUnknown: () => 'A server',
  none: () => 'You owe nobody, and nobody owes you, in any server.',
  sent: () => 'Sent to you as a direct message.',
  closed: () => 'Your direct messages are closed to me, so here it is:',
};
