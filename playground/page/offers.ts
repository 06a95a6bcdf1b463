import type { Person, Playground, Server } from '../api.js';
import type { OfferedWorldView, StoredObject, StoreView } from './protocol.js';

/** A world that the page offers to build, and to play examples in. */
export interface OfferedWorld extends OfferedWorldView {
  /** Builds it anew; each time it is another server with other people. */
  build(playground: Playground): BuiltWorld;
}

/** Where to look first in a world, and as whom. */
export interface BuiltWorld {
  readonly server: Server;
  readonly firstPerson: Person;
}

/** Where the bot stores files, for the page to look into, e.g. a bucket that it exports to. */
export interface PageStore extends StoreView {
  list(): Promise<readonly StoredObject[]>;
  /** The object as text. */
  read(key: string): Promise<string>;
  /** Has the bot store its files now. */
  runNow(): Promise<void>;
}
