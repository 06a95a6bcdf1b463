import type { Voice } from '../../src/texts/voice.js';
import { say } from '../contract/answer.js';
import { anywhereCommand } from '../contract/command.js';
import type { Platform } from '../contract/context.js';
import { fitLines } from '../parts/fit-lines.js';
import { writeFiles } from '../parts/write-files.js';

/** `/profile download`: everything stored about the person, as files. */
export const profileDownload = anywhereCommand({
  path: 'profile download',
  code: 'pd',
  describe: ({ profile }) => profile.download,
  visibility: 'ephemeral',
  async run(_input, { people, actor, voice, platform }) {
    const { fileLimits } = platform;
    const roomBytes = Math.min(fileLimits.answerBytes, fileLimits.files * fileLimits.fileBytes);
    const { pieces, cutGuildIds, ...text } = await people.downloadProfile(actor.userId, roomBytes);
    const shape = { ...text, name: 'hisaab-profile.json' };
    const { files } = await writeFiles(shape, pieces, fileLimits);
    const { download } = voice.replies.profile;
    const told =
      cutGuildIds.size === 0
        ? download({ files: files.length })
        : describeCut([...cutGuildIds], platform, voice);
    return { ...say(told), files };
  },
});

/** Room for the names of most people's servers. */
const serversRoom = { characters: 2_000, bytes: 5_000 };

function describeCut(guildIds: readonly string[], platform: Platform, voice: Voice): string {
  const { lists, profile } = voice.replies;
  const names = guildIds.map((id) => voice.typed(platform.serverName(id) ?? profile.serverUnnamed({ id })));
  const shown = fitLines(names, serversRoom);
  const count = names.length - shown.length;
  return [profile.downloadCut(), ...shown, ...(count > 0 ? [lists.more({ count })] : [])].join('\n');
}
