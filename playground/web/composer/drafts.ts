import { batch } from '@preact/signals';
import { attached, chips, command, errors, focusComposer, moreText, text } from './composer-model.js';
import type { Chip, CommandEntry } from './command-option.js';

interface Draft {
  readonly text: string;
  readonly attached: readonly File[];
  readonly command: CommandEntry | undefined;
  readonly chips: readonly Chip[];
  readonly moreText: string;
}

/** Drafts, by person and channel. */
const drafts = new Map<string, Draft>();
const noDraft: Draft = { text: '', attached: [], command: undefined, chips: [], moreText: '' };

/** Stores the draft of one place and loads that of another. */
export function changeDraft(from: string, to: string): void {
  drafts.set(from, {
    text: text.value,
    attached: attached.value,
    command: command.value,
    chips: chips.value,
    moreText: moreText.value,
  });
  const draft = drafts.get(to) ?? noDraft;
  batch(() => {
    text.value = draft.text;
    attached.value = draft.attached;
    command.value = draft.command;
    chips.value = draft.chips;
    moreText.value = draft.moreText;
    errors.value = new Map();
    focusComposer(draft.command === undefined ? 'text' : 'more');
  });
}
