import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { attachFiles } from './attach-files.js';
import { AttachedFiles } from './attached-files.js';
import { handleKey } from './composer-keys.js';
import {
  caret,
  chips,
  command,
  errors,
  fieldIdOf,
  focus,
  focusComposer,
  focusRequests,
  isListDismissed,
  moreText,
  optionsLeft,
  setChip,
  startTypedCommand,
  text,
  typeIntoChip,
  typeMore,
} from './composer-model.js';
import type { Chip } from './command-option.js';
import { PopoutButton } from './popout-button.js';
import { changeDraft } from './drafts.js';
import { EmojiPicker } from './emoji-picker.js';
import { emojiPath, plusPath } from '../icon.js';
import { takesText } from './insert-at-caret.js';
import { splitMentions } from './mentions.js';
import { leavePill } from './pill-keys.js';
import { PlusMenu } from './plus-menu.js';
import { kinds } from './command-option.js';
import { channelId, meId, notice, openModal, place, serverHere, setup } from '../state/state.js';
import { SuggestionBox } from './suggestion-box.js';
import { activeIndex, suggestions, wantedCaret } from './suggestions.js';

/** Connects a field with its list for screen readers. */
function comboProps() {
  const { items } = suggestions.value;
  const isOpen = items.length > 0;
  return {
    'aria-controls': 'suggestions',
    'aria-autocomplete': 'list',
    autocomplete: 'off',
    ...(isOpen ? { 'aria-activedescendant': `suggestion-${activeIndex.value}` } : {}),
  } as const;
}

/** One line with a list is a combobox; a text area may be none. */
function lineProps() {
  return { ...comboProps(), role: 'combobox', 'aria-expanded': suggestions.value.items.length > 0 } as const;
}

/** The bar at the foot of a channel. */
export function Composer() {
  useDrafts();
  useFocusRequests();
  useDrops();
  const entry = command.value;
  return (
    <section class="composer" aria-label="Composer">
      <SuggestionBox />
      <p class="composer-notice" role="alert">
        {notice.value}
      </p>
      <div class={`composer-bar ${entry === undefined ? '' : 'is-command'}`}>
        {entry === undefined && <AttachedFiles />}
        <PopoutButton kind="plus" label="Add" path={plusPath} haspopup="menu" />
        {entry === undefined ? <TextField /> : <CommandFields />}
        <PopoutButton
          kind="emoji"
          label="Emojis"
          path={emojiPath}
          haspopup="dialog"
          isDisabled={!takesText()}
        />
      </div>
      <PlusMenu />
      <EmojiPicker />
    </section>
  );
}

/** Keeps a draft for each person and channel. */
function useDrafts(): void {
  const key = `${meId.value} ${channelId.value}`;
  const [last] = useState({ key });
  useLayoutEffect(() => {
    if (last.key === key) return;
    changeDraft(last.key, key);
    last.key = key;
  }, [key]);
}

/** A file may be dropped anywhere in the window, and never replaces the page. */
function useDrops(): void {
  useEffect(() => {
    const allow = (event: DragEvent) => {
      event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      if (openModal.value === undefined) attachFiles([...(event.dataTransfer?.files ?? [])]);
    };
    document.addEventListener('dragover', allow);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', allow);
      document.removeEventListener('drop', drop);
    };
  }, []);
}

/** Moves the focus to where the model says, and the caret after inserted text. */
function useFocusRequests(): void {
  const requests = focusRequests.value;
  const target = fieldIdOf(focus.value);
  // A layout effect runs before the next key, so that none is lost.
  useLayoutEffect(() => {
    if (requests > 0) document.getElementById(target)?.focus();
  }, [requests, target]);
  const wanted = wantedCaret.value;
  useLayoutEffect(() => {
    if (wanted === undefined) return;
    const field = document.getElementById(target);
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
      field.setSelectionRange(wanted, wanted);
    }
    wantedCaret.value = undefined;
  }, [wanted, target]);
}

function TextField() {
  const server = serverHere.value;
  const channel = server?.channels.find(({ id }) => id === channelId.value);
  const name = channel === undefined ? `@${setup.value.botName}` : `#${channel.name}`;
  const lines = text.value.split('\n').length;
  return (
    <div class="field grow">
      <textarea
        id="composer-text"
        rows={Math.min(8, lines)}
        placeholder={`Message ${name}`}
        aria-label={`Message ${name}`}
        value={text.value}
        disabled={place.value === undefined}
        {...comboProps()}
        onFocus={() => {
          focus.value = 'text';
        }}
        onInput={(event) => {
          const { value, selectionStart } = event.currentTarget;
          caret.value = selectionStart;
          isListDismissed.value = false;
          text.value = value;
          notice.value = '';
          startTypedCommand(value);
        }}
        onPaste={(event) => {
          const files = [...(event.clipboardData?.files ?? [])];
          if (files.length > 0) event.preventDefault();
          attachFiles(files);
        }}
        onKeyDown={handleKey}
        onKeyUp={noteCaret}
        onClick={noteCaret}
      />
      <Mirror text={text.value} />
    </div>
  );
}

