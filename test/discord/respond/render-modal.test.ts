import { expect, test } from '@jest/globals';
import * as spec from 'discord-api-spec/zod';
import fc from 'fast-check';
import type { Modal } from '../../../commands/contract/answer.js';
import { renderModal } from '../../../src/discord/respond/render-modal.js';
import { isVisible } from '../../../src/texts/readable-text.js';
import { anyText, withoutAstral } from './any-text.js';

test('a rendered modal is one that Discord takes, whatever the command made', () => {
  // Titles and labels come from the texts, so they show something.
  const short = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }).filter(isVisible);
  const field = fc.record(
    {
      id: fc.string({ minLength: 1, maxLength: 8 }),
      label: short,
      description: short,
      placeholder: short,
      value: anyText,
      required: fc.boolean(),
      maxLength: fc.integer({ min: 1, max: 9000 }),
    },
    { requiredKeys: ['id', 'label', 'required', 'maxLength'] },
  );
  const modal = fc.record({
    kind: fc.constant('modal' as const),
    title: short,
    action: fc.constant({ command: 'es', action: 'show', state: ['1'] }),
    fields: fc.uniqueArray(field, { minLength: 1, maxLength: 8, selector: ({ id }) => id }),
  }) as fc.Arbitrary<Modal>;
  fc.assert(
    fc.property(modal, (made) => {
      const data = renderModal(made);
      spec.ModalInteractionCallbackRequestSchema.parse({ type: 9, data: withoutAstral(data) });
      expect(data.components.length).toBeLessThanOrEqual(5);
      expect(JSON.stringify(data)).not.toMatch(/\\ud[89a-f]/);
    }),
  );
});
