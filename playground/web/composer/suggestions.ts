import { computed, effect, signal } from '@preact/signals';
import type { PageChoice } from '../../page/protocol.js';
import {
  addChip,
  caret,
  chips,
  command,
  findCommands,
  focus,
  focusedChip,
  isListDismissed,
  moreText,
  moveFocus,
  optionsLeft,
  getOtherValues,
  setChip,
  startCommand,
  text,
} from './composer-model.js';
import type { Chip } from './command-option.js';
import { post } from '../state/connection.js';
import { findMentionables, insertMention, mentionBeforeCaret, mentionOf } from './mentions.js';
import type { Mentionable } from './mentions.js';
import { kinds } from './command-option.js';
import { channelId, isBot, membersById, serverHere, setup, world } from '../state/state.js';

/** One line of the list over the composer. */
export interface Suggestion {
  readonly key: string;
  readonly label: string;
  readonly detail: string;
  /** Whose picture stands before it. */
  readonly userId?: string;
  pick(): void;
}

export interface SuggestionList {
  readonly title: string;
  readonly items: readonly Suggestion[];
}

const listLimit = 25;
const autocompletePauseMs = 120;
const noList: SuggestionList = { title: '', items: [] };

/** The bot's autocomplete choices for the current option. */
const offered = signal<{ readonly key: string; readonly choices: readonly PageChoice[] } | undefined>(
  undefined,
);
/** The caret is to be put there once the text is in place. */
export const wantedCaret = signal<number | undefined>(undefined);
export const activeIndex = signal(0);

export const suggestions = computed((): SuggestionList => {
  if (isListDismissed.value) return noList;
  if (command.value === undefined) return suggestForText();
  if (focus.value === 'more') return suggestOptions();
  const chip = focusedChip.value;
  return chip === undefined ? noList : suggestForChip(chip);
});

/** Another list begins at its top. */
export function watchSuggestions(): void {
  effect(() => {
    if (suggestions.value.items.length >= 0) activeIndex.value = 0;
  });
  watchAutocomplete();
}

function suggestForText(): SuggestionList {
  if (text.value.startsWith('/')) {
    const found = findCommands(text.value.slice(1)).slice(0, listLimit);
    const items = found.map(({ name, description }): Suggestion => ({
      key: name,
      label: `/${name}`,
      detail: description,
      userId: world.value?.botId ?? '',
      pick: () => {
        startCommand(name);
      },
    }));
    return { title: setup.value.botName, items };
  }
  return suggestMentions(text.value, (next) => {
    text.value = next;
  });
}

function suggestMentions(whole: string, change: (next: string) => void): SuggestionList {
  const typed = mentionBeforeCaret(whole, caret.value);
  if (typed === undefined) return noList;
  const items = findMentionables(typed, 10).map((who): Suggestion => ({
    key: `${who.kind}${who.id}`,
    label: `@${who.name}`,
    detail: detailOf(who),
    ...(who.kind === 'person' ? { userId: who.id } : {}),
    pick: () => {
      const next = insertMention(whole, caret.value, typed, who);
      change(next.text);
      caret.value = next.caret;
      wantedCaret.value = next.caret;
    },
  }));
  return { title: 'Members and roles', items };
}

function detailOf({ kind, username }: Mentionable): string {
  if (kind === 'person') return username;
  return kind === 'role' ? 'Notify users with this role' : 'Notify everyone here';
}

function suggestOptions(): SuggestionList {
  const wanted = moreText.value.trim().toLowerCase().replace(/:$/, '');
  const items = optionsLeft.value
    .filter(({ name }) => name.startsWith(wanted))
    .map(({ name, description }): Suggestion => ({
      key: name,
      label: name,
      detail: description,
      pick: () => {
        addChip(name);
      },
    }));
  return { title: 'Options', items };
}

