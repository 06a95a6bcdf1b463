import type { Choice } from '../../../commands/contract/option.js';
import { isWithin } from '../../limits.js';
import { commandLimits } from '../limits.js';
import { replaceLoneSurrogates, shorten } from './fit-text.js';

/** Choices in Discord's form; one whose value does not fit is left out, since a cut value is another value. */
export function renderChoices(choices: readonly Choice[]): { name: string; value: string | number }[] {
  return choices
    .filter(({ name, value }) => name.trim() !== '' && (typeof value === 'number' || isSendable(value)))
    .slice(0, commandLimits.choices)
    .map(({ name, value }) => ({ name: shorten(name, commandLimits.choiceName), value }));
}

function isSendable(value: string): boolean {
  return value !== '' && isWithin(value, commandLimits.choiceValue) && value === replaceLoneSurrogates(value);
}
