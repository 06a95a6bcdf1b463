const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
/** Marks that turn the direction of whatever follows, our amounts too. */
const turningMarks = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text that a person typed, made safe to stand in a message of ours: on one line, and shown letter for
 * letter instead of as Markdown, a mention or a link in disguise. Writing from right to left is kept apart, so that
 * it turns nothing beside it.
 */
export function escapeMarkdown(text: string): string {
  const escaped = text
    .replace(turningMarks, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\*_~`|[\]<>]/g, '\\$&')
    .replace(/^(#{1,3} |-# |[-+] |\d+\. )/, '\\$1');
  return rightToLeft.test(escaped) ? `\u2068${escaped}\u2069` : escaped;
}
