import { describe, expect, test } from '@jest/globals';
import type { Answer, Modal } from '../../commands/contract/answer.js';
import type { AnyAction } from '../../commands/contract/action.js';
import type { CommandContext } from '../../commands/contract/context.js';
import { commands, otherActions } from '../../commands/index.js';
import { UserError, type UserErrors } from '../../src/errors/user-error.js';
import { renderChoices } from '../../src/discord/respond/render-choices.js';
import { renderModal } from '../../src/discord/respond/render-modal.js';
import { renderReply } from '../../src/discord/respond/render-reply.js';
import { countCharacters } from '../../src/limits.js';
import { languages } from '../../src/texts/languages.js';
import { createVoice, type Voice } from '../../src/texts/voice.js';
import { pseudoTexts, toPseudo } from '../texts/pseudo-language.js';
import { idOf, longText, makeFakeContext } from './fake-context.js';

/** What each command takes, as long as it may be. */
const inputs: Readonly<Record<string, object>> = {
  'expense add': {
    amount: '1,00,00,000.00',
    description: longText(100),
    for: `<@&${idOf(9)}>`,
    paid_by: 'everyone',
    category: longText(20),
    receipt: { name: longText(200), url: 'http://127.0.0.1/', sizeBytes: 1, contentType: 'image/png' },
  },
  'expense list': {
    member: idOf(1),
    from: '2026-01-01',
    to: '2027-01-01',
    category: longText(20),
    text: longText(30),
    include_void: true,
  },
  'expense show': { number: 999_999_998 },
  'expense edit': { number: 999_999_999, description: longText(100) },
  'expense void': { number: '1-50', reason: longText(200) },
  'expense restore': { number: 999_999_999 },
  'expense history': {},
  settle: { to: idOf(2), amount: '1,00,00,000.00', note: longText(35) },
  balances: { simplify: true },
  'ledger settings': { currency: 'CLF', audit_channel: idOf(7) },
};

/** What the buttons of a list and of balances carry, as long as it may be. */
const state = {
  page: 0,
  number: 999_999_999,
  revision: 999_999_999,
  version: 1,
  lastNumber: 999_999_999,
  hash: 'x'.repeat(32),
  memberId: idOf(1),
  from: '2026-01-01',
  to: '2027-01-01',
  category: longText(20),
  text: longText(30),
  payerId: idOf(1),
  receiverId: idOf(2),
  offerId: idOf(3),
  currency: 'INR',
  note: longText(35),
};
const press = {
  state,
  picked: { debtorId: idOf(1), creditorId: idOf(2), currency: 'INR' },
  fields: {
    name: longText(100),
    email: '',
    mobile: '',
    reason: longText(200),
    description: longText(99),
    amount: '1,00,00,000.00',
    note: longText(35),
  },
};

interface Piece {
  readonly content?: string;
  readonly label?: string;
  readonly placeholder?: string;
  readonly options?: readonly { readonly label: string; readonly value: string }[];
  readonly custom_id?: string;
  readonly components?: readonly Piece[];
  readonly accessory?: Piece;
}

function everyPiece(pieces: readonly Piece[]): Piece[] {
  return pieces.flatMap((piece) => [
    piece,
    ...everyPiece(piece.components ?? []),
    ...(piece.accessory ? [piece.accessory] : []),
  ]);
}

/** Discord refuses what is longer, and fails at what takes more bytes. */
function expectWithinLimits(answer: Answer, voice: Voice): void {
  if (answer.kind === 'modal') {
    expectModalWithinLimits(answer);
    return;
  }
  const pieces = everyPiece(renderReply(answer, voice, true).body.components as readonly Piece[]);
  const texts = pieces.flatMap(({ content }) => (content === undefined ? [] : [content]));
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 12, 0);
  expect(texts.join('')).not.toBe('');
  expect(texts.reduce((sum, text) => sum + countCharacters(text), 0)).toBeLessThanOrEqual(4000);
  expect(bytes).toBeLessThanOrEqual(10_170);
  expect(pieces.length).toBeLessThanOrEqual(40);
  for (const { label, placeholder, options, custom_id: customId } of pieces) {
    expect(countCharacters(label ?? '')).toBeLessThanOrEqual(80);
    expect(countCharacters(placeholder ?? '')).toBeLessThanOrEqual(150);
    expect(countCharacters(customId ?? '')).toBeLessThanOrEqual(100);
    expect(options?.length ?? 0).toBeLessThanOrEqual(25);
    for (const option of options ?? []) {
      expect(countCharacters(option.label)).toBeLessThanOrEqual(100);
      expect(countCharacters(option.value)).toBeLessThanOrEqual(100);
    }
  }
}

