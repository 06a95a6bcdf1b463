import type { ChainHead } from '../storage/collections/guilds.js';
import type { Storage } from '../storage/connect.js';
import { streamSnapshot } from '../storage/stream-snapshot.js';
import type { Row } from './csv.js';
import { describeRecords, toText } from './describe-records.js';
import { withoutLeftOut, type LeftOutIds } from './left-out.js';

export const headColumns = ['guildId', 'revision', 'lastNumber', 'hash'] as const;
export type HeadColumn = (typeof headColumns)[number];

/** The newest link of the chain of a ledger. */
export interface ExportedHead extends ChainHead {
  readonly guildId: string;
}

/** By server. What lies outside of the database cannot be rewritten in it. */
export async function* streamHeadRows(
  storage: Storage,
  leftOut: LeftOutIds,
): AsyncGenerator<Row<HeadColumn>[]> {
  for await (const heads of streamHeads(storage)) {
    yield describeRecords(withoutLeftOut(heads, leftOut), describeHead, nameHead);
  }
}

/** A ledger without a chain has none. */
export async function* streamHeads(storage: Storage): AsyncGenerator<ExportedHead[]> {
  const options = { projection: { chain: 1 }, sort: { _id: 1 } } as const;
  for await (const guilds of streamSnapshot(storage, storage.raw.guilds, options)) {
    yield guilds.flatMap(({ _id, chain }) => (chain ? [{ guildId: _id, ...chain }] : []));
  }
}

export function nameHead({ guildId }: ExportedHead): string {
  return `the chain of server ${guildId}`;
}

/** @throws Error for a record that no version of Hisaab wrote */
export function describeHead({ guildId, revision, lastNumber, hash }: ExportedHead): Row<HeadColumn> {
  if (![revision, lastNumber].every(Number.isSafeInteger)) throw new RangeError('a place in it is no number');
  return { guildId, revision, lastNumber, hash: toText(hash) };
}
