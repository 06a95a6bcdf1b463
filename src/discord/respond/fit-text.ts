import type { Block } from '../../../commands/contract/answer.js';

/** A line that does not fit is cut inside only where so much of it can still be shown. */
const worthCutting = 500;

/**
 * The blocks of a message with their text cut to a length over all of them, at the end of a line.
 * @param moreLines the sentence that says how many lines are missing
 * @param limit in UTF-16 units
 */
export function fitText(
  blocks: readonly Block[],
  limit: number,
  moreLines: (count: number) => string,
): readonly Block[] {
  const length = blocks.reduce((sum, block) => sum + (block.kind === 'text' ? block.text.length : 0), 0);
  if (length <= limit) return blocks;
  const lineCount = countLines(blocks);
  let left = limit - moreLines(lineCount).length - 1;
  let linesKept = 0;
  const kept: Block[] = [];
  for (const block of blocks) {
    if (block.kind === 'divider') {
      kept.push(block);
      continue;
    }
    const lines = takeLines(block.text, left);
    const text = lines.join('\n');
    linesKept += lines.length;
    left -= text.length;
    const isWhole = text.length === block.text.length;
    if (isWhole) {
      kept.push(block);
      continue;
    }
    const missing = Math.max(1, lineCount - linesKept);
    kept.push({ kind: 'text', text: [...lines, moreLines(missing)].join('\n') });
    break;
  }
  return kept;
}

/** The first lines of a text that fit; the first line that does not is cut where it is very long. */
function takeLines(text: string, limit: number): string[] {
  const taken: string[] = [];
  let left = limit;
  for (const line of text.split('\n')) {
    if (line.length + 1 > left) {
      if (line.length > worthCutting && left > worthCutting) taken.push(cutText(line, left - 1));
      break;
    }
    taken.push(line);
    left -= line.length + 1;
  }
  return taken;
}

function countLines(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + (block.kind === 'text' ? block.text.split('\n').length : 0), 0);
}

/** A text of at most so many UTF-16 units, ending in `…` where it was longer; no character is halved. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit - 1);
  const isHalved = /[\uD800-\uDBFF]$/.test(cut);
  return `${isHalved ? cut.slice(0, -1) : cut}…`;
}
