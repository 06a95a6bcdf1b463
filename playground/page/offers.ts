import type { Person, Playground, Server } from '../api.js';
import type { OfferedWorldView, StoredObject, StoreView } from './protocol.js';

/** A world that the page offers to build, and to play examples in. */
export interface OfferedWorld extends OfferedWorldView {
  /** Builds it. Each time it is another server with other people. */
  build(playground: Playground): BuiltWorld;
}

/** A new world: where to look first, and as whom. */
export interface BuiltWorld {
  readonly server: Server;
  readonly firstPerson: Person;
}

/** Shows the files that the bot stores, e.g. in a bucket. */
export interface PageStore extends StoreView {
  list(): Promise<readonly StoredObject[]>;
  /** Reads an object as text. */
  read(key: string): Promise<string>;
  /** Makes the bot store its files now. */
  runNow(): Promise<void>;
}
