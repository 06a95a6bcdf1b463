import { setImmediate } from 'node:timers/promises';

/** The same items; after each so many of them the event loop gets its turn. */
export async function* inTurns<Item>(items: Iterable<Item>, itemsInTurn: number): AsyncGenerator<Item> {
  let count = 0;
  for (const item of items) {
    yield item;
    count += 1;
    if (count % itemsInTurn === 0) await setImmediate();
  }
}
