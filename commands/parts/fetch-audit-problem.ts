import type { AuditProblem } from '../../src/ledger/settings.js';
import type { Voice } from '../../src/texts/voice.js';
import type { ServerContext } from '../contract/context.js';

/** What is wrong with the audit channel of this server, in a sentence; undefined: nothing, or there is none. */
export async function fetchAuditProblem(
  { settings, guildId }: ServerContext,
  voice: Voice,
): Promise<string | undefined> {
  const { auditChannelId } = await settings.fetch(guildId);
  const problem = auditChannelId && (await settings.findAuditProblem(auditChannelId));
  return problem ? describeProblem(problem, voice) : undefined;
}

function describeProblem({ channelId, count, at, refusal }: AuditProblem, voice: Voice): string {
  const { problem } = voice.replies.ledger.audit;
  return problem({ channel: voice.channel(channelId), count, when: voice.instant(at), refusal });
}
