import type { Storage } from '../storage/connect.js';
import { isDuplicateKey } from '../storage/failures.js';
import { withinAnswerTime } from '../storage/within-answer-time.js';

/** What asks for a change of a person's own data. */
export interface PersonalRequest {
  /** The id of the interaction; the same when Discord delivers it again. */
  readonly requestId: string;
  readonly now: Date;
}

/** An interaction can be answered for 15 minutes; nobody delivers it again after that. */
const keptForMs = 3_600_000;

/**
 * Carries out a change that was not carried out before by the same request: a form delivered again must not undo what
 * was changed since. The work may still run twice where two deliveries meet or a process dies in between, and then
 * does the same.
 * @throws StorageUnavailable
 */
export async function runOnce(
  { handledRequests }: Pick<Storage, 'handledRequests'>,
  { requestId, now }: PersonalRequest,
  work: () => Promise<unknown>,
): Promise<void> {
  if (await withinAnswerTime(handledRequests.exists({ _id: requestId }).exec())) return;
  await work();
  const handled = { _id: requestId, expiresAt: new Date(now.getTime() + keptForMs) };
  await withinAnswerTime(handledRequests.create(handled)).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error;
  });
}
