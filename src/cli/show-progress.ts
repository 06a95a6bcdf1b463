import type { Progress } from '../export/export-files.js';

const barLength = 24;
const everyMs = 100;

/** Shows a moving bar on a terminal, and one line per file elsewhere. */
export function showProgress(stream: NodeJS.WriteStream = process.stdout): (progress: Progress) => void {
  let shownAtMs = 0;
  return (progress) => {
    const { file, rows, isDone } = progress;
    if (isDone) {
      stream.write(`${stream.isTTY ? '\r\u001b[K' : ''}${file}: ${rows} rows\n`);
      return;
    }
    const nowMs = performance.now();
    if (!stream.isTTY || nowMs - shownAtMs < everyMs) return;
    shownAtMs = nowMs;
    stream.write(`\r\u001b[K${drawBar(progress)}`);
  };
}

/** `users [############------------] 50 % 500 rows`; without the bar if the number of rows is unknown. */
export function drawBar({ file, rows, ofRows }: Progress): string {
  if (ofRows === undefined || ofRows === 0) return `${file}: ${rows} rows`;
  const part = Math.min(1, rows / ofRows);
  const full = Math.floor(part * barLength);
  return `${file} [${'#'.repeat(full)}${'-'.repeat(barLength - full)}] ${Math.floor(part * 100)} % ${rows} rows`;
}
