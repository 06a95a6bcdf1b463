import { countCharacters } from '../../discord/count-characters.js';
import { kinds } from './command-option.js';
import type { Chip, ChipValue } from './command-option.js';
import { encodeMentions, listMentionables } from './mentions.js';
import { serverHere } from '../state/state.js';

type ParsedChip = { readonly value: ChipValue } | { readonly error: string };

const stringLimit = 6000;

/** Parses an option's text to its value, or to the error that Discord's client shows. */
export function parseChip(chip: Chip): ParsedChip {
  const { option, text, picked, file } = chip;
  if (option.type === kinds.attachment) {
    return file === undefined ? { error: 'This option is required. Choose a file.' } : { value: file };
  }
  if (text.trim() === '') return { error: 'This option is required. Specify a value.' };
  if (picked !== undefined) return { value: picked };
  if (option.choices !== undefined && option.choices.length > 0) {
    const typed = text.trim().toLowerCase();
    const choice =
      option.choices.find(({ name }) => name.toLowerCase() === typed) ??
      option.choices.find(({ value }) => String(value).toLowerCase() === typed);
    return choice === undefined ? { error: 'Choose one of the options listed.' } : { value: choice.value };
  }
  switch (option.type) {
    case kinds.integer:
    case kinds.number:
      return parseNumber(chip);
    case kinds.boolean:
      return parseBoolean(text);
    case kinds.user:
    case kinds.role:
    case kinds.mentionable:
    case kinds.channel:
      return parsePicked(chip);
    default:
      return parseString(chip);
  }
}

function parseString({ option, text }: Chip): ParsedChip {
  const value = encodeMentions(text.trim());
  const { min_length: least = 0, max_length: most = stringLimit } = option;
  const length = countCharacters(value);
  if (length < least) return { error: `This needs ${least} characters or more.` };
  if (length > most) return { error: `This may have ${most} characters at most.` };
  return { value };
}

function parseNumber({ option, text }: Chip): ParsedChip {
  const isWhole = option.type === kinds.integer;
  const value = (isWhole ? /^-?\d+$/ : /^-?\d+(?:\.\d+)?$/).test(text.trim()) ? Number(text) : NaN;
  if (!Number.isFinite(value)) {
    return { error: isWhole ? 'Input a valid integer.' : 'Input a valid number.' };
  }
  const { min_value: least = -Infinity, max_value: most = Infinity } = option;
  if (value < least) return { error: `This is ${least} or more.` };
  if (value > most) return { error: `This is ${most} or less.` };
  return { value };
}

function parseBoolean(text: string): ParsedChip {
  const typed = text.trim().toLowerCase();
  return typed === 'true' || typed === 'false' ? { value: typed === 'true' } : { error: 'True or False.' };
}

/** A typed name counts if exactly one person or role has it. */
function parsePicked({ option, text }: Chip): ParsedChip {
  const typed = text.trim().replace(/^[@#]/, '').toLowerCase();
  const channels = serverHere.value?.channels ?? [];
  const names =
    option.type === kinds.channel
      ? channels
      : listMentionables().filter(
          ({ kind }) =>
            kind === (option.type === kinds.role ? 'role' : 'person') || option.type === kinds.mentionable,
        );
  const [only, second] = names.filter(({ name }) => name.toLowerCase() === typed);
  if (only === undefined || second !== undefined) return { error: 'Choose one of those listed.' };
  return { value: only.id };
}
