import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeAudit } from '../../../commands/ledger/audit-message.js';
import { renderReply } from '../../../src/discord/respond/render-reply.js';
import { firstLink } from '../../../src/ledger/change/chain.js';
import { changeSettings } from '../../../src/ledger/change/change-settings.js';
import { editExpense } from '../../../src/ledger/change/edit-expense.js';
import { LedgerDraft } from '../../../src/ledger/change/ledger-draft.js';
import { addExpense } from '../../../src/ledger/change/record-expense.js';
import { voidExpenses } from '../../../src/ledger/change/void-expenses.js';
import { countCharacters } from '../../../src/limits.js';
import { defaultGuildSettings } from '../../../src/storage/collections/guilds.js';
import { createVoice } from '../../../src/texts/voice.js';
import { changeOf, expenseOf, now, u1 } from '../../ledger/ledger.js';

/** Everybody has left, and has the longest name that can be shown. */
const voice = createVoice('en').among(new Map([[u1, '*'.repeat(100)]]));

function newDraft(auditChannelId = '77'): LedgerDraft {
  const chain = { revision: 0, lastNumber: 0, hash: firstLink('1') };
  const settings = { ...defaultGuildSettings, auditChannelId };
  return new LedgerDraft('1', { revision: 0, lastNumber: 0, chain, settings }, []);
}

/** The text of each message that a draft tells. */
function textsOf(draft: LedgerDraft): string[] {
  return draft.makeNotices(now).map(({ payload }) => {
    const reply = describeAudit(payload, voice);
    if (!reply) throw new Error('Nothing is told');
    const [container] = renderReply(reply, voice, false).body.components;
    return (container?.components as { content?: string }[]).map(({ content = '' }) => content).join('');
  });
}

const anyWords = (maxLength: number) =>
  fc.oneof(
    fc.string({ unit: fc.constantFrom('*', '_', '`', 'ख', '😀', 'a'), minLength: 1, maxLength, size: 'max' }),
    fc.constantFrom('*'.repeat(maxLength), '😀'.repeat(maxLength), 'ख'.repeat(maxLength)),
  );

const anyChange = fc.record({
  kind: fc.constantFrom('add', 'add', 'edit', 'void', 'settings'),
  description: anyWords(100),
  reason: anyWords(200),
});

test('every change of a transaction is told whole, by one line, in messages that Discord takes', () => {
  fc.assert(
    fc.property(fc.array(anyChange, { minLength: 1, maxLength: 60, size: 'max' }), (changes) => {
      const draft = newDraft();
      for (const { kind, description, reason } of changes) {
        const number = draft.nextNumber - 1;
        const content = expenseOf('1', { description });
        const asked = changeOf('1');
        if (kind === 'settings') {
          const currency = draft.settings.currency === 'USD' ? 'INR' : 'USD';
          draft.apply(changeSettings({ ...asked, wanted: { currency, pings: !draft.settings.pings } }));
        } else if (kind === 'add' || number === 0 || draft.expense(number).voidedAt) {
          draft.apply(addExpense(content));
        } else if (kind === 'edit') {
          const { version } = draft.expense(number);
          draft.apply(editExpense({ ...asked, number, version, content }));
        } else {
          draft.apply(voidExpenses({ ...asked, numbers: [number], reason }));
        }
      }
      const texts = textsOf(draft);
      const revisions = texts.flatMap((text) =>
        text.split('\n').map((line) => Number(/ · change (\d+)$/.exec(line)?.[1])),
      );
      expect(revisions).toEqual(changes.map((_change, index) => index + 1));
      for (const text of texts) {
        expect(countCharacters(text)).toBeLessThanOrEqual(4000);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(10_000);
      }
    }),
  );
});

test('fifty expenses and a thousand people are one line', () => {
  const draft = newDraft();
  const participantIds = Array.from({ length: 1000 }, (_, index) => String(1000 + index));
  draft.apply(addExpense(expenseOf('1', { participantIds, amountMinor: 1_000_000 })));
  for (let count = 1; count < 50; count++) draft.apply(addExpense(expenseOf('1')));
  const numbers = Array.from({ length: 50 }, (_, index) => index + 1);
  draft.apply(voidExpenses({ ...changeOf('1'), numbers }));
  const texts = textsOf(draft);
  expect(texts[0]?.split('\n')[0]).toMatch(/added \*\*#1\*\* Electricity bill · ₹10,000.00 · <t:/);
  expect(texts.at(-1)?.split('\n').at(-1)).toMatch(/made void \*\*50 expenses\*\*: #1, #2, .*, #50 · <t:/);
});

test('of a kind that is not known here nothing is told', () => {
  expect(describeAudit({ later: 1 }, voice)).toBeUndefined();
});
