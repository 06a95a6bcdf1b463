import { useLayoutEffect, useState } from 'preact/hooks';
import { emojiGroups } from './emoji-data.js';
import type { Emoji } from './emoji-data.js';
import { moveInGroups } from './move-in-groups.js';
import { insertAtCaret } from './insert-at-caret.js';
import { closePopout, openPopout } from '../popouts/open-popout.js';
import type { Popout } from '../popouts/open-popout.js';
import { usePopout } from '../popouts/use-popout.js';

/** The same as in the style sheet. */
const columns = 9;

/** The emoji picker; it inserts at the caret. */
export function EmojiPicker() {
  const popout = openPopout.value;
  return popout?.kind === 'emoji' ? <Picker popout={popout} /> : null;
}

function Picker({ popout }: { readonly popout: Popout }) {
  const box = usePopout<HTMLDivElement>(popout);
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const groups = findEmojis(search);
  const all = groups.flatMap(({ emojis }) => emojis);
  const active = all[at];
  useLayoutEffect(() => {
    box.current?.querySelector('input')?.focus();
  }, []);
  useLayoutEffect(() => {
    document.getElementById(`emoji-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [at, search]);
  const handleKey = (event: KeyboardEvent) => {
    const sizes = groups.map(({ emojis }) => emojis.length);
    const next = moveInGroups(sizes, columns, at, event.key);
    if (next !== undefined) setAt(next);
    else if (event.key === 'Enter') pick(active, event.shiftKey);
    else if (event.key === 'Escape' || event.key === 'Tab') closePopout();
    else return;
    event.preventDefault();
  };
  return (
    <div ref={box} class="emoji-picker" role="dialog" aria-label="Emojis" onKeyDown={handleKey}>
      <input
        class="menu-search"
        role="combobox"
        aria-label="Find an emoji"
        aria-expanded={all.length > 0}
        aria-controls="emojis"
        aria-autocomplete="list"
        autocomplete="off"
        {...(active === undefined ? {} : { 'aria-activedescendant': `emoji-${at}` })}
        placeholder="Find the perfect emoji"
        value={search}
        onInput={(event) => {
          setSearch(event.currentTarget.value);
          setAt(0);
        }}
      />
      <Groups groups={groups} at={at} onPoint={setAt} />
      <p class="emoji-named">
        {active === undefined ? 'No emoji of that name' : `${active.sign} :${active.name}:`}
      </p>
    </div>
  );
}

type Groups = ReturnType<typeof findEmojis>;

/** Finds emoji by name or search words, without empty groups. */
function findEmojis(search: string) {
  const wanted = search.toLowerCase().split(/[\s:_]+/);
  return emojiGroups
    .map(({ title, emojis }) => ({
      title,
      emojis: emojis.filter(({ words }) => wanted.every((word) => words.includes(word))),
    }))
    .filter(({ emojis }) => emojis.length > 0);
}

interface GroupsProps {
  readonly groups: Groups;
  readonly at: number;
  readonly onPoint: (at: number) => void;
}

function Groups({ groups, at, onPoint }: GroupsProps) {
  let count = 0;
  return (
    <div id="emojis" class="emoji-groups" role="listbox" aria-label="Emojis" tabIndex={-1}>
      {groups.map(({ title, emojis }) => (
        <div key={title} role="group" aria-label={title}>
          <p class="suggestion-title" role="presentation">
            {title}
          </p>
          <div class="emoji-grid" role="presentation">
            {emojis.map((emoji) => {
              const index = count++;
              return <Sign key={emoji.name} {...{ emoji, index, onPoint }} isActive={index === at} />;
            })}
          </div>
        </div>
      ))}
    </div>
  );
}

interface SignProps {
  readonly emoji: Emoji;
  readonly index: number;
  readonly isActive: boolean;
  readonly onPoint: (at: number) => void;
}

function Sign({ emoji, index, isActive, onPoint }: SignProps) {
  return (
    <span
      id={`emoji-${index}`}
      role="option"
      aria-label={emoji.name}
      aria-selected={isActive}
      class={`emoji-choice ${isActive ? 'is-active' : ''}`}
      onMouseMove={() => {
        if (!isActive) onPoint(index);
      }}
      onMouseDown={(event) => {
        // The search keeps the keyboard.
        event.preventDefault();
        pick(emoji, event.shiftKey);
      }}
    >
      {emoji.sign}
    </span>
  );
}

/** With Shift the picker stays open for more, as in Discord. */
function pick(emoji: Emoji | undefined, isMore: boolean): void {
  if (emoji === undefined) return;
  insertAtCaret(emoji.sign);
  if (!isMore) closePopout();
}
