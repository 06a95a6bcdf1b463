import mongoose from 'mongoose';
import { ReadTooLong } from '../errors/storage-failure.js';
import { withinAnswerTime, workLimitMs } from './within-answer-time.js';

/** What every request of a read is sent with. */
export interface ReadLimits {
  /** The server ends the work by itself after this long. */
  readonly maxTimeMS: number;
  /** Closes the connection, which ends the work too, when the server did not end it. */
  readonly signal: AbortSignal;
}

/** How long a read may still take. A read of several requests looks at it between them. */
export interface ReadTime {
  /** For the options of one request. */
  limits(): ReadLimits;
  leftMs(): number;
}

/** The server ends a read this much earlier than we give it up, so that its answer tells a slow read from an outage. */
const serverAnswersMs = 200;

/**
 * Reads no longer than an answer can wait. When the time is over the work ends in the database too, and is not only
 * left alone: people press again, and abandoned reads would add up.
 * @param people for how many the work is
 * @throws ReadTooLong when the database was still at work at the end of the time
 * @throws StorageUnavailable when it said nothing
 */
export async function readInTime<T>(read: (time: ReadTime) => Promise<T>, people = 1): Promise<T> {
  const limitMs = workLimitMs(people);
  const endsAtMs = performance.now() + limitMs - serverAnswersMs;
  const controller = new AbortController();
  const leftMs = () => Math.max(0, endsAtMs - performance.now());
  const time: ReadTime = {
    leftMs,
    limits: () => ({ maxTimeMS: Math.max(1, Math.ceil(leftMs())), signal: controller.signal }),
  };
  try {
    return await withinAnswerTime(read(time), people);
  } catch (error) {
    // Requests of a failed read that are still under way, beside the one that failed or was too slow.
    controller.abort(error);
    throw isTimeOver(error)
      ? new ReadTooLong(`A read took longer than ${limitMs} ms`, { cause: error })
      : error;
  }
}

const { MongoServerError } = mongoose.mongo;
const maxTimeExpired = 50;

function isTimeOver(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === maxTimeExpired;
}