function expectModalWithinLimits(modal: Modal): void {
  const rendered = renderModal(modal);
  expect(countCharacters(rendered.title)).toBeLessThanOrEqual(45);
  for (const field of rendered.components as { label?: string; description?: string }[]) {
    expect(countCharacters(field.label ?? '')).toBeLessThanOrEqual(45);
    expect(countCharacters(field.description ?? '')).toBeLessThanOrEqual(100);
  }
}

/** What the sentences of mistakes are made of, by the name of the datum, each as large as it may be. */
const largestData: Readonly<Record<string, unknown>> = {
  channelId: idOf(7),
  count: 1_500_000,
  creditorId: idOf(3),
  currencies: Array.from({ length: 10 }, () => 'CLF'),
  currency: 'CLF',
  decimals: 6,
  from: '2026-11-24',
  id: '0123abcd',
  length: 4000,
  kind: 'name',
  limit: 1000,
  limitBytes: 10_485_760,
  limitMicros: 1_000_000_000_000,
  more: 5000,
  name: longText(200),
  names: Array.from({ length: 3 }, () => 'America/Argentina/ComodRivadavia'),
  number: 999_999_999,
  numbers: Array.from({ length: 50 }, (_, index) => 999_999_950 + index),
  option: 'description',
  other: longText(6000),
  reading: '10000000.0000',
  readings: ['999999', '999.9990'],
  refusal: 'unwritable',
  roleId: idOf(2),
  roleIds: Array.from({ length: 10 }, (_, index) => idOf(index + 10)),
  sign: longText(20),
  split: 'percent',
  subject: 'payments',
  sumMicros: 99_999_999,
  sum: { units: 10n ** 18n - 1n, decimals: 8 },
  to: '2026-11-23',
  totalMinor: 100_000_000_000,
  typed: longText(6000),
  userId: idOf(1),
  userIds: Array.from({ length: 10 }, (_, index) => idOf(index)),
  version: 999_999,
};

/** The data of any mistake. */
const anyData = new Proxy(largestData, {
  get(data, name) {
    if (!Object.hasOwn(data, name)) throw new Error(`largestData lacks ${String(name)}`);
    return data[String(name)];
  },
});

describe.each([
  ['English', undefined],
  ['a language of Devanagari letters, a third longer', pseudoTexts],
])('at their largest, within what Discord takes, in %s,', (_language, texts) => {
  const context = makeFakeContext(texts);

  test.each(commands.map((command) => [command.path, command] as const))(
    'are the answers of /%s',
    async (path, command) => {
      const parsed = command.input.parse(inputs[path] ?? {});
      expectWithinLimits(await command.run(parsed, context), context.voice);
    },
  );

  const actions = [...commands, ...otherActions].flatMap(({ path, actions }) =>
    Object.entries(actions).map(([name, action]) => [`${path} · ${name}`, action] as const),
  );
  test.each(actions)('is what a press on %s answers', async (_name, action: AnyAction<CommandContext>) => {
    expectWithinLimits(await action.run(press, context), context.voice);
  });

  const completers = commands.flatMap(({ path, complete }) =>
    Object.entries(complete).map(([name, completer]) => [`${path} ${name}`, completer] as const),
  );
  test.each(completers)('are the choices of /%s', async (_name, completer) => {
    const choices = renderChoices(await completer('', context, { to: idOf(2) }));
    expect(choices.length).toBeGreaterThan(0);
    expect(choices.length).toBeLessThanOrEqual(25);
    for (const { name } of choices) expect(countCharacters(name)).toBeLessThanOrEqual(100);
  });

  test.each(Object.keys(languages.en.errors))('is the sentence of %s', (code) => {
    const error = new UserError(code as 'incident', anyData as unknown as UserErrors['incident']);
    const voice = createVoice('en', texts);
    expectWithinLimits({ kind: 'reply', blocks: [{ kind: 'text', text: voice.error(error) }] }, voice);
    expect(countCharacters(voice.error(error))).toBeGreaterThan(20);
  });
});

test('the language is a third longer than English, and keeps mentions, times and code', () => {
  expect(toPseudo('<@1> paid `x2` at <t:1:f>')).toMatch(/^<@1> \P{ASCII}{4} `x2` \P{ASCII}{2} <t:1:f>अ{9}$/u);
});
