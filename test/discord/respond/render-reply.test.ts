import { describe, expect, test } from '@jest/globals';
import * as spec from 'discord-api-spec/zod';
import fc from 'fast-check';
import type { Block, Button, Reply } from '../../../commands/contract/answer.js';
import { createVoice } from '../../../src/texts/voice.js';
import { decodeCustomId } from '../../../src/discord/custom-id.js';
import { renderReply } from '../../../src/discord/respond/render-reply.js';
import { countCharacters } from '../../../src/limits.js';
import { anyText, everyComponent, withoutAstral, type Component } from './any-text.js';

const voice = createVoice('en');
const action = { command: 'es', action: 'show', state: ['1'] };
const say = (...texts: string[]): Reply => ({
  kind: 'reply',
  blocks: texts.map((text) => ({ kind: 'text', text })),
});
const button: fc.Arbitrary<Button> = fc.record(
  {
    label: fc.string({ unit: 'grapheme', maxLength: 120 }),
    action: fc.record({
      command: fc.constantFrom('ea', 'es'),
      action: fc.constantFrom('show', 'edit'),
      state: fc.array(fc.string({ maxLength: 5 }), { maxLength: 2 }),
    }),
    style: fc.constantFrom('primary', 'secondary', 'success', 'danger'),
    disabled: fc.boolean(),
  },
  { requiredKeys: ['label', 'action'] },
);
const block: fc.Arbitrary<Block> = fc.oneof(
  { weight: 4, arbitrary: anyText.map((value): Block => ({ kind: 'text', text: value })) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('textWithButton' as const), text: anyText, button }),
  },
  { weight: 1, arbitrary: fc.constant<Block>({ kind: 'divider' }) },
);
const reply = fc.record(
  {
    kind: fc.constant('reply' as const),
    blocks: fc.array(block, { maxLength: 60 }),
    buttons: fc.array(fc.array(button, { maxLength: 12 }), { maxLength: 8 }),
    files: fc.array(
      fc.record({ name: fc.string({ unit: 'grapheme' }), content: fc.string(), inline: fc.boolean() }),
      { maxLength: 14 },
    ),
    tone: fc.constantFrom('plain', 'good', 'bad'),
    pings: fc.array(fc.constantFrom('100000000000000001', '100000000000000002')),
  },
  { requiredKeys: ['kind', 'blocks'] },
) as fc.Arbitrary<Reply>;

function textOf(rendered: ReturnType<typeof renderReply>): string {
  const all = everyComponent(rendered.body.components);
  return all.flatMap((component) => component.content ?? []).join('\n');
}

