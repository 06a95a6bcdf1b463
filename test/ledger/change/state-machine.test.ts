import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyStep, ask } from './any-step.js';
import { describeEntry, describeRecord } from './describe-entry.js';
import { attempt, newDraft } from './draft.js';
import { Model, netsOf } from './model.js';

test('random changes by random people come to what a plain model says, in 100,000 steps', () => {
  let steps = 0;
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 500, maxLength: 500, size: 'max' }), (all) => {
      const [model, draft] = [new Model(), newDraft()];
      for (const any of all) {
        const { step, toChange } = ask(any, model);
        const end = attempt(draft, toChange({ guildId: '1', requestId: `step-${steps}` }));
        const expected = model.take(step) ?? 'done';
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
