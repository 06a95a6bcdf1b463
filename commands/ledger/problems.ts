import type { LastExport } from '../../src/export/exports.js';
import type { Voice } from '../../src/texts/voice.js';
import { say } from '../contract/answer.js';
import { serverCommand } from '../contract/command.js';
import { fetchAuditProblem } from '../parts/fetch-audit-problem.js';

/** `/ledger problems`: faults of the set-up, the last and the next export. */
export const ledgerProblems = serverCommand({
  path: 'ledger problems',
  code: 'lp',
  describe: ({ ledger }) => ledger.problems,
  visibility: 'ephemeral',
  managersOnly: true,
  async run(_input, context) {
    const { exports, guildId, now, voice } = context;
    const { ledger } = voice.replies;
    const { last, nextAt, isOverdue } = await exports.fetchState(now);
    const auditProblem = await fetchAuditProblem(context, voice);
    const problems = [
      ...(auditProblem === undefined ? [] : [auditProblem]),
      ...(nextAt === undefined ? [ledger.exportNotSetUp()] : []),
      ...(last?.state === 'failed' ? [ledger.exportFailed({ when: voice.instant(last.at) })] : []),
      ...(last?.state === 'retrying' ? [ledger.exportRetrying({ when: voice.instant(last.at) })] : []),
      ...(last?.state === 'abandoned' ? [ledger.exportAbandoned({ when: voice.instant(last.at) })] : []),
      ...(isOverdue && nextAt ? [ledger.exportOverdue({ when: voice.instant(nextAt) })] : []),
    ];
    if (last && last.leftOut.length > 0) problems.push(describeLeftOut(last, guildId, voice));
    const lines = [
      ...(last ? [ledger.exportLast({ state: last.state, when: voice.instant(last.at) })] : []),
      ...(nextAt && nextAt > now ? [ledger.exportNext({ when: voice.instant(nextAt) })] : []),
    ];
    const blocks = [problems.length === 0 ? ledger.noProblems() : problems.join('\n'), lines.join('\n')];
    return {
      ...say(...blocks.filter((block) => block !== '')),
      tone: problems.length === 0 ? 'good' : 'bad',
    };
  },
});

/** Managers are told about their own server; of others only how many there are. */
function describeLeftOut({ at, leftOut }: LastExport, guildId: string, voice: Voice): string {
  const { ledger } = voice.replies;
  const when = voice.instant(at);
  return leftOut.includes(guildId)
    ? ledger.exportLeftThisOut({ when })
    : ledger.exportLeftOthersOut({ when, count: leftOut.length });
}
