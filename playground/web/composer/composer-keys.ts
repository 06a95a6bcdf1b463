import {
  bringBackLast,
  command,
  dropCommand,
  focus,
  focusedChip,
  isListDismissed,
  leaveCommand,
  moreText,
  moveFocus,
  removeChip,
  setChip,
} from './composer-model.js';
import { removePill, stepOverPill } from './pill-keys.js';
import type { CaretField } from './pill-keys.js';
import { send } from './send-composed.js';
import { activeIndex, pickActive, suggestions } from './suggestions.js';

/** An option that takes a file has a button in place of a field. */
type KeyField = CaretField | HTMLButtonElement;
type ComposerKey = KeyboardEvent & { readonly currentTarget: KeyField };

/** Handles the keys that work in every field of the composer. */
export function handleKey(event: ComposerKey): void {
  if (event.isComposing) return;
  const { items } = suggestions.value;
  const isOpen = items.length > 0;
  const handled = (() => {
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        return moveThroughList(event.key === 'ArrowDown' ? 1 : -1, event.currentTarget);
      case 'Tab':
        return handleTab(event.shiftKey, isOpen);
      case 'Enter':
        return isButton(event.currentTarget) ? sendWithFile() : handleEnter(event.shiftKey, isOpen);
      case 'Escape':
        return handleEscape(isOpen);
      case 'Backspace':
        return isCaretAtStart(event.currentTarget) ? handleBackspace() : removeBeside(event, -1);
      case 'Delete':
        return removeBeside(event, 1);
      case 'ArrowLeft':
        return isCaretAtStart(event.currentTarget) ? leaveOption(-1) : stepBeside(event, -1);
      case 'ArrowRight':
        return isCaretAtEnd(event.currentTarget) ? leaveOption(1) : stepBeside(event, 1);
      default:
        return false;
    }
  })();
  if (handled) event.preventDefault();
}

function moveThroughList(step: 1 | -1, field: KeyField): boolean {
  const { length } = suggestions.value.items;
  if (length > 0) {
    activeIndex.value = (activeIndex.value + step + length) % length;
    return true;
  }
  return step === -1 && command.value === undefined && field.value === '' && bringBackLast();
}

function handleTab(isBackwards: boolean, isOpen: boolean): boolean {
  if (command.value === undefined) return isOpen && pickActive();
  if (isBackwards) return moveFocus(-1);
  if (isOpen && pickActive()) return true;
  return moveFocus(1);
}

function handleEnter(isShift: boolean, isOpen: boolean): boolean {
  // A message may have lines; the value of an option has none.
  if (isShift) return command.value !== undefined;
  // After the last option the list only offers more options, so Enter sends.
  const isOffer = focus.value === 'more' && moreText.value === '' && activeIndex.value === 0;
  if (isOpen && !isOffer && pickActive()) return true;
  void send();
  return true;
}

/** On the button of an option without a file, Enter presses it. */
function sendWithFile(): boolean {
  if (focusedChip.value?.file === undefined) return false;
  void send();
  return true;
}

function handleEscape(isOpen: boolean): boolean {
  if (isOpen) isListDismissed.value = true;
  else if (command.value !== undefined) dropCommand();
  else return false;
  return true;
}

function leaveOption(step: 1 | -1): boolean {
  return command.value !== undefined && moveFocus(step);
}

/** Moving by words or to the end of the line is left to the browser. */
function stepBeside(event: ComposerKey, step: 1 | -1): boolean {
  const field = event.currentTarget;
  const isFar = event.ctrlKey || event.metaKey || event.altKey;
  return !isButton(field) && !isFar && stepOverPill(field, step, event.shiftKey);
}

function removeBeside({ currentTarget: field }: ComposerKey, step: 1 | -1): boolean {
  return !isButton(field) && removePill(field, step);
}

function handleBackspace(): boolean {
  const entry = command.value;
  if (entry === undefined) return false;
  const chip = focusedChip.value;
  if (chip === undefined) return moveFocus(-1) || leaveTo(`/${entry.name}`);
  if (chip.text !== '' && chip.file === undefined) return false;
  if (chip.file !== undefined) setChip(chip.option.name, { text: '' });
  else if (chip.option.required !== true) removeChip(chip.option.name);
  else return moveFocus(-1) || leaveTo(`/${entry.name}`);
  return true;
}

function leaveTo(remaining: string): boolean {
  leaveCommand(remaining);
  return true;
}

/** A button has no caret: its start is its end. */
function isCaretAtStart(field: KeyField): boolean {
  return isButton(field) || (field.selectionStart === 0 && field.selectionEnd === 0);
}

function isCaretAtEnd(field: KeyField): boolean {
  return isButton(field) || field.selectionStart === field.value.length;
}

function isButton(field: KeyField): field is HTMLButtonElement {
  return field instanceof HTMLButtonElement;
}
