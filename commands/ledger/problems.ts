import { SlashCommandSubcommandBuilder } from '@discordjs/builders';
import { z } from 'zod';
import { fetchExportState } from '../../src/export/last-export.js';
import { descriptions } from '../../src/texts/en/descriptions.js';
import { textsOf } from '../../src/texts/text.js';
import { serverCommand } from '../contract/command.js';
import { showInstant } from '../parts/parse-day.js';
import { say } from '../contract/reply.js';

const input = z.object({});

/** `/ledger problems`: what is wrong or missing in the set-up; when the last export was, and when the next is due. */
export const ledgerProblems = serverCommand<z.infer<typeof input>>({
  path: 'ledger problems',
  code: 'lp',
  definition: new SlashCommandSubcommandBuilder()
    .setName('problems')
    .setDescription(descriptions.ledgerProblems.command)
    .toJSON(),
  visibility: 'ephemeral',
  managersOnly: true,
  input,
  async run(_input, { storage, now, locale }) {
    const { replies } = textsOf(locale);
    const { last, nextAt, isOverdue } = await fetchExportState(storage, now);
    const problems = [
      ...(nextAt === undefined ? [replies.exportNotSetUp()] : []),
      ...(last?.state === 'failed' ? [replies.exportFailed({ when: showInstant(last.at) })] : []),
      ...(last?.state === 'retrying' ? [replies.exportRetrying({ when: showInstant(last.at) })] : []),
      ...(last?.state === 'abandoned' ? [replies.exportAbandoned({ when: showInstant(last.at) })] : []),
      ...(isOverdue && nextAt ? [replies.exportOverdue({ when: showInstant(nextAt) })] : []),
    ];
    const lines = [
      ...(last ? [replies.exportLast({ state: last.state, when: showInstant(last.at) })] : []),
      ...(nextAt && nextAt > now ? [replies.exportNext({ when: showInstant(nextAt) })] : []),
    ];
    const blocks = [problems.length === 0 ? replies.noProblems() : problems.join('\n'), lines.join('\n')];
    return {
      ...say(...blocks.filter((block) => block !== '')),
      tone: problems.length === 0 ? 'good' : 'bad',
    };
  },
});
