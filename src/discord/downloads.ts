import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { finished } from 'node:stream/promises';
import type { Attachment } from '../../commands/contract/context.js';
import { UserError } from '../errors/user-error.js';
import { ByteBudget } from './byte-budget.js';
import { allocateFramed } from './framed-bytes.js';

export interface DownloadLimits {
  /** Files in memory at the same time. */
  readonly allBytes: number;
  /** One file; no more than `allBytes`. */
  readonly fileBytes: number;
  /** How long a file waits for room; its answer is deferred meanwhile. */
  readonly roomWithinMs: number;
  /** How long a file may take to come. */
  readonly downloadWithinMs: number;
}

/** An answer that carries a file holds it in memory some three times. */
const usualLimits: DownloadLimits = {
  allBytes: 32 * 1024 * 1024,
  fileBytes: 25 * 1024 * 1024,
  roomWithinMs: 10_000,
  downloadWithinMs: 20_000,
};

/**
 * A file rests after each piece of this size: at 50 MB a second it comes faster than from most networks, and what is
 * small goes on in between.
 */
const pieceBytes = 256 * 1024;
const restMs = 5;

/** The files of one interaction. */
export interface FileRoom {
  /**
   * The bytes of an attachment.
   * @param limitBytes the largest file that the answer may carry
   * @throws UserError `attachmentTooLarge`, `attachmentUnreadable`, `attachmentsBusy`
   */
  download(attachment: Attachment, limitBytes: number): Promise<Uint8Array>;
  /** Gives back the room of all its files, when the answer was sent. */
  close(): void;
}

/** Fetches attachments. All that the process holds of them, until their interactions are answered, has a limit. */
export class Downloads {
  readonly #budget: ByteBudget;

  constructor(private readonly limits: DownloadLimits = usualLimits) {
    this.#budget = new ByteBudget(limits.allBytes);
  }

  open(): FileRoom {
    const { fileBytes, roomWithinMs, downloadWithinMs } = this.limits;
    const closers: (() => void)[] = [];
    let isOpen = true;
    return {
      download: async (attachment, answerLimitBytes) => {
        const { name, sizeBytes } = attachment;
        const limitBytes = Math.min(answerLimitBytes, fileBytes);
        if (sizeBytes > limitBytes) throw new UserError('attachmentTooLarge', { name, limitBytes });
        const giveBack = await this.#budget.reserve(sizeBytes, roomWithinMs);
        if (giveBack === undefined) throw new UserError('attachmentsBusy', { name });
        closers.push(giveBack);
        // The person was answered while the file waited.
        if (!isOpen) giveBack();
        const content = await fetchBytes(attachment, AbortSignal.timeout(downloadWithinMs));
        if (content === undefined) throw new UserError('attachmentUnreadable', { name });
        return content;
      },
      close() {
        isOpen = false;
        for (const giveBack of closers) giveBack();
      },
    };
  }
}

/**
 * Fetches a file from where the interaction says that it is, and from nowhere else. Undefined when it cannot be had, or
 * is not of the size that the interaction says; never holds more in memory than that.
 */
async function fetchBytes(
  { url, sizeBytes }: Attachment,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const content = allocateFramed(sizeBytes);
  let filledBytes = 0;
  try {
    const response = await request(url, signal);
    response.on('data', (chunk: Buffer) => {
      if (filledBytes + chunk.byteLength <= sizeBytes) content.set(chunk, filledBytes);
      else response.destroy(new Error('The file is larger than the interaction says'));
      const pieces = Math.floor(filledBytes / pieceBytes);
      filledBytes += chunk.byteLength;
      if (Math.floor(filledBytes / pieceBytes) > pieces) rest(response);
    });
    await finished(response);
    return filledBytes === sizeBytes ? content : undefined;
  } catch {
    return undefined;
  }
}

/** `fetch` copies each chunk once more, and the collector comes for them again and again. @throws Error */
async function request(url: string, signal: AbortSignal): Promise<IncomingMessage> {
  const asking = url.startsWith('https:') ? https.get(url, { signal }) : http.get(url, { signal });
  // Once the answer has begun, its own end tells how it went.
  asking.on('error', () => undefined);
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  if (response.statusCode === 200) return response;
  response.destroy();
  throw new Error(`The answer was ${response.statusCode}`);
}

function rest(response: IncomingMessage): void {
  response.pause();
  setTimeout(() => response.resume(), restMs);
}
