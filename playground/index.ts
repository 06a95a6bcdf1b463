export * from './api.js';
export { startPlayground } from './start-playground.js';
export type { LocalPlayground } from './start-playground.js';
export type { InteractionRecord } from './discord/interactions.js';
export { viewMessage } from './client/view-message.js';
export { discordEpochMs } from './discord/snowflake.js';