describe('a rendered reply', () => {
  test('is one that Discord takes, whatever the command made', () => {
    fc.assert(
      fc.property(reply, fc.boolean(), (made, ephemeral) => {
        const { body, files } = renderReply(made, voice, ephemeral);
        spec.CreateMessageInteractionCallbackRequestSchema.parse({ type: 4, data: withoutAstral(body) });
        const all = everyComponent(body.components);
        expect(all.length).toBeLessThanOrEqual(40);
        const texts = all.flatMap(({ content }) => content ?? []);
        expect(countCharacters(texts.join(''))).toBeLessThanOrEqual(4000);
        expect(texts.reduce((sum, each) => sum + Buffer.byteLength(each) + 12, 0)).toBeLessThanOrEqual(
          10_170,
        );
        expect(JSON.stringify(body)).not.toMatch(/\\ud[89a-f]/);
        for (const row of all.filter(({ type }) => type === 1)) {
          expect(row.components?.length).toBeGreaterThanOrEqual(1);
          expect(row.components?.length).toBeLessThanOrEqual(5);
        }
        const ids = all.flatMap(({ custom_id }) => custom_id ?? []);
        expect(new Set(ids).size).toBe(ids.length);
        expect(new Set(files.map(({ name }) => name)).size).toBe(files.length);
        expect(all.length).toBeGreaterThanOrEqual(2);
        expect(body.allowed_mentions.parse).toEqual([]);
        expect(body.flags & 64).toBe(ephemeral ? 64 : 0);
      }),
      { numRuns: 300 },
    );
  });

  test('shows all its text when it fits', () => {
    expect(textOf(renderReply(say('one\ntwo', 'three'), voice, false))).toBe('one\ntwo\nthree');
  });

  test('is cut at the end of a line and says how many lines are missing', () => {
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index}`);
    const shown = textOf(renderReply(say(lines.join('\n')), voice, false)).split('\n');
    const missing = lines.length - (shown.length - 1);
    expect(shown.slice(0, -1)).toEqual(lines.slice(0, shown.length - 1));
    expect(shown.at(-1)).toBe(`… and ${missing} more lines`);
    expect(missing).toBeLessThan(120);
  });

  test('counts the missing lines over all its blocks', () => {
    const long = Array.from({ length: 30 }, () => 'x'.repeat(99)).join('\n');
    const shown = textOf(renderReply(say(long, long, long), voice, false)).split('\n');
    const kept = shown.filter((line) => line.startsWith('x')).length;
    expect(shown.at(-1)).toBe(`… and ${90 - kept} more lines`);
  });

  test('keeps its buttons when it has too many blocks', () => {
    const many = {
      ...say(...Array.from({ length: 80 }, (_, index) => `block ${index}`)),
      buttons: [[{ label: 'Go', action }]],
    };
    const rendered = renderReply(many, voice, false);
    expect(textOf(rendered)).toContain('block 79');
    const buttons = everyComponent(rendered.body.components as Component[]).filter(({ type }) => type === 2);
    expect(buttons).toHaveLength(1);
  });

  test('tells apart two buttons that do the same', () => {
    const twice = {
      ...say('x'),
      buttons: [
        [
          { label: 'A', action },
          { label: 'B', action },
        ],
      ],
    };
    const all = everyComponent(renderReply(twice, voice, false).body.components);
    const ids = all.flatMap(({ custom_id }) => custom_id ?? []);
    expect(new Set(ids).size).toBe(2);
    expect(ids.map(decodeCustomId)).toMatchObject([action, action]);
  });

  const settle = (index: number): Block => ({
    kind: 'textWithButton',
    text: `line ${index}`,
    button: { label: 'Settle', action: { ...action, state: [String(index)] } },
  });

  test('shows a button beside its text, apart from those below that do the same', () => {
    const made: Reply = { kind: 'reply', blocks: [settle(1)], buttons: [[{ label: 'A', action }]] };
    const [container] = renderReply(made, voice, false).body.components as Component[];
    expect(container?.components).toMatchObject([
      {
        type: 9,
        components: [{ type: 10, content: 'line 1' }],
        accessory: { type: 2, custom_id: '2.1|es|show|11' },
      },
      { type: 1, components: [{ type: 2, custom_id: '2|es|show|11' }] },
    ]);
  });

  test.each([
    [10, 10],
    [11, 11],
    [12, 0],
  ])('with %i such texts keeps the buttons of %i beside four buttons below', (count, kept) => {
    const row = ['Previous', 'Next', 'CSV', 'Share'].map((label) => ({ label, action }));
    const lines = Array.from({ length: count }, (_, index) => settle(index));
    const rendered = renderReply({ kind: 'reply', blocks: lines, buttons: [row] }, voice, false);
    const all = everyComponent(rendered.body.components);
    expect(all.filter(({ type }) => type === 9)).toHaveLength(kept);
    expect(textOf(rendered)).toBe(lines.map((_line, index) => `line ${index}`).join('\n'));
  });

  test('leaves out the button of a text that is cut', () => {
    const long = (index: number): Block =>
      ({ ...settle(index), kind: 'textWithButton', text: 'x'.repeat(1_500) }) as Block;
    const rendered = renderReply({ kind: 'reply', blocks: [long(1), long(2), long(3)] }, voice, false);
    const all = everyComponent(rendered.body.components);
    expect(all.filter(({ type }) => type === 9)).toHaveLength(2);
    expect(textOf(rendered)).toContain('… and 1 more line');
  });

  test('refers to its files by names that can be referred to', () => {
    const files = ['बिल.csv', '../../x.csv', 'a b.csv', 'a_b.csv'].map((name) => ({ name, content: 'x' }));
    const rendered = renderReply({ ...say('x'), files }, voice, false);
    expect(rendered.files.map(({ name }) => name)).toEqual(['file.csv', 'x.csv', 'a_b.csv', 'a_b-2.csv']);
  });
});