function suggestForChip(chip: Chip): SuggestionList {
  const { option } = chip;
  const title = option.name;
  if (option.choices !== undefined && option.choices.length > 0) {
    return { title, items: narrow(chip, option.choices) };
  }
  switch (option.type) {
    case kinds.boolean: {
      const both = [
        { name: 'True', value: true },
        { name: 'False', value: false },
      ];
      return { title, items: narrow(chip, both) };
    }
    case kinds.user:
    case kinds.role:
    case kinds.mentionable:
      return { title, items: suggestPeople(chip) };
    case kinds.channel: {
      const channels = (serverHere.value?.channels ?? []).map(({ id, name }) => ({
        name: `#${name}`,
        value: id,
      }));
      return { title, items: narrow(chip, channels) };
    }
    default:
  }
  if (option.autocomplete === true) {
    const choices = offered.value?.key === autocompleteKey(chip) ? offered.value.choices : [];
    return { title, items: choices.map((choice) => pickable(chip, choice)) };
  }
  if (option.type !== kinds.string) return noList;
  return suggestMentions(chip.text, (next) => {
    setChip(option.name, { text: next });
  });
}

function narrow(
  chip: Chip,
  all: readonly { readonly name: string; readonly value: string | number | boolean }[],
): Suggestion[] {
  const wanted = chip.picked === undefined ? chip.text.trim().toLowerCase() : '';
  return all
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .map((choice) => pickable(chip, choice));
}

function pickable(
  { option }: Chip,
  { name, value }: { readonly name: string; readonly value: string | number | boolean },
): Suggestion {
  return {
    key: String(value),
    label: name,
    detail: '',
    pick: () => {
      setChip(option.name, { text: name, picked: value });
      isListDismissed.value = true;
    },
  };
}

function suggestPeople(chip: Chip): Suggestion[] {
  const { option } = chip;
  const wanted = chip.picked === undefined ? chip.text.trim().replace(/^@/, '') : '';
  const bots = [...membersById.value.keys()].filter(isBot);
  const found = findMentionables(wanted, listLimit).filter(
    ({ kind }) =>
      option.type === kinds.mentionable || kind === (option.type === kinds.role ? 'role' : 'person'),
  );
  const botsShown = option.type === kinds.role || wanted !== '' ? [] : bots;
  const all: readonly Mentionable[] = [
    ...found.filter(({ kind }) => kind !== 'everyone'),
    ...botsShown.map(mentionOf),
  ];
  return all.map((who) => ({
    key: who.id,
    label: `@${who.name}`,
    detail: who.username,
    ...(who.kind === 'person' ? { userId: who.id } : {}),
    pick: () => {
      setChip(option.name, { text: `@${who.name}`, picked: who.id });
      isListDismissed.value = true;
    },
  }));
}

function autocompleteKey({ option, text: typed }: Chip): string {
  return `${command.value?.name ?? ''} ${option.name} ${typed}`;
}

/** Asks the bot while one types; an answer that is no longer wanted is dropped. */
function watchAutocomplete(): void {
  effect(() => {
    const chip = focusedChip.value;
    const entry = command.value;
    if (chip?.option.autocomplete !== true || entry === undefined || chip.picked !== undefined)
      return undefined;
    const key = autocompleteKey(chip);
    const timer = setTimeout(() => {
      const action = {
        kind: 'complete',
        command: entry.name,
        option: chip.option.name,
        typed: chip.text,
        others: getOtherValues(chip.option.name),
      };
      void post<{ choices?: readonly PageChoice[] }>(`act/${channelId.value}`, action).then(
        ({ choices = [] }) => {
          offered.value = { key, choices };
        },
      );
    }, autocompletePauseMs);
    return () => {
      clearTimeout(timer);
    };
  });
}

/** Picks the active suggestion. Without a list, moves on to the next option. */
export function pickActive(): boolean {
  const item = suggestions.value.items[activeIndex.value];
  if (item === undefined) return false;
  const before = focus.value;
  const chip = focusedChip.value;
  item.pick();
  const isWholeValue =
    chip !== undefined && chips.value.find((one) => one.option === chip.option)?.picked !== undefined;
  if (isWholeValue && focus.value === before) moveFocus(1);
  return true;
}
