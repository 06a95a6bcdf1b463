const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
/** Marks that change the direction of the text after them, our amounts included. */
const turningMarks = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * Makes text that a person typed safe to show: on one line, and without Markdown, mentions or disguised links.
 * Right-to-left text is isolated, so that it does not turn the text around it.
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
