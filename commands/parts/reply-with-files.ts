import type { Voice } from '../../src/texts/voice.js';
import { say, type Reply } from '../contract/answer.js';
import type { WrittenFiles } from './write-files.js';

/** A reply with files. @param cut says that they hold only the first so many, and how to get the rest */
export function replyWithFiles(
  { files, count, isComplete }: WrittenFiles,
  cut: (data: { count: number }) => string,
  { replies }: Voice,
): Reply {
  return { ...say(isComplete ? replies.lists.filesReady({ files: files.length }) : cut({ count })), files };
}
