import { describe, expect, test } from '@jest/globals';
import { tellChange } from '../../../commands/expense/tell-change.js';
import type { AuditEntry } from '../../../src/ledger/settings.js';
import { voiceOf } from '../../../src/texts/voice.js';

const voice = voiceOf('en').among(new Map());

function tell(numbers: readonly number[], fields: Partial<AuditEntry> = {}, isRefused = true): string {
  const expenses = numbers.map((number) => {
    const parties = { payerId: '102', receiverId: '101' };
    return {
      ...{ number, description: `UPI ${number}`, currency: 'INR', amountMinor: 100 * number, parties },
      ...(isRefused && { isRefused: true as const }),
    };
  });
  const entry = { kind: 'void' as const, revision: 7, by: '101', at: new Date(0), expenses };
  const change = { ...entry, count: numbers.length, ...fields };
  const reply = tellChange({ guildId: '1', change }, 'Flat', voice);
  return (reply?.blocks ?? []).map((block) => (block.kind === 'text' ? block.text : '')).join('\n');
}

describe('a person is told of a change that concerns them', () => {
  test('by what it was, why, and where', () => {
    const told = tell([12], { reason: 'Nothing came' });
    expect(told).toContain(
      '<@101> says that your payment did not arrive: **#12** UPI 12 · <@102> paid <@101> ₹12.00',
    );
    expect(told).toContain('Nothing came');
    expect(told).toContain('In Flat.');
  });

  test('of a payment that was confirmed and is void again', () => {
    expect(tell([12], {}, false)).toContain(
      '<@101> took out of the balances what they had confirmed: **#12**',
    );
  });

  test('by each of several payments', () => {
    const told = tell([12, 14]);
    expect(told).toContain(
      '**#12** UPI 12 · <@102> paid <@101> ₹12.00\n**#14** UPI 14 · <@102> paid <@101> ₹14.00',
    );
  });

  test('of fifty by those that have room', () => {
    const numbers = Array.from({ length: 50 }, (_, index) => index + 1);
    const long = numbers.map((number) => ({
      ...{ number, currency: 'INR', amountMinor: 1 },
      description: 'म'.repeat(100),
    }));
    expect(tell(numbers, { expenses: long }).length).toBeLessThan(3_500);
  });
});
