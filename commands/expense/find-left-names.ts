import type { ServerVoice } from '../../src/texts/voice.js';

/** What a form calls those who have left, by user id; who is here is left out. */
export function findLeftNames(userIds: readonly string[], voice: ServerVoice): Map<string, string> {
  return new Map(
    userIds.flatMap((userId) => {
      const name = voice.leftName(userId);
      return name === undefined ? [] : [[userId, name] as const];
    }),
  );
}
