import { findLeadingSign, isCurrencySign } from '../money/currency-signs.js';

/** A mention, or a run without separators. A comma between two digits belongs to the number around it. */
const token = /<@[!&]?\d+>|(?:(?!<@[!&]?\d+>)(?:[^\s,]|(?<=\p{Nd}),(?=\p{Nd})))+/gu;

const startsWithDigit = /^\p{Nd}/u;
const endsWithDigit = /\p{Nd}$/u;

/** Whether two neighbouring words are one value: `Rs. 370`, `370 INR`, `370 /-`, `40 %`, `x 2`, `840 + 126.50`. */
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
 * Cuts a text of `for` or `paid_by` into words, in the order typed. Words are separated by spaces, commas and new
 * lines; a mention needs no separator.
 */
export function tokenisePeople(text: string): string[] {
  const words: string[] = [];
  for (const word of text.match(token) ?? []) {
    const previous = words.at(-1);
    if (previous !== undefined && belongTogether(previous, word))
      words[words.length - 1] = `${previous} ${word}`;
    else words.push(word);
  }
  return words;
}
