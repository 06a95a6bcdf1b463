import { say } from './contract/answer.js';
import { anywhereCommand } from './contract/command.js';

/** `/help`: what Hisaab does, by example. */
export const help = anywhereCommand({
  path: 'help',
  code: 'h',
  describe: (descriptions) => descriptions.help,
  visibility: 'ephemeral',
  run: (_input, { voice }) => say(voice.replies.help.all()),
});
