import { anywhereCommand } from '../contract/command.js';
import { showProfile } from './edit.js';

/** `/profile show`: the person's own record, ephemeral. */
export const profileShow = anywhereCommand({
  path: 'profile show',
  code: 'ps',
  describe: ({ profile }) => profile.show,
  visibility: 'ephemeral',
  run: (_input, context) => showProfile(context),
});
