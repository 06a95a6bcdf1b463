import type { PeopleToken, TypedName, Word } from './people.js';
import { findLeadingSign, isCurrencySign } from '../money/currency-signs.js';

const mention = /<@[!&]?\d+>/.source;
/** Commas of every script: `,`, Arabic `،`, and the full-width and enumerating ones of China and Japan. */
const comma = /[,،，、､]/u.source;
/** It belongs to the number around it. */
const commaInNumber = `(?<=\\p{Nd})${comma}(?=\\p{Nd})`;
const inWord = `(?!${comma})\\S|${commaInNumber}`;
/** Within a name, which may have spaces. It ends before the next `@` that stands behind a space. */
const inName = `(?!\\s@)(?:(?!${comma})[^\\n\\r\\u2028\\u2029]|${commaInNumber})`;

const token = new RegExp(
  `${mention}|(?<name>@(?!${comma})(?=\\S)(?:(?!${mention})${inName})+)|(?:(?!${mention})(?:${inWord}))+`,
  'gu',
);

/** `@me` and the like are names only if more stands behind them: somebody may be called "Me 2". */
const keyword = /^@(?:me|everyone|सब)$/iu;

const startsWithDigit = /^\p{Nd}/u;
const endsWithDigit = /\p{Nd}$/u;

/** Whether two words with only spaces between them are one value: `Rs. 370`, `370 INR`, `370 /-`, `40 %`, `x 2`, `840 + 126.50`. */
function belongTogether(left: string, right: string): boolean {
  if (isAmountStart(left) && (right.startsWith('+') || continuesSum(left, right))) return true;
  const isNumber = startsWithDigit.test(left) && endsWithDigit.test(left);
  if (isNumber && (right === '%' || right === '/-' || isCurrencySign(right))) return true;
  return startsWithDigit.test(right) && (/^[x×]$/iu.test(left) || isCurrencySign(left));
}

/** Whether a word begins as an amount does, with a digit or a currency's sign before one. */
function isAmountStart(word: string): boolean {
  return startsWithDigit.test(findLeadingSign(word)?.rest ?? word);
}

/** Whether a sum goes on with a word: `840 +` with `126.50`, `Rs.` or `₹126.50`, and then `840 + Rs.` with `126.50`. */
function continuesSum(left: string, right: string): boolean {
  const term = /\+\s*([^+]*)$/.exec(left)?.[1];
  if (term === '') return isCurrencySign(right) || isAmountStart(right);
  return term !== undefined && isCurrencySign(term) && startsWithDigit.test(right);
}

/**
 * Cuts a text of `for` or `paid_by` into words and typed names, in the order typed. Words are separated by spaces,
 * commas and new lines; a mention needs no separator. A typed name is not cut at spaces: it has all up to the next
 * comma, new line, mention or `@`.
 * @param from where to begin; positions count from the beginning of the text all the same
 * @param to where to end
 */
export function tokenisePeople(text: string, from = 0, to = text.length): PeopleToken[] {
  const tokens: PeopleToken[] = [];
  for (const { 0: typed, index, groups } of text.slice(from, to).matchAll(token)) {
    const word = toWord(typed, from + index);
    if (groups?.['name'] !== undefined && !keyword.test(word.text)) tokens.push(toTypedName(word));
    else addWord(tokens, word, text);
  }
  return tokens;
}

function toWord(typed: string, start: number): Word {
  const text = typed.trimEnd();
  return { type: 'word', text, start, end: start + text.length };
}

function toTypedName({ text, start, end }: Word): TypedName {
  return { type: 'name', text, start, end };
}

/** Adds a word; two that are one value become one. */
function addWord(tokens: PeopleToken[], word: Word, text: string): void {
  const previous = tokens.at(-1);
  if (
    previous?.type === 'word' &&
    /^[^\S\n\r\u2028\u2029]+$/u.test(text.slice(previous.end, word.start)) &&
    belongTogether(previous.text, word.text)
  ) {
    const joined = `${previous.text} ${word.text}`;
    tokens[tokens.length - 1] = { ...previous, text: joined, end: word.end };
  } else {
    tokens.push(word);
  }
}
