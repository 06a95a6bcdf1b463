/**
 * Text that a person typed, made safe to stand in a message of ours: on one line, and shown letter for
 * letter instead of as Markdown, a mention or a link in disguise.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\*_~`|[\]<>]/g, '\\$&')
    .replace(/^(#{1,3} |-# |[-+] |\d+\. )/, '\\$1');
}
