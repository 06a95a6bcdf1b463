import { batch, computed, signal } from '@preact/signals';
import { encodeMentions, pickNamed } from './mentions.js';
import { mentionScope, commands, notice, world } from '../state/state.js';
import type { Chip, ChipValue, CommandEntry, CommandOption } from './command-option.js';
import { parseChip } from './parse-chip.js';

/** Where the caret is: the message, an option's name, or behind the last one. */
export type Focus = 'text' | 'more' | { readonly option: string };

export const text = signal('');
/** The files of the message, while no command is being typed. */
export const attached = signal<readonly File[]>([]);
export const command = signal<CommandEntry | undefined>(undefined);
export const chips = signal<readonly Chip[]>([]);
export const moreText = signal('');
export const focus = signal<Focus>('text');
export const caret = signal(0);
/** Errors of options, shown when the person tries to send. */
export const errors = signal<ReadonlyMap<string, string>>(new Map());
/** Incremented to move the focus into the composer. */
export const focusRequests = signal(0);
/** The list was closed by Escape, until something is typed. */
export const isListDismissed = signal(false);

interface Sent {
  readonly command: CommandEntry;
  readonly chips: readonly Chip[];
}

/** Per scope, because its names mean nobody elsewhere. */
const lastSent = new Map<string, Sent>();

export const entries = computed((): readonly CommandEntry[] =>
  commands.value
    .filter((one) => (one.type as number) === 1)
    .flatMap((one) => flatten(one.name, one as unknown as CommandOption))
    .sort((a, b) => a.name.localeCompare(b.name)),
);

export const menuCommands = computed(() => commands.value.filter((one) => (one.type as number) !== 1));

function flatten(name: string, node: CommandOption): CommandEntry[] {
  const options = node.options ?? [];
  const inner = options.filter(({ type }) => type <= 2);
  if (inner.length > 0) return inner.flatMap((sub) => flatten(`${name} ${sub.name}`, sub));
  return [{ name, description: describe(node), options: options.map(localize) }];
}

function describe({ description, description_localizations }: CommandOption): string {
  return description_localizations?.[world.value?.locale ?? ''] ?? description;
}

/** An option in the person's language. */
function localize(option: CommandOption): CommandOption {
  const choices = option.choices?.map(({ name, name_localizations, value }) => ({
    name: name_localizations?.[world.value?.locale ?? ''] ?? name,
    value,
  }));
  return { ...option, description: describe(option), ...(choices === undefined ? {} : { choices }) };
}

export function fieldIdOf(where: Focus): string {
  return typeof where === 'string' ? `composer-${where}` : `option-${where.option}`;
}

export function focusComposer(next?: Focus): void {
  if (next !== undefined) focus.value = next;
  focusRequests.value += 1;
}

/** Commands whose names begin with, or else contain, what is typed. */
export function findCommands(typed: string): readonly CommandEntry[] {
  const wanted = typed.trim().toLowerCase();
  const starting = entries.value.filter(({ name }) => name.startsWith(wanted));
  const words = wanted.split(/\s+/);
  const others = entries.value.filter(
    (entry) => !starting.includes(entry) && words.every((word) => entry.name.includes(word)),
  );
  return [...starting, ...others];
}

/** Puts a command into the composer, its required options first. */
export function startCommand(name: string): void {
  const entry = entries.value.find((other) => other.name === name);
  if (entry === undefined) return;
  const required = entry.options.filter((option) => option.required === true);
  batch(() => {
    command.value = entry;
    chips.value = required.map((option) => ({ option, text: '' }));
    text.value = '';
    moreText.value = '';
    errors.value = new Map();
    isListDismissed.value = false;
    const [first] = required;
    focusComposer(first === undefined ? 'more' : { option: first.name });
  });
}

/**
 * `/expense add ` is the command itself: a space after its whole name begins it. What was pasted behind it,
 * `amount:1000 for:@u1`, goes into its options.
 */
export function startTypedCommand(typed: string): void {
  const entry = entries.value
    .filter(({ name }) => typed.startsWith(`/${name} `))
    .sort((a, b) => b.name.length - a.name.length)[0];
  if (entry === undefined) return;
  const rest = typed.slice(entry.name.length + 2);
  const names = entry.options.map(({ name }) => name).join('|');
  const parts = rest.split(new RegExp(`(?:^|\\s)(${names}):`)).slice(1);
  startCommand(entry.name);
  for (let at = 0; names !== '' && at + 1 < parts.length; at += 2) {
    const name = parts[at] ?? '';
    const value = (parts[at + 1] ?? '').trim();
    pickNamed(value);
    addChip(name);
    setChip(name, { text: value });
  }
  // Pasted commands are complete: no list may take the Enter.
  isListDismissed.value = parts.length > 0;
}

/** As `/` typed into an empty composer: the commands are offered. */
export function beginCommand(): void {
  if (command.value !== undefined) dropCommand();
  batch(() => {
    text.value = '/';
    caret.value = 1;
    isListDismissed.value = false;
    focusComposer('text');
  });
}

/** Drops the command; Up brings it back. */
export function dropCommand(): void {
  rememberCommand();
  leaveCommand();
}

