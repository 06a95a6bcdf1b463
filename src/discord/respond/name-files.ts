import type { ReplyFile } from '../../../commands/contract/answer.js';
import { messageLimits } from '../limits.js';

/**
 * Files under names that `attachment://` can refer to: plain ASCII, and each only once in a message.
 * @param takenNames those that the message has already
 */
export function nameFiles(files: readonly ReplyFile[], ...takenNames: readonly string[]): ReplyFile[] {
  const taken = new Set(takenNames.map((name) => name.toLowerCase()));
  return files.slice(0, messageLimits.files).map((file) => {
    const name = plainFileName(file.name, taken);
    taken.add(name.toLowerCase());
    return { ...file, name };
  });
}

function plainFileName(typed: string, taken: ReadonlySet<string>): string {
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(typed)?.[0] ?? '';
  const stem = plainWord(typed.slice(0, typed.length - ending.length)) || 'file';
  for (let copy = 1; ; copy += 1) {
    const tail = copy === 1 ? ending : `-${copy}${ending}`;
    const name = `${stem.slice(0, messageLimits.fileName - tail.length)}${tail}`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}

function plainWord(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9_-]+/g, '_')
    .replace(/^[_-]+|[_-]+$/g, '');
}
