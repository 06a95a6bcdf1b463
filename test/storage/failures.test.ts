import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import mongoose from 'mongoose';
import { expect, test } from '@jest/globals';
import { StorageBusy, StorageUnavailable } from '../../src/errors/storage-failure.js';
import { isConnectionFailure, isOverload, toStorageFailure } from '../../src/storage/failures.js';
import { withinAnswerTime } from '../../src/storage/within-answer-time.js';
import { databaseUri } from '../harness/database.js';
import { openLine } from '../harness/line.js';

const { MongoError, MongoServerError } = mongoose.mongo;

type Reading = 'unreachable' | 'busy' | 'other';

function read(error: unknown): Reading {
  if (isConnectionFailure(error)) return 'unreachable';
  return isOverload(error) ? 'busy' : 'other';
}

/** Every class of errors that the driver has, by name; all others are `other`. */
const unreachable: ReadonlySet<string> = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoSystemError',
  'MongoServerSelectionError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoServerClosedError',
  'MongoStalePrimaryError',
  'MongoOperationTimeoutError',
  'MongoExpiredSessionError',
  'MongoClientClosedError',
]);
/** Of a request that is wrong by itself, or of parts of the driver that are not used here. */
const others: ReadonlySet<string> = new Set([
  'MongoError',
  'MongoDriverError',
  'MongoServerError',
  'MongoAPIError',
  'MongoRuntimeError',
  'MongoBulkWriteError',
  'MongoWriteConcernError',
  'MongoAWSError',
  'MongoAzureError',
  'MongoBatchReExecutionError',
  'MongoChangeStreamError',
  'MongoClientBulkWriteCursorError',
  'MongoClientBulkWriteError',
  'MongoClientBulkWriteExecutionError',
  'MongoCompatibilityError',
  'MongoCursorExhaustedError',
  'MongoCursorInUseError',
  'MongoDecompressionError',
  'MongoGCPError',
  'MongoGridFSChunkError',
  'MongoGridFSStreamError',
  'MongoInvalidArgumentError',
  'MongoKerberosError',
  'MongoMissingCredentialsError',
  'MongoMissingDependencyError',
  'MongoOIDCError',
  'MongoParseError',
  'MongoTailableCursorError',
  'MongoTransactionError',
  'MongoUnexpectedServerResponseError',
  'MongoCryptAzureKMSRequestError',
  'MongoCryptCreateDataKeyError',
  'MongoCryptCreateEncryptedCollectionError',
  'MongoCryptError',
  'MongoCryptInvalidArgumentError',
  'MongoCryptKMSRequestNetworkTimeoutError',
]);

const classes = Object.entries(mongoose.mongo).filter(
  ([, value]) =>
    typeof value === 'function' && (value === MongoError || value.prototype instanceof MongoError),
) as [string, { readonly prototype: object }][];

/** An error of a class, without its constructor: each wants something else. */
function errorOf({ prototype }: { readonly prototype: object }): Error {
  return Object.assign(Object.create(prototype) as Error, { errorLabelSet: new Set() });
}

test('every class of the driver has a reading', () => {
  expect(classes.map(([name]) => name).sort()).toEqual([...unreachable, ...others].sort());
});

test.each(classes)('%s is read as it is meant', (name, type) => {
  expect(read(errorOf(type))).toBe(unreachable.has(name) ? 'unreachable' : 'other');
});

/** @see https://www.mongodb.com/docs/manual/reference/error-codes/ */
const codes: Readonly<Record<string, readonly [number, Reading]>> = {
  HostUnreachable: [6, 'unreachable'],
  HostNotFound: [7, 'unreachable'],
  NetworkTimeout: [89, 'unreachable'],
  ShutdownInProgress: [91, 'unreachable'],
  FailedToSatisfyReadPreference: [133, 'unreachable'],
  ReadConcernMajorityNotAvailableYet: [134, 'unreachable'],
  PrimarySteppedDown: [189, 'unreachable'],
  SocketException: [9_001, 'unreachable'],
  LegacyNotPrimary: [10_058, 'unreachable'],
  NotWritablePrimary: [10_107, 'unreachable'],
  InterruptedAtShutdown: [11_600, 'unreachable'],
  Interrupted: [11_601, 'unreachable'],
  InterruptedDueToReplStateChange: [11_602, 'unreachable'],
  NotPrimaryNoSecondaryOk: [13_435, 'unreachable'],
  NotPrimaryOrSecondary: [13_436, 'unreachable'],
  LockTimeout: [24, 'busy'],
  WriteConflict: [112, 'busy'],
  NetworkInterfaceExceededTimeLimit: [202, 'busy'],
  ExceededTimeLimit: [262, 'busy'],
  TransactionExceededLifetimeLimitSeconds: [290, 'busy'],
  BadValue: [2, 'other'],
  Unauthorized: [13, 'other'],
  AuthenticationFailed: [18, 'other'],
  MaxTimeMSExpired: [50, 'other'],
  DocumentValidationFailure: [121, 'other'],
  DuplicateKey: [11_000, 'other'],
};

test.each(Object.entries(codes))('%s of a server is read as it is meant', (_name, [code, reading]) => {
  expect(read(new MongoServerError({ message: 'x', code }))).toBe(reading);
});

test.each([
  ['SystemOverloadedError', 'busy'],
  ['TransientTransactionError', 'busy'],
  ['RetryableWriteError', 'other'],
  ['NoWritesPerformed', 'other'],
  ['UnknownTransactionCommitResult', 'other'],
] as const)('the label %s is read as it is meant', (label, reading) => {
  const error = new MongoServerError({ message: 'x', code: 20 });
  error.addErrorLabel(label);
  expect(read(error)).toBe(reading);
  // A connection that breaks is no server that is busy, though the driver labels it alike.
  const broken = new mongoose.mongo.MongoNetworkError('x');
  broken.addErrorLabel(label);
  expect(read(broken)).toBe('unreachable');
});

test.each([new Error('x'), new TypeError('x'), 'x', undefined, { code: 112 }])(
  'what the driver did not throw is no failure of the database',
  (error) => {
    expect(toStorageFailure(error)).toBeUndefined();
  },
);

test.each(['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'ERR_STREAM_DESTROYED'])(
  'a socket’s own %s, which the driver hands on as it is, is a database that cannot be reached',
  (code) => {
    expect(read(Object.assign(new Error('x'), { code }))).toBe('unreachable');
    expect(read(Object.assign(new Error('x'), { code: 'ENOENT' }))).toBe('other');
  },
);

test('a write to a connection that has just ended is a database that cannot be reached', async () => {
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.resume();
  await once(socket, 'end');
  const failure = await new Promise((resolve) => socket.on('error', resolve).write('x'));
  server.close();
  expect((failure as NodeJS.ErrnoException).code).toBe('EPIPE');
  expect(toStorageFailure(failure)).toBeInstanceOf(StorageUnavailable);
});

test('a pool whose connections are all in use is a busy database, not one that does not answer', async () => {
  const line = await openLine(await databaseUri('failures'));
  const connection = mongoose.createConnection();
  await connection.openUri(line.uri, {
    maxPoolSize: 1,
    waitQueueTimeoutMS: 50,
    serverSelectionTimeoutMS: 2_000,
  });
  try {
    const find = () => withinAnswerTime(connection.collection('things').findOne());
    await find();
    line.fallSilent();
    const holdsTheConnection = find().catch((error: unknown) => error);
    await expect(find()).rejects.toBeInstanceOf(StorageBusy);
    expect(await holdsTheConnection).not.toBeInstanceOf(StorageBusy);
  } finally {
    await connection.close();
    line.close();
  }
});
