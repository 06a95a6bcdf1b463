import { say, type ReplyFile } from '../contract/answer.js';
import { serverCommand } from '../contract/command.js';

/** `/ledger export`: the server's whole ledger as CSV files in a ZIP. */
export const ledgerExport = serverCommand({
  path: 'ledger export',
  code: 'lx',
  describe: ({ ledger }) => ledger.export,
  visibility: 'ephemeral',
  readsLedger: true,
  managersOnly: true,
  async run(_input, { exports, guildId, now, platform, showProgress, voice }) {
    const { export: replies } = voice.replies.ledger;
    const { zips, rows, payments } = await exports.exportLedger({
      guildId,
      limits: platform.fileLimits,
      now,
      onProgress: (progress) => {
        showProgress(replies.writing(progress));
      },
    });
    return { ...say(replies.ready({ zips: zips.length, ...rows, payments })), files: zips.map(nameZip) };
  },
});

function nameZip(content: Uint8Array, index: number): ReplyFile {
  return { name: index === 0 ? 'ledger.zip' : `ledger-${index + 1}.zip`, content };
}