function noteCaret({ currentTarget: field }: { readonly currentTarget: HTMLTextAreaElement }): void {
  leavePill(field);
  caret.value = field.selectionStart;
}

function CommandFields() {
  const left = optionsLeft.value.length;
  return (
    <div class="fields" role="group" aria-label={`Command /${command.value?.name ?? ''}`}>
      <span class="command-name">/{command.value?.name}</span>
      {chips.value.map((chip) => (
        <ChipField key={chip.option.name} chip={chip} />
      ))}
      <span class="field more">
        <Mirror text={moreText.value} />
        <input
          id="composer-more"
          size={1}
          value={moreText.value}
          aria-label={
            left === 0 ? 'Send with Enter' : `${left} optional options: type a name, or send with Enter`
          }
          {...lineProps()}
          onFocus={() => {
            focus.value = 'more';
            isListDismissed.value = false;
          }}
          onInput={(event) => {
            typeMore(event.currentTarget.value);
          }}
          onKeyDown={handleKey}
        />
        {left > 0 && moreText.value === '' && (
          <span class="more-hint" aria-hidden="true">
            +{left} optional
          </span>
        )}
      </span>
    </div>
  );
}

function ChipField({ chip }: { readonly chip: Chip }) {
  const { option } = chip;
  const error = errors.value.get(option.name);
  const isHere = typeof focus.value !== 'string' && focus.value.option === option.name;
  const common = {
    id: `option-${option.name}`,
    'aria-label': `${option.name}: ${option.description}`,
    'aria-invalid': error !== undefined,
    'aria-required': option.required === true,
    onFocus: () => {
      focus.value = { option: option.name };
    },
  };
  return (
    <span class={`chip ${isHere ? 'is-here' : ''} ${error === undefined ? '' : 'is-wrong'}`}>
      <label class="chip-name" for={`option-${option.name}`}>
        {option.name}
      </label>
      {option.type === kinds.attachment ? (
        <FileChip chip={chip} common={common} />
      ) : (
        <span class="field chip-value">
          <textarea
            {...common}
            {...comboProps()}
            rows={1}
            value={chip.text}
            inputMode={option.type === kinds.integer || option.type === kinds.number ? 'decimal' : 'text'}
            onInput={(event) => {
              joinLines(event.currentTarget);
              caret.value = event.currentTarget.selectionStart;
              typeIntoChip(option.name, event.currentTarget.value);
            }}
            onKeyDown={handleKey}
            onKeyUp={noteCaret}
            onClick={noteCaret}
          />
          <Mirror text={chip.text} />
        </span>
      )}
    </span>
  );
}

/** The value of an option has one line: joins pasted lines. */
function joinLines(field: HTMLTextAreaElement): void {
  const { value, selectionStart } = field;
  if (!value.includes('\n')) return;
  field.value = value.replaceAll('\n', ' ');
  field.setSelectionRange(selectionStart, selectionStart);
}

/** An option that takes a file: its button opens the picker, a file may be dropped anywhere on the composer. */
function FileChip({ chip, common }: { readonly chip: Chip; readonly common: object }) {
  const picker = useRef<HTMLInputElement>(null);
  const shown = chip.file?.name ?? 'Choose or drop a file';
  return (
    <span class="chip-value">
      <input
        ref={picker}
        type="file"
        hidden
        tabIndex={-1}
        aria-label={`${chip.option.name}: file`}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file !== undefined) setChip(chip.option.name, { text: file.name, file });
          focusComposer({ option: chip.option.name });
        }}
      />
      <button
        {...common}
        aria-label={`${chip.option.name}: ${chip.option.description}, ${shown}`}
        class="file-button"
        onClick={() => {
          picker.current?.click();
        }}
        onKeyDown={handleKey}
      >
        {shown}
      </button>
    </span>
  );
}

/** Drawn over a field with invisible text: the same text, with mentions as pills. */
function Mirror({ text: shown }: { readonly text: string }) {
  return (
    <span class="mirror" aria-hidden="true">
      {splitMentions(shown).map((part, index) =>
        part.markup === undefined ? part.text : <mark key={index}>{part.text}</mark>,
      )}
      {'\u200b'}
    </span>
  );
}
