import type { Storage } from '../storage/connect.js';
import { streamSnapshot } from '../storage/stream-snapshot.js';
import type { UserRecord } from '../storage/collections/users.js';
import { neutralise, type Row } from './csv.js';
import { describeRecords, toText } from './describe-records.js';

export const userColumns = ['userId', 'name', 'email', 'mobile', 'createdAt', 'updatedAt'] as const;
export type UserColumn = (typeof userColumns)[number];

/** The one value that is written bare although it begins with a sign: a number in E.164. */
const e164 = /^\+[1-9]\d{1,14}$/;

/** Everyone's profile; the column `mobile` is to be written bare. */
export async function* streamUserRows(storage: Storage): AsyncGenerator<Row<UserColumn>[]> {
  for await (const users of streamSnapshot(storage, storage.raw.users)) {
    yield describeRecords(users, describeUser, ({ _id }) => `user ${_id}`);
  }
}

function describeUser(user: UserRecord): Row<UserColumn> {
  const { _id, createdAt, updatedAt } = user;
  const mobile = toText(user.mobile);
  const created = createdAt.toISOString();
  // Most people never change their profile, and of a million rows a date's text is a good part of the cost.
  const isUnchanged = updatedAt.getTime() === createdAt.getTime();
  return {
    userId: _id,
    name: toText(user.name),
    email: toText(user.email),
    mobile: mobile === undefined || e164.test(mobile) ? mobile : neutralise(mobile),
    createdAt: created,
    updatedAt: isUnchanged ? created : updatedAt.toISOString(),
  };
}
