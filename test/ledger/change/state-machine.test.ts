import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UserError } from '../../../src/errors/user-error.js';
import { firstLink } from '../../../src/ledger/change/chain.js';
import { LedgerDraft } from '../../../src/ledger/change/ledger-draft.js';
import { defaultGuildSettings } from '../../../src/storage/collections/guilds.js';
import { anyStep, ask } from './any-step.js';
import { describeEntry, describeRecord } from './describe-entry.js';
import { Model, netsOf } from './model.js';

test('random changes by random people come to what a plain model says, in 100,000 steps', () => {
  const chain = { revision: 0, lastNumber: 0, hash: firstLink('1') };
  const empty = { revision: 0, lastNumber: 0, chain, settings: defaultGuildSettings };
  let steps = 0;
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 500, maxLength: 500, size: 'max' }), (all) => {
      const [model, draft] = [new Model(), new LedgerDraft('1', empty, [])];
      for (const any of all) {
        const { step, toChange } = ask(any, model);
        const end = attempt(() => draft.apply(toChange({ guildId: '1', requestId: `step-${steps}` })));
        const expected = model.take(step);
        // A hundred thousand expectations take longer than the steps.
        if (end !== expected) expect(end).toBe(expected);
        steps++;
      }
      expect(netsOf(draft.debts.get('INR') ?? [])).toEqual(netsOf(model.debts()));
      expect(draft.touched.added.map(describeRecord)).toEqual(model.entries.map(describeEntry));
    }),
    { numRuns: 200, endOnFailure: true },
  );
  expect(steps).toBeGreaterThanOrEqual(100_000);
});

function attempt(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return (error as UserError).code;
    throw error;
  }
}
