import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Avatar } from './avatar.js';
import { command, focusComposer, menuCommands, text } from './composer-model.js';
import { actVisibly, become } from './connection.js';
import { closeMenu, openMenu } from './menu.js';
import type { OpenMenu } from './menu.js';
import { insertMention, mentionOf } from './mentions.js';
import {
  channelId,
  cssColor,
  findMessage,
  isBot,
  meId,
  membersById,
  nameOf,
  peopleById,
  peopleHere,
  rolesById,
  world,
} from './state.js';
import type { PagePerson } from '../page/protocol.js';

interface Entry {
  readonly label: string;
  /** Tells it from others of the same label. */
  readonly detail?: string;
  /** A command of the bot: its picture stands beside it. */
  readonly isApp?: boolean;
  run(): void;
}

/** The menu that is open, if any. */
export function MenuHost() {
  const menu = openMenu.value;
  if (menu === undefined) return null;
  return <Menu key={JSON.stringify(menu.target)} menu={menu} />;
}

function Menu({ menu }: { readonly menu: OpenMenu }) {
  const box = useRef<HTMLElement>(null);
  const [search, setSearch] = useState('');
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    // In view, wherever it was opened.
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(8, Math.min(menu.left, innerWidth - width - 8))}px`;
    element.style.top = `${Math.max(8, Math.min(menu.top, innerHeight - height - 8))}px`;
    element.querySelector<HTMLElement>('input, [role="menuitem"]')?.focus();
  }, []);
  useEffect(() => {
    const closeOutside = (event: MouseEvent) => {
      if (event.target instanceof Node && box.current?.contains(event.target) !== true)
        openMenu.value = undefined;
    };
    document.addEventListener('mousedown', closeOutside);
    return () => {
      document.removeEventListener('mousedown', closeOutside);
    };
  }, []);
  const entries = entriesOf(menu, search);
  return (
    <section class="menu" ref={box} aria-label="Menu" onKeyDown={moveInMenu}>
      <MenuHead menu={menu} />
      {menu.target.kind === 'switch' && (
        <input
          class="menu-search"
          aria-label="Find a person"
          placeholder="Who am I? Find a person"
          value={search}
          onInput={(event) => {
            setSearch(event.currentTarget.value);
          }}
        />
      )}
      <ul role="menu" aria-label={labelOf(menu)}>
        {entries.map((entry) => (
          <li key={`${entry.label} ${entry.detail ?? ''}`} role="none">
            <button
              role="menuitem"
              onClick={() => {
                closeMenu();
                entry.run();
              }}
            >
              {entry.label}
              {entry.detail !== undefined && <small>{entry.detail}</small>}
              {entry.isApp === true && <img src="/icon.svg" alt="" width={18} height={18} />}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function moveInMenu(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  if (event.key === 'Escape') {
    closeMenu();
    return;
  }
  if (event.key === 'Tab') {
    openMenu.value = undefined;
    return;
  }
  if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
    event.preventDefault();
    event.currentTarget.querySelector<HTMLElement>('[role="menuitem"]')?.click();
    return;
  }
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  const at = items.findIndex((item) => item === document.activeElement);
  items[at < 0 ? 0 : (at + step + items.length) % items.length]?.focus();
}

function labelOf({ target }: OpenMenu): string {
  switch (target.kind) {
    case 'person':
      return nameOf(target.userId);
    case 'message':
      return 'Message';
    case 'switch':
      return 'People';
  }
}

function MenuHead({ menu: { target } }: { readonly menu: OpenMenu }) {
  if (target.kind !== 'person') return null;
  const { userId } = target;
  const roles = (membersById.value.get(userId)?.roleIds ?? []).flatMap((id) => rolesById.value.get(id) ?? []);
  return (
    <header class="menu-head">
      <Avatar userId={userId} size={56} />
      <p class="menu-name">{nameOf(userId)}</p>
      <p class="menu-username">{peopleById.value.get(userId)?.username}</p>
      {roles.length > 0 && (
        <p class="menu-roles">
          {roles.map(({ id, name, color }) => (
            <span key={id} class="role-pill">
              <i style={{ background: color === 0 ? '#99aab5' : cssColor(color) }} /> {name}
            </span>
          ))}
        </p>
      )}
    </header>
  );
}

function entriesOf({ target }: OpenMenu, search: string): readonly Entry[] {
  switch (target.kind) {
    case 'person':
      return personEntries(target.userId);
    case 'message':
      return messageEntries(target.messageId);
    case 'switch':
      return findPeople(search).map(({ id, name, serverName }) => ({
        label: id === meId.value ? `${name} (now)` : name,
        ...(serverName === undefined ? {} : { detail: serverName }),
        run: () => {
          become(id);
        },
      }));
  }
}

/** Those of the server in view first, then whoever is in the other worlds. */
function findPeople(search: string): readonly PagePerson[] {
  const wanted = search.trim().toLowerCase();
  const here = new Set(peopleHere.value);
  const elsewhere = (world.value?.people ?? []).filter((one) => !one.isBot && !here.has(one));
  // A few of each, so that one big server does not hide the others.
  const matching = (people: Iterable<PagePerson>) =>
    [...people].filter(({ name }) => name.toLowerCase().includes(wanted)).slice(0, 50);
  const isBegun = ({ name }: PagePerson) => name.toLowerCase().startsWith(wanted);
  const found = [...matching(here), ...matching(elsewhere)];
  return [...found.filter(isBegun), ...found.filter((person) => !isBegun(person))];
}

function personEntries(userId: string): readonly Entry[] {
  const apps = menuCommands.value
    .filter(({ type }) => (type as number) === 2)
    .map(({ name }): Entry => ({
      label: name,
      isApp: true,
      run: () => void actVisibly(name, { kind: 'user-command', name, userId }),
    }));
  const mention: Entry = {
    label: 'Mention',
    run: () => {
      if (command.value === undefined) {
        const at = `${text.value}@`;
        text.value = insertMention(at, at.length, '', mentionOf(userId)).text;
      }
      focusComposer();
    },
  };
  const other: readonly Entry[] =
    userId === meId.value || isBot(userId)
      ? []
      : [
          {
            label: `Be ${nameOf(userId)}`,
            run: () => {
              become(userId);
            },
          },
          {
            label: `Open a window as ${nameOf(userId)}`,
            run: () => {
              window.open(`/#as=${userId}`, '_blank', 'noopener');
            },
          },
        ];
  return [...other, mention, ...apps];
}

function messageEntries(messageId: string): readonly Entry[] {
  const message = findMessage(channelId.value, messageId);
  if (message === undefined) return [];
  const apps = message.isOnlyForMe
    ? []
    : menuCommands.value
        .filter(({ type }) => (type as number) === 3)
        .map(({ name }): Entry => ({
          label: name,
          isApp: true,
          run: () => void actVisibly(name, { kind: 'message-command', name, messageId }),
        }));
  const copy = (label: string, what: string): Entry => ({
    label,
    run: () => void navigator.clipboard.writeText(what),
  });
  const copyText = message.api.content === '' ? [] : [copy('Copy text', message.api.content)];
  return [...apps, ...copyText, copy('Copy message id', messageId)];
}
