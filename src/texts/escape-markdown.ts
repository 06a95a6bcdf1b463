import { isolateDirection } from './direction.js';
import { cleanLine } from './readable-text.js';

/**
 * Makes text that a person typed safe to show: on one line, and without Markdown, mentions or disguised links.
 * Right-to-left text is isolated, so that it does not turn the text around it.
 */
export function escapeMarkdown(text: string): string {
  const escaped = cleanLine(text)
    .replace(/[\\*_~`|[\]<>]/g, '\\$&')
    .replace(/^(#{1,3} |-# |[-+] |\d+\. )/, '\\$1');
  return isolateDirection(escaped);
}
