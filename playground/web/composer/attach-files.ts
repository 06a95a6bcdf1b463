import {
  attached,
  chips,
  command,
  focusComposer,
  focusedChip,
  optionsLeft,
  setChip,
} from './composer-model.js';
import { kinds } from './command-option.js';
import { notice } from '../state/state.js';

/** Discord's limits for the files of a message, without boosts. */
const filesLimit = 10;
const fileSizeLimitBytes = 10 * 1024 * 1024;

/** Attaches files to the command's file option, or else to the message. */
export function attachFiles(files: readonly File[]): void {
  const [first] = files;
  if (first === undefined) return;
  if (files.some(({ size }) => size > fileSizeLimitBytes)) {
    notice.value = 'Your files are too powerful: a file has 10 MB at most.';
  } else if (command.value !== undefined) {
    putIntoOption(first);
  } else if (attached.value.length + files.length > filesLimit) {
    notice.value = `A message has ${filesLimit} files at most.`;
  } else {
    notice.value = '';
    attached.value = [...attached.value, ...files];
    focusComposer('text');
  }
}

function putIntoOption(file: File): void {
  const here = focusedChip.value?.option.type === kinds.attachment ? focusedChip.value.option : undefined;
  const empty = chips.value.find((chip) => chip.option.type === kinds.attachment && chip.file === undefined);
  const option = here ?? empty?.option ?? optionsLeft.value.find(({ type }) => type === kinds.attachment);
  if (option === undefined) {
    notice.value = 'This command takes no file.';
    return;
  }
  if (!chips.value.some((chip) => chip.option.name === option.name)) {
    chips.value = [...chips.value, { option, text: '' }];
  }
  setChip(option.name, { text: file.name, file });
  focusComposer({ option: option.name });
}
