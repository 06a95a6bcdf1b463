import type { Playground } from 'discord-playground';

/**
 * Ends a playground at the end of a test.
 * @throws Error when the bot asked for what the playground does not play: the test went another way than on Discord
 */
export async function closePlayground(playground: Playground): Promise<void> {
  const unknown = playground.unknownRoutes();
  await playground.close();
  if (unknown.length > 0) throw new Error(`The playground does not play ${unknown.join(', ')}`);
}
