import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Block } from '../../../commands/contract/answer.js';
import { fitText, shorten } from '../../../src/discord/respond/fit-text.js';
import { countCharacters } from '../../../src/limits.js';
import { anyText, isCutBetweenCharacters, sendable } from './any-text.js';

const limits = { characters: 4000, bytes: 10_170, bytesOfDisplay: 12 };
const moreLines = (count: number) => `… and ${count} more`;
const blocksOf = (...texts: string[]): Block[] => texts.map((text) => ({ kind: 'text', text }));
const textsOf = (blocks: readonly Block[]) =>
  blocks.flatMap((block) => (block.kind === 'divider' ? [] : [block.text]));
const linesOf = (blocks: readonly Block[]) => textsOf(blocks).flatMap((text) => text.split('\n'));

function isWithinLimits(blocks: readonly Block[]): boolean {
  const texts = textsOf(blocks);
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text) + limits.bytesOfDisplay, 0);
  return countCharacters(texts.join('')) <= limits.characters && bytes <= limits.bytes;
}

const button = { label: 'Settle', action: { command: 's', action: 'form', state: [] } };

const anyBlocks = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: anyText.map((text): Block => ({ kind: 'text', text })) },
    { weight: 2, arbitrary: anyText.map((text): Block => ({ kind: 'textWithButton', text, button })) },
    { weight: 1, arbitrary: fc.constant<Block>({ kind: 'divider' }) },
  ),
  { maxLength: 12 },
);

describe('any text, fitted into a message', () => {
  test('is within the limits, in characters and in bytes, and holds no half of a character', () => {
    fc.assert(
      fc.property(anyBlocks, (blocks) => {
        const fitted = fitText(blocks, moreLines);
        expect(isWithinLimits(fitted)).toBe(true);
        expect(textsOf(fitted).join('')).not.toMatch(/\p{Surrogate}/u);
      }),
      { numRuns: 150 },
    );
  });

  test('is shown whole where it fits, and else from its first line on, as many lines as there is room for', () => {
    fc.assert(
      fc.property(anyBlocks, (blocks) => {
        const all = linesOf(blocks).map(sendable);
        const fitted = fitText(blocks, moreLines);
        if (isWithinLimits(blocksOf(...textsOf(blocks).map(sendable)))) {
          expect(linesOf(fitted)).toEqual(all);
          return;
        }
        const shown = linesOf(fitted);
        const notice = shown.pop() ?? '';
        const [cut = '', next = ''] = [shown.at(-1), all[shown.length]];
        const isCutInside = cut !== all[shown.length - 1] && shown.length > 0;
        expect(shown.slice(0, isCutInside ? -1 : undefined)).toEqual(
          all.slice(0, isCutInside ? shown.length - 1 : shown.length),
        );
        expect(notice).toBe(moreLines(Math.max(1, all.length - shown.length)));
        if (isCutInside) {
          expect(cut.endsWith('…')).toBe(true);
          expect(isCutBetweenCharacters(all[shown.length - 1] ?? '', cut.slice(0, -1))).toBe(true);
          expect(countCharacters(cut)).toBeGreaterThan(500);
        } else {
          // One more line, in a display of its own at the worst, and the longest notice do not fit.
          const longest = moreLines(all.length);
          const more = blocksOf(
            ...textsOf(fitted).slice(0, -1),
            `${textsOf(fitted).at(-1)}\n${next}\n`,
            longest,
          );
          expect(isWithinLimits(more)).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('of 4000 characters of one unit fits, one more does not', () => {
    expect(fitText(blocksOf('x'.repeat(4000)), moreLines)).toEqual(blocksOf('x'.repeat(4000)));
    const cut = textsOf(fitText(blocksOf('x'.repeat(4001)), moreLines)).join('');
    expect(cut).toBe(`${'x'.repeat(3986)}…\n${moreLines(1)}`);
    expect(countCharacters(cut)).toBe(4000);
  });

  test('of Hindi fits up to the limit in bytes, to the last character', () => {
    // Three bytes each; 10,170 less 12 for the display.
    expect(fitText(blocksOf('क'.repeat(3386)), moreLines)).toEqual(blocksOf('क'.repeat(3386)));
    const cut = textsOf(fitText(blocksOf('क'.repeat(3387)), moreLines)).join('');
    expect(Buffer.byteLength(cut)).toBeGreaterThan(10_170 - 12 - 3);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(10_170 - 12);
  });

  test('of many short lines is shown up to the last one for which there is room', () => {
    const lines = Array.from({ length: 1000 }, () => 'x'.repeat(7));
    const shown = linesOf(fitText(blocksOf(lines.join('\n')), moreLines));
    // Eight characters a line, but for the first; the longest notice is kept free.
    const room = 4000 - `\n${moreLines(1000)}`.length;
    expect(shown).toHaveLength(Math.floor((room + 1) / 8) + 1);
    expect(shown.at(-1)).toBe(moreLines(1000 - (shown.length - 1)));
  });

  test('of one line of families is cut between two families', () => {
    const family = '👨‍👩‍👧‍👦';
    const [text = ''] = textsOf(fitText(blocksOf(family.repeat(1000)), moreLines));
    const [line = ''] = text.split('\n');
    expect(line.replaceAll(family, '')).toBe('…');
    expect(line.length).toBeGreaterThan(500);
  });

  test('of emoji may have more units than characters', () => {
    expect(fitText(blocksOf('🙂'.repeat(2500)), moreLines)).toEqual(blocksOf('🙂'.repeat(2500)));
  });

  test('pays twelve bytes for each of its displays', () => {
    const texts = Array.from({ length: 30 }, () => 'क'.repeat(109));
    expect(30 * (109 * 3 + 12)).toBe(10_170);
    expect(fitText(blocksOf(...texts), moreLines)).toEqual(blocksOf(...texts));
    expect(linesOf(fitText(blocksOf(...texts, ''), moreLines)).at(-1)).toMatch(/^… and \d+ more$/);
  });
});

/** A label is one line, without marks of direction. */
const labelOf = (text: string) =>
  sendable(text)
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

describe('a text of one line', () => {
  test('is cut to a number of characters as Discord counts them, between two characters', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 120 }), (text, limit) => {
        const short = shorten(text, limit);
        expect(countCharacters(short)).toBeLessThanOrEqual(limit);
        expect(short).not.toMatch(/\p{Surrogate}/u);
        const whole = labelOf(text);
        if (countCharacters(whole) <= limit) expect(short).toBe(whole);
        else expect(isCutBetweenCharacters(whole, short.slice(0, -1))).toBe(true);
      }),
    );
  });

  test('keeps eighty emoji within eighty characters', () => {
    expect(shorten('🙂'.repeat(80), 80)).toBe('🙂'.repeat(80));
    expect(shorten('🙂'.repeat(81), 80)).toBe(`${'🙂'.repeat(79)}…`);
  });
});
