export { decodePath, isOwnHost, parseTarget } from '../discord/request-target.js';
export { servePage } from './serve-page.js';
export type { PageServer, PageServerOptions } from './serve-page.js';
export type { BuiltWorld, OfferedWorld, PageStore } from './offers.js';
export type { Example, StoredObject } from './protocol.js';
