import { say } from '../contract/answer.js';
import { anywhereCommand } from '../contract/command.js';
import { writeFiles } from '../parts/write-files.js';

/** `/profile download`: everything stored about the person, as files. */
export const profileDownload = anywhereCommand({
  path: 'profile download',
  code: 'pd',
  describe: ({ profile }) => profile.download,
  visibility: 'ephemeral',
  async run(_input, { people, actor, voice, platform }) {
    const { pieces, ...text } = await people.downloadProfile(actor.userId);
    const shape = { ...text, name: 'hisaab-profile.json' };
    const { files, isComplete } = await writeFiles(shape, pieces, platform.fileLimits);
    const { download, downloadCut } = voice.replies.profile;
    return { ...say(isComplete ? download({ files: files.length }) : downloadCut()), files };
  },
});
