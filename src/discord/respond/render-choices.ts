import type { Choice } from '../../../commands/contract/option.js';
import { isWithin } from '../../limits.js';
import { commandLimits } from '../limits.js';
import { cleanText, isVisible } from '../../texts/readable-text.js';
import { shorten } from './fit-text.js';

/**
 * Choices in Discord's form. One whose value does not fit is left out, since a changed value is another value, and one
 * whose name shows nothing.
 */
export function renderChoices(choices: readonly Choice[]): { name: string; value: string | number }[] {
  return choices
    .filter(({ name, value }) => isVisible(name) && (typeof value === 'number' || isSendable(value)))
    .slice(0, commandLimits.choices)
    .map(({ name, value }) => ({ name: shorten(name, commandLimits.choiceName), value }));
}

function isSendable(value: string): boolean {
  return isVisible(value) && isWithin(value, commandLimits.choiceValue) && value === cleanText(value);
}
