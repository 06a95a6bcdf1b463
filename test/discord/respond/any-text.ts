import fc from 'fast-check';

const devanagari = fc.stringMatching(/^[\u0905-\u0939\u093E-\u094D ]{1,60}$/);
const emoji = fc.constantFrom('👨‍👩‍👧‍👦', '🏳️‍🌈', '🇮🇳', '👍🏽', '🙂', 'e\u0301');
const word = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  devanagari,
  fc.array(emoji, { maxLength: 30 }).map((all) => all.join('')),
);
const line = fc.oneof(
  { weight: 6, arbitrary: word },
  {
    weight: 1,
    arbitrary: fc.tuple(word, fc.integer({ min: 0, max: 900 })).map(([text, n]) => text.repeat(n % 90)),
  },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 6000 }).map((length) => 'x'.repeat(length)) },
  // Halves of characters, as a careless cut leaves them.
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.constantFrom('\uD83D', '\uDE42', 'a') as never, maxLength: 9 }),
  },
  // What shows nothing, what turns the text after it, and what no program should print.
  {
    weight: 1,
    arbitrary: fc.string({
      unit: fc.constantFrom(...Array.from('\0\u0007\u0085\u200b\u200f\u202e\u2066\u3164א')),
      maxLength: 9,
    }),
  },
);

/** Markdown of any length in any script, of short and of very long lines. */
export const anyText = fc.oneof(
  line,
  fc.array(line, { maxLength: 40 }).map((lines) => lines.join('\n')),
);

/** What can be sent of a text: the sign for a broken character in place of a half, and no control characters. */
export function sendable(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD').replace(/[\0-\x08\x0e-\x1f\x7f-\x9f]/g, '');
}

/** The components of a rendered message, as far as these tests look at them. */
export interface Component {
  type: number;
  components?: Component[];
  content?: string;
  custom_id?: string;
  label?: string;
  accessory?: Component;
}

export function everyComponent(components: readonly Component[]): Component[] {
  return components.flatMap((component) => [
    component,
    ...everyComponent(component.components ?? []),
    ...(component.accessory ? [component.accessory] : []),
  ]);
}

/** Whether a text ends in the middle of no character of the whole: neither of its code points nor of its graphemes. */
export function isCutBetweenCharacters(whole: string, beginning: string): boolean {
  if (beginning === '' || beginning === whole) return true;
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(whole).containing(beginning.length)?.index === beginning.length;
}

/** JSON as a schema can check it that counts UTF-16 units where Discord counts code points. */
export function withoutAstral<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value).replace(/[\u{10000}-\u{10FFFF}]/gu, 'x')) as Value;
}
