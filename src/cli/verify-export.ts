import { loadCommandConfig } from '../config.js';
import { connectS3 } from '../export/s3.js';
import { verifyPublished } from '../export/verify-published.js';
import { parseOptions, UsageError } from './usage-error.js';

/**
 * `export verify`: downloads the latest set and checks it against its manifest.
 * @returns whether every file is as the manifest says
 */
export async function verifyExport(args: readonly string[], signal: AbortSignal): Promise<boolean> {
  const { to } = parseOptions(args, ['to']);
  const { s3 } = loadCommandConfig({ database: false });
  if (s3 === undefined) throw new UsageError('S3_BUCKET is not set.');
  const store = connectS3(s3);
  try {
    const { slot, files } = await verifyPublished(store, { signal, ...(to !== undefined && { folder: to }) });
    for (const { key, rows, bytes, problem } of files) {
      say(
        problem === undefined
          ? `${key}: ${rows} rows, ${bytes} bytes, as the manifest says`
          : `${key}: ${problem}`,
      );
    }
    const isGood = files.every(({ problem }) => problem === undefined);
    say(isGood ? `Slot ${slot} is complete.` : `Slot ${slot} is NOT what its manifest says.`);
    return isGood;
  } finally {
    store.close();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
