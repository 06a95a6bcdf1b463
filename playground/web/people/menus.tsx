import { useState } from 'preact/hooks';
import { menuCommands } from '../composer/composer-model.js';
import { actVisibly, become } from '../state/connection.js';
import { Menu } from '../popouts/menu.js';
import type { MenuEntry } from '../popouts/menu.js';
import { openPersonCard, openPopout } from '../popouts/open-popout.js';
import type { MenuPopout } from '../popouts/open-popout.js';
import { canBecome, hasDms, mentionPerson, openDms } from './person-actions.js';
import { channelId, findMessage, meId, nameOf, peopleHere, world } from '../state/state.js';
import type { PagePerson } from '../../page/protocol.js';

/** The open menu: of a person, of a message, or for switching people. */
export function MenuHost() {
  const menu = openPopout.value;
  if (menu?.kind !== 'menu') return null;
  const { target, opener, left, top } = menu;
  const key = JSON.stringify({ target, left, top });
  switch (target.kind) {
    case 'switch':
      return <SwitchMenu key={key} menu={menu} />;
    case 'person': {
      const entries = personEntries(target.userId, opener);
      return <Menu key={key} popout={menu} label={nameOf(target.userId)} entries={entries} />;
    }
    case 'message': {
      const entries = messageEntries(target.messageId);
      return <Menu key={key} popout={menu} label="Message" entries={entries} />;
    }
  }
}

/** A search for a person to switch to. */
function SwitchMenu({ menu }: { readonly menu: MenuPopout }) {
  const [search, setSearch] = useState('');
  const entries = findPeople(search).map(({ id, name, serverName }): MenuEntry => ({
    label: id === meId.value ? `${name} (now)` : name,
    ...(serverName === undefined ? {} : { detail: serverName }),
    run: () => {
      become(id);
    },
  }));
  return (
    <Menu popout={menu} label="People" entries={entries}>
      <input
        class="menu-search"
        aria-label="Find a person"
        placeholder="Who am I? Find a person"
        value={search}
        onInput={(event) => {
          setSearch(event.currentTarget.value);
        }}
      />
    </Menu>
  );
}

/** People of the server in view first, then of the other worlds. */
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

function personEntries(userId: string, opener: HTMLElement): readonly MenuEntry[] {
  const apps = menuCommands.value
    .filter(({ type }) => (type as number) === 2)
    .map(({ name }): MenuEntry => ({
      label: name,
      after: <AppPicture />,
      run: () => void actVisibly(name, { kind: 'user-command', name, userId }),
    }));
  const entry = (label: string, run: () => void): MenuEntry => ({ label, run });
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

/** Stands beside a command of the bot. */
function AppPicture() {
  return <img src="/icon.svg" alt="" width={18} height={18} />;
}

/** Entries for switching to a person, which Discord does not have. */
function becomeEntries(userId: string): readonly MenuEntry[] {
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

function copyEntry(label: string, what: string): MenuEntry {
  return { label, run: () => void navigator.clipboard.writeText(what) };
}

function messageEntries(messageId: string): readonly MenuEntry[] {
  const message = findMessage(channelId.value, messageId);
  if (message === undefined) return [];
  const apps = message.isOnlyForMe
    ? []
    : menuCommands.value
        .filter(({ type }) => (type as number) === 3)
        .map(({ name }): MenuEntry => ({
          label: name,
          after: <AppPicture />,
          run: () => void actVisibly(name, { kind: 'message-command', name, messageId }),
        }));
  const copyText = message.api.content === '' ? [] : [copyEntry('Copy text', message.api.content)];
  return [...apps, ...copyText, copyEntry('Copy message id', messageId)];
}
