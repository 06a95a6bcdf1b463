import mongoose from 'mongoose';

const { MongoError, MongoNetworkError, MongoServerSelectionError } = mongoose.mongo;

/** Codes of a server that is stepping down, shutting down or not (yet) the primary; 11601: a killed session. */
const unavailableCodes = new Set([91, 189, 10107, 11600, 11601, 11602, 13435, 13436]);

/** Whether an error says that the database cannot be reached, rather than that it refused something. */
export function isConnectionFailure(error: unknown): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  if (error instanceof mongoose.Error.MongooseServerSelectionError) return true;
  if (!(error instanceof MongoError)) return false;
  if (typeof error.code === 'number' && unavailableCodes.has(error.code)) return true;
  return [
    'MongoPoolClearedError',
    'MongoPoolClosedError',
    'MongoNotConnectedError',
    'MongoTopologyClosedError',
    'MongoWaitQueueTimeoutError',
    'MongoExpiredSessionError',
    'MongoClientClosedError',
  ].includes(error.name);
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
