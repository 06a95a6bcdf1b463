import { createHash } from 'node:crypto';
import { textLimits } from '../../limits.js';

/**
 * The nonce of a direct message that a request sends: the same when Discord delivers the request again, in this
 * process or another, so that the person has one message.
 * @param kind tells apart what one request sends to one person
 */
export function makeNonce(kind: 'answer' | 'message', requestId: string, userId: string): string {
  const text = `${kind} ${requestId} ${userId}`;
  return createHash('sha256').update(text).digest('base64url').slice(0, textLimits.nonce);
}