/** Changes back to plain text. */
export function leaveCommand(remaining = ''): void {
  batch(() => {
    command.value = undefined;
    chips.value = [];
    errors.value = new Map();
    text.value = remaining;
    moreText.value = '';
    focusComposer('text');
  });
}

export const optionsLeft = computed((): readonly CommandOption[] => {
  const used = new Set(chips.value.map(({ option }) => option.name));
  return (command.value?.options ?? []).filter(({ name }) => !used.has(name));
});

export const focusedChip = computed((): Chip | undefined => {
  const where = focus.value;
  return typeof where === 'string'
    ? undefined
    : chips.value.find(({ option }) => option.name === where.option);
});

export function addChip(name: string): void {
  const option = optionsLeft.value.find((other) => other.name === name);
  batch(() => {
    if (option !== undefined) chips.value = [...chips.value, { option, text: '' }];
    moreText.value = '';
    isListDismissed.value = false;
    focusComposer({ option: name });
  });
}

/** Typing behind the last option: `name:` begins that one. */
export function typeMore(typed: string): void {
  const name = /^\s*([\w-]+):$/.exec(typed)?.[1];
  isListDismissed.value = false;
  if (optionsLeft.value.some((option) => option.name === name)) addChip(name ?? '');
  else moreText.value = typed;
}

export function removeChip(name: string): void {
  const index = chips.value.findIndex(({ option }) => option.name === name);
  const before = chips.value[index - 1];
  batch(() => {
    chips.value = chips.value.filter(({ option }) => option.name !== name);
    clearError(name);
    focusComposer(before === undefined ? 'more' : { option: before.option.name });
  });
}

/** Typing into an option; ` other:` at the end goes on to that option, as in Discord. */
export function typeIntoChip(name: string, typed: string): void {
  isListDismissed.value = false;
  notice.value = '';
  const switching = /(?:^|\s)([\w-]+):$/.exec(typed);
  const wanted = command.value?.options.find((option) => option.name === switching?.[1]);
  if (switching !== null && wanted !== undefined) {
    const kept = typed.slice(0, switching.index);
    batch(() => {
      if (wanted.name === name) setChip(name, { text: '' });
      else setChip(name, { text: kept });
      if (wanted.name !== name) addChip(wanted.name);
    });
    return;
  }
  setChip(name, { text: typed });
}

export function setChip(name: string, change: Omit<Chip, 'option'>): void {
  clearError(name);
  chips.value = chips.value.map((chip) =>
    chip.option.name === name ? { option: chip.option, ...change } : chip,
  );
}

function clearError(name: string): void {
  if (!errors.value.has(name)) return;
  const next = new Map(errors.value);
  next.delete(name);
  errors.value = next;
}

/** The next option, the previous one, or the end, where the optional ones are offered. */
export function moveFocus(step: 1 | -1): boolean {
  const names = chips.value.map(({ option }) => option.name);
  const where = focus.value;
  const at = typeof where === 'string' ? names.length : names.indexOf(where.option);
  const next = at + step;
  if (next < 0 || next > names.length) return false;
  const name = names[next];
  if (name === undefined && optionsLeft.value.length === 0) return false;
  focusComposer(name === undefined ? 'more' : { option: name });
  return true;
}

export interface TypedCommand {
  readonly command: CommandEntry;
  readonly values: Readonly<Record<string, ChipValue>>;
}

/** The command to send; undefined if an option is missing or wrong, and then shows why. */
export function validateCommand(): TypedCommand | undefined {
  const entry = command.value;
  if (entry === undefined) return undefined;
  const found = new Map<string, string>();
  const values: Record<string, ChipValue> = {};
  for (const chip of chips.value) {
    const read = parseChip(chip);
    if ('error' in read) found.set(chip.option.name, read.error);
    else values[chip.option.name] = read.value;
  }
  errors.value = found;
  const [wrong] = found.keys();
  if (wrong !== undefined) {
    focusComposer({ option: wrong });
    return undefined;
  }
  return { command: entry, values };
}

/** The values of the other options, for autocomplete. */
export function getOtherValues(except: string): Record<string, ChipValue> {
  const values: Record<string, ChipValue> = {};
  for (const chip of chips.value) {
    if (chip.option.name === except || chip.text === '' || chip.file !== undefined) continue;
    const read = parseChip(chip);
    if ('value' in read) values[chip.option.name] = read.value;
  }
  return values;
}

function rememberCommand(): void {
  if (command.value !== undefined)
    lastSent.set(mentionScope.value, { command: command.value, chips: chips.value });
}

/** Up in an empty composer: the last command, as it was. */
export function bringBackLast(): boolean {
  const sent = lastSent.get(mentionScope.value);
  if (sent === undefined) return false;
  batch(() => {
    command.value = sent.command;
    chips.value = sent.chips;
    const last = sent.chips.at(-1);
    focusComposer(last === undefined ? 'more' : { option: last.option.name });
  });
  return true;
}

/** The message's text with its mentions as Discord stores them. */
export function getMessageText(): string {
  return encodeMentions(text.value).trim();
}
