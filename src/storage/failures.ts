import mongoose from 'mongoose';
import { StorageBusy, StorageUnavailable } from '../errors/storage-failure.js';

const { MongoError, MongoNetworkError, MongoSystemError } = mongoose.mongo;

/**
 * Codes of a server that cannot reach the others, is stepping down, shutting down or not (yet) the primary; 11601: a
 * killed session.
 * @see https://www.mongodb.com/docs/manual/reference/error-codes/
 */
const unreachableCodes = new Set([
  6, 7, 89, 91, 133, 134, 189, 9001, 10058, 10107, 11600, 11601, 11602, 13435, 13436,
]);

/** Names of errors whose classes the driver keeps to itself, or that need no server to answer. */
const unreachableNames = new Set([
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoServerClosedError',
  'MongoStalePrimaryError',
  'MongoOperationTimeoutError',
  'MongoExpiredSessionError',
  'MongoClientClosedError',
]);

/** Codes of a socket's own errors. The driver hands them on as they are where a connection ends as it writes to it. */
const socketCodes: ReadonlySet<unknown> = new Set([
  'EPIPE',
  'ECONNRESET',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ENOTCONN',
  'ETIMEDOUT',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ERR_SOCKET_CLOSED',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
]);

/** Codes of a server that does too much at once: a lock, a conflicting write, or the time for a request. */
const busyCodes = new Set([24, 112, 202, 262, 290]);

/** `TransientTransactionError`: what the transaction met will have passed, and it was not tried again for long enough. */
const busyLabels = ['SystemOverloadedError', 'TransientTransactionError'];

/** Whether an error says that the database cannot be reached, rather than that it refused something. */
export function isConnectionFailure(error: unknown): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoSystemError) return true;
  if (error instanceof mongoose.Error.MongooseServerSelectionError) return true;
  if (!(error instanceof MongoError)) return isSocketFailure(error);
  if (typeof error.code === 'number' && unreachableCodes.has(error.code)) return true;
  return unreachableNames.has(error.name);
}

function isSocketFailure(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && socketCodes.has(error.code);
}

/** Whether an error says that the database has too much to do: all connections are in use, or the server is full. */
export function isOverload(error: unknown): boolean {
  if (!(error instanceof MongoError) || isConnectionFailure(error)) return false;
  if (error.name === 'MongoWaitQueueTimeoutError') return true;
  if (typeof error.code === 'number' && busyCodes.has(error.code)) return true;
  return busyLabels.some((label) => error.hasErrorLabel(label));
}

/** What the rooms above are told of an error of the driver; undefined: it is no failure of the database's. */
export function toStorageFailure(cause: unknown): StorageUnavailable | undefined {
  if (isConnectionFailure(cause)) return new StorageUnavailable('The database cannot be reached', { cause });
  if (isOverload(cause)) return new StorageBusy('The database has too much to do', { cause });
  return undefined;
}

/** Whether a commit failed in a way that leaves open whether it happened. */
export function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof MongoError && error.hasErrorLabel('UnknownTransactionCommitResult');
}

/** The code of a document that the validator of its collection refuses. */
export const validationFailureCode = 121;

/** Whether the validator of its collection refused a document. */
export function isRefusedByValidator(error: unknown): boolean {
  return error instanceof MongoError && error.code === validationFailureCode;
}

/** Whether a unique index refused a document. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoError && error.code === 11_000;
}
