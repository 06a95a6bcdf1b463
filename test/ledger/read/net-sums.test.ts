import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { netDebts } from '../../../src/ledger/read/fetch-balances.js';
import { NetSums } from '../../../src/ledger/read/net-sums.js';
import { addMinor, type MinorSum } from '../../../src/money/minor-sum.js';

const ids = ['101', '102', '103', '104', '1005'];
const anyMinor = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.maxSafeInteger());

/** Rows of different creditors, who owe themselves nothing. */
const anyRows = fc
  .uniqueArray(
    fc.record({
      creditorId: fc.constantFrom(...ids),
      owedBy: fc.dictionary(fc.constantFrom(...ids), anyMinor),
    }),
    { selector: ({ creditorId }) => creditorId },
  )
  .map((rows) =>
    rows.map(({ creditorId, owedBy: { [creditorId]: _own, ...owedBy } }) => ({
      creditorId,
      owedBy,
      currency: 'INR',
    })),
  );

test('rows add up to the nets and the number of the debts that they make', () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const sums = new NetSums();
      for (const row of rows) expect(sums.add(row)).toBe(Object.keys(row.owedBy).length);
      const debts = netDebts(rows);
      const nets = new Map<string, MinorSum>();
      const add = (userId: string, minor: MinorSum) =>
        nets.set(userId, addMinor(nets.get(userId) ?? 0, minor));
      for (const { debtorId, creditorId, amountMinor } of debts) {
        add(creditorId, amountMinor);
        add(debtorId, -amountMinor);
      }
      expect(sums.debtCount).toBe(debts.length);
      const summed = sums.nets.filter(({ netMinor }) => netMinor !== 0);
      expect(new Map(summed.map(({ userId, netMinor }) => [userId, netMinor]))).toEqual(
        new Map([...nets].filter(([, net]) => net !== 0)),
      );
    }),
    { numRuns: 1_000 },
  );
});
