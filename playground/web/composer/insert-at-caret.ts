import { command, caret, fieldIdOf, focus, focusedChip, text, typeIntoChip } from './composer-model.js';
import { kinds } from './command-option.js';
import { wantedCaret } from './suggestions.js';

/** Whether the caret is in a message or an option for text. */
export function takesText(): boolean {
  if (command.value === undefined) return true;
  const option = focusedChip.value?.option;
  return option?.type === kinds.string && (option.choices ?? []).length === 0;
}

/** Replaces the selection by some text and a space, and puts the caret after them. */
export function insertAtCaret(piece: string): void {
  const field = document.getElementById(fieldIdOf(focus.value));
  if (!(field instanceof HTMLTextAreaElement) || !takesText()) return;
  const { value, selectionStart, selectionEnd } = field;
  const after = value.slice(selectionEnd);
  const next = `${value.slice(0, selectionStart)}${piece}${after.startsWith(' ') ? '' : ' '}${after}`;
  const chip = focusedChip.value;
  if (chip === undefined) text.value = next;
  else typeIntoChip(chip.option.name, next);
  caret.value = selectionStart + piece.length + 1;
  wantedCaret.value = caret.value;
}
