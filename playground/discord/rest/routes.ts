import { applicationRoutes } from './applications.js';
import { channelRoutes } from './channels.js';
import { commandRoutes } from './commands.js';
import { guildRoutes } from './guilds.js';
import { interactionRoutes } from './interactions.js';
import type { Route } from './router.js';

/** Every route that is played. */
export const routes: readonly Route[] = [
  ...applicationRoutes,
  ...commandRoutes,
  ...interactionRoutes,
  ...channelRoutes,
  ...guildRoutes,
];
