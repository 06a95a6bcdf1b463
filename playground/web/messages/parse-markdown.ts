import { rulesExtended, SimpleMarkdown } from 'discord-markdown-parser';

/** A piece of the text, and what is within it. */
export interface Node {
  readonly type: string;
  readonly content?: readonly Node[] | string;
  readonly [key: string]: unknown;
}

interface ParserState {
  prevCapture?: { readonly 0: string } | null;
  inline?: boolean;
  [key: string]: unknown;
}

type ParseInner = (source: string, state: ParserState) => Node[];

const listPattern = /^(?:(?: *[-*] [^\n]*(?:\n|$))+|(?: *\d{1,9}\. [^\n]*(?:\n|$))+)/;

/** Lists, which the parser's own rules leave out. */
const list = {
  order: rulesExtended['heading']?.order ?? 0,
  match: (source: string, state: ParserState) => {
    const before = state.prevCapture?.[0] ?? '';
    return before === '' || before.endsWith('\n') ? listPattern.exec(source) : null;
  },
  parse: (capture: readonly string[], parse: ParseInner, state: ParserState) => {
    const items = (capture[0] ?? '').split('\n').filter((line) => line.trim() !== '');
    const isOrdered = /^ *\d/.test(items[0] ?? '');
    return {
      isOrdered,
      start: Number.parseInt(items[0]?.trim() ?? '1', 10) || 1,
      items: items.map((line) => ({
        depth: Math.floor((line.length - line.trimStart().length) / 2),
        content: parse(line.replace(/^ *(?:[-*]|\d+\.) /, ''), { ...state, prevCapture: null, inList: true }),
      })),
    };
  },
};

/** Ids of any length, as in Discord; an unknown user is shown as unknown. */
const user = { ...rulesExtended['user'], match: (source: string) => /^<@!?(\d+)>/.exec(source) };
const role = { ...rulesExtended['role'], match: (source: string) => /^<@&(\d+)>/.exec(source) };
const channel = { ...rulesExtended['channel'], match: (source: string) => /^<#(\d+)>/.exec(source) };

/** The limit of JavaScript's dates. @see https://tc39.es/ecma262/#sec-time-values-and-time-range */
const furthestSeconds = 8.64e12;

/** An impossible date stays as typed. */
const timestamp = {
  ...rulesExtended['timestamp'],
  match: (source: string) => {
    const match = /^<t:(-?\d+)(?::([tTdDfFsSR]))?>/.exec(source);
    return match === null || Math.abs(Number(match[1])) > furthestSeconds ? null : match;
  },
};

/** Flags, keycaps, and signs that are shown as emoji, with whatever is joined to them; the parser's own list is long. */
const emojiPattern =
  /^(?:\p{RI}\p{RI}|[#*\d]\uFE0F?\u20E3|(?:\p{Emoji_Modifier_Base}\p{Emoji_Modifier}|\p{Emoji_Presentation}|\p{Emoji}\uFE0F)[\u{E0020}-\u{E007F}]*(?:\u200D\p{Emoji}[\uFE0F\p{Emoji_Modifier}]*)*)/u;
const twemoji = {
  ...rulesExtended['twemoji'],
  match: (source: string) => emojiPattern.exec(source),
  parse: ([content]: readonly string[]) => ({ content }),
};

const { emoticon: _emoticon, ...rules } = rulesExtended;
const allRules = { ...rules, twemoji, user, role, channel, timestamp, list };
const parse = SimpleMarkdown.parserFor(allRules as never) as unknown as ParseInner;

export function parseMarkdown(text: string): readonly Node[] {
  return parse(text, { inline: true, prevCapture: null });
}

const jumboLimit = 30;

/** Emoji and nothing else, and not too many: Discord shows them large. */
export function isJumbo(nodes: readonly Node[]): boolean {
  const signs = nodes.filter(({ content }) => typeof content !== 'string' || content.trim() !== '');
  const isEmoji = ({ type }: Node) => type === 'twemoji';
  return signs.length > 0 && signs.length <= jumboLimit && signs.every(isEmoji);
}
