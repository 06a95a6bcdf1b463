import { loadCommandConfig } from '../config.js';
import { connectS3 } from '../export/s3.js';
import { verifyPublished } from '../export/verify-published.js';
import { parseOptions, UsageError } from './usage-error.js';

/**
 * `export verify`: downloads the latest set and checks it against its manifest.
 * @returns whether every file is as the manifest says, and no server was left out
 */
export async function verifyExport(args: readonly string[], signal: AbortSignal): Promise<boolean> {
  const { to } = parseOptions(args, ['to']);
  const { s3 } = loadCommandConfig({ database: false });
  if (s3 === undefined) throw new UsageError('S3_BUCKET is not set.');
  const store = connectS3(s3);
  try {
    const options = { signal, ...(to !== undefined && { folder: to }) };
    const { slot, files, leftOut } = await verifyPublished(store, options);
    for (const { key, rows, bytes, problem } of files) {
      say(
        problem === undefined
          ? `${key}: ${rows} rows, ${bytes} bytes, as the manifest says`
          : `${key}: ${problem}`,
      );
    }
    const isGood = files.every(({ problem }) => problem === undefined);
    for (const { guildId, reason } of leftOut) say(`server ${guildId} was left out: ${reason}`);
    if (!isGood) say(`Slot ${slot} is NOT what its manifest says.`);
    else if (leftOut.length > 0)
      say(`Slot ${slot} is what its manifest says, without ${countServers(leftOut.length)}`);
    else say(`Slot ${slot} is complete.`);
    return isGood && leftOut.length === 0;
  } finally {
    store.close();
  }
}

function countServers(count: number): string {
  return count === 1 ? '1 server' : `${count} servers`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
