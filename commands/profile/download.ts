import { say } from '../contract/answer.js';
import { anywhereCommand } from '../contract/command.js';

/** `/profile download`: everything stored about the person, as a file. */
export const profileDownload = anywhereCommand({
  path: 'profile download',
  code: 'pd',
  describe: ({ profile }) => profile.download,
  visibility: 'ephemeral',
  async run(_input, { people, actor, voice }) {
    const content = await people.downloadProfile(actor.userId);
    return {
      ...say(voice.replies.profile.download()),
      files: [{ name: 'hisaab-profile.json', content }],
    };
  },
});
