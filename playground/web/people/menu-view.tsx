import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { menuCommands } from '../composer/composer-model.js';
import { actVisibly, become } from '../state/connection.js';
import { closeMenu, openMenu, openPersonCard } from './menu.js';
import type { OpenMenu } from './menu.js';
import { canBecome, hasDms, mentionPerson, openDms } from './person-actions.js';
import { usePopout } from './place-popout.js';
import { channelId, findMessage, meId, nameOf, peopleHere, world } from '../state/state.js';
import type { PagePerson } from '../../page/protocol.js';

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
  usePopout(box, menu, () => {
    openMenu.value = undefined;
  });
  useLayoutEffect(() => {
    box.current?.querySelector<HTMLElement>('input, [role="menuitem"]')?.focus();
  }, []);
  const entries = entriesOf(menu, search);
  return (
    <section class="menu" ref={box} aria-label="Menu" onKeyDown={moveInMenu}>
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

function entriesOf(menu: OpenMenu, search: string): readonly Entry[] {
  const { target } = menu;
  switch (target.kind) {
    case 'person':
      return personEntries(target.userId, menu);
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

function personEntries(userId: string, { opener }: OpenMenu): readonly Entry[] {
  const apps = menuCommands.value
    .filter(({ type }) => (type as number) === 2)
    .map(({ name }): Entry => ({
      label: name,
      isApp: true,
      run: () => void actVisibly(name, { kind: 'user-command', name, userId }),
    }));
  const entry = (label: string, run: () => void): Entry => ({ label, run });
  return [
    entry('Profile', () => {
      openPersonCard(opener, userId);
    }),
    entry('Mention', () => {
      mentionPerson(userId);
    }),
    ...(hasDms(userId) ? [entry('Message', openDms)] : []),
    ...(canBecome(userId) ? becomeEntries(userId) : []),
    ...apps,
    copyEntry('Copy user id', userId),
  ];
}

/** What Discord has not: its window is one person's. */
function becomeEntries(userId: string): readonly Entry[] {
  return [
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
}

function copyEntry(label: string, what: string): Entry {
  return { label, run: () => void navigator.clipboard.writeText(what) };
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
  const copyText = message.api.content === '' ? [] : [copyEntry('Copy text', message.api.content)];
  return [...apps, ...copyText, copyEntry('Copy message id', messageId)];
}
