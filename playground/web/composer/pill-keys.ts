import { caret, focusedChip, setChip, text } from './composer-model.js';
import { listMentionSpans } from './mentions.js';
import { wantedCaret } from './suggestions.js';

export type CaretField = HTMLInputElement | HTMLTextAreaElement;

/** Left, or with Right the other way: over a picked mention as over one letter, with Shift selecting it. */
export function stepOverPill(field: CaretField, step: 1 | -1, isSelecting: boolean): boolean {
  const { anchor, head } = selectionEnds(field);
  if (anchor !== head && !isSelecting) return false;
  const pill = findPillBeside(field.value, head, step);
  if (pill === undefined) return false;
  const next = step === -1 ? pill.start : pill.end;
  select(field, isSelecting ? anchor : next, next);
  caret.value = next;
  return true;
}

/** Backspace, or with 1 Delete: a picked mention goes as one. */
export function removePill(field: CaretField, step: 1 | -1): boolean {
  const { anchor, head } = selectionEnds(field);
  const pill = anchor === head ? findPillBeside(field.value, head, step) : undefined;
  if (pill === undefined) return false;
  const rest = field.value.slice(0, pill.start) + field.value.slice(pill.end);
  const chip = focusedChip.value;
  if (chip === undefined) text.value = rest;
  else setChip(chip.option.name, { text: rest });
  caret.value = pill.start;
  wantedCaret.value = pill.start;
  return true;
}

/** A caret that came into a mention, by the mouse or by Up, goes to its nearer end; a selection takes it whole. */
export function leavePill(field: CaretField): void {
  const { anchor, head } = selectionEnds(field);
  const nextHead = leaveAt(field.value, head, head - anchor);
  const nextAnchor = anchor === head ? nextHead : leaveAt(field.value, anchor, anchor - head);
  if (nextHead !== head || nextAnchor !== anchor) select(field, nextAnchor, nextHead);
}

/** @param outward where the rest of the selection is not: left below 0, right above, 0 without one */
function leaveAt(value: string, at: number, outward: number): number {
  const inside = listMentionSpans(value).find(({ start, end }) => start < at && at < end);
  if (inside === undefined) return at;
  const isLeft = outward === 0 ? at - inside.start < inside.end - at : outward < 0;
  return isLeft ? inside.start : inside.end;
}

function findPillBeside(value: string, at: number, step: 1 | -1) {
  return listMentionSpans(value).find(({ start, end }) => (step === -1 ? end : start) === at);
}

/** The end of the selection that moves, and the one that stays. */
function selectionEnds({ selectionStart, selectionEnd, selectionDirection }: CaretField) {
  const [start, end] = [selectionStart ?? 0, selectionEnd ?? 0];
  return selectionDirection === 'backward' ? { anchor: end, head: start } : { anchor: start, head: end };
}

function select(field: CaretField, anchor: number, head: number): void {
  const direction = head < anchor ? 'backward' : 'forward';
  field.setSelectionRange(Math.min(anchor, head), Math.max(anchor, head), direction);
}
