import { useEffect } from 'preact/hooks';
import { Avatar } from './people/avatar.js';
import { Badge } from './badge.js';
import { Composer } from './composer/composer.js';
import { focusComposer } from './composer/composer-model.js';
import { Icon } from './icon.js';
import { MemberList } from './people/member-list.js';
import { MenuHost } from './people/menus.js';
import { MessageList } from './messages/message-list.js';
import { ModalHost } from './forms/modal.js';
import { CardHost } from './people/profile-card.js';
import { Rail } from './rail.js';
import {
  areMembersShown,
  areToolsShown,
  channelId,
  fresh,
  isConnected,
  place,
  serverHere,
  setup,
  unread,
  world,
} from './state/state.js';
import { Switcher } from './people/switcher.js';
import { StoreView } from './tools/store-view.js';
import { Tools } from './tools/tools.js';

export function App() {
  useTypingAnywhere();
  if (world.value === undefined) return <p class="loading">Opening the playground…</p>;
  const here = place.value;
  return (
    <>
      <Rail />
      <Sidebar />
      {here === 'store' ? (
        <main class="main">
          <StoreView />
        </main>
      ) : (
        <main class="main">
          <TopBar />
          <div class="columns">
            <div class="chat">
              <MessageList />
              <Composer />
            </div>
            {areMembersShown.value && serverHere.value !== undefined && <MemberList />}
          </div>
        </main>
      )}
      {areToolsShown.value && <Tools />}
      <CardHost />
      <MenuHost />
      <ModalHost />
      {!isConnected.value && (
        <p class="disconnected" role="status">
          The playground has gone away; waiting for it to come back…
        </p>
      )}
    </>
  );
}

/** Typing anywhere goes into the message, as in Discord, unless something else takes letters. */
function useTypingAnywhere(): void {
  useEffect(() => {
    const type = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) areToolsShown.value = false;
      const isLetter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!isLetter || takesLetters(document.activeElement, event.key)) return;
      document.querySelector<HTMLElement>('.composer textarea, .composer input')?.focus();
      focusComposer();
    };
    // A clicked button loses the focus, or the next space would press it again.
    const release = ({ detail, target }: MouseEvent) => {
      const button = target instanceof Element ? target.closest('button') : null;
      if (detail > 0 && button !== null && button === document.activeElement) button.blur();
    };
    document.addEventListener('keydown', type);
    document.addEventListener('click', release);
    return () => {
      document.removeEventListener('keydown', type);
      document.removeEventListener('click', release);
    };
  }, []);
}

/** Fields take letters, dialogs and menus keep the focus, and a space presses a button. */
function takesLetters(here: Element | null, key: string): boolean {
  if (here === null) return false;
  const isOwn =
    here.closest(
      'input, textarea, select, summary, dialog, [role="dialog"], [role="menu"], [role="listbox"], .menu',
    ) !== null;
  return isOwn || (key === ' ' && here.closest('button, a') !== null);
}

function Sidebar() {
  const server = serverHere.value;
  return (
    <div class="sidebar">
      <header class="sidebar-head">
        <h1>{server?.name ?? (place.value === 'store' ? setup.value.store?.name : 'Direct messages')}</h1>
      </header>
      <nav class="channels" aria-label="Channels">
        {place.value === 'dms' && <DmEntry />}
        {server?.channels.map(({ id, name }) => (
          <button
            key={id}
            class={`channel ${id === channelId.value ? 'is-here' : ''} ${fresh.value.has(id) || unread.value.has(id) ? 'is-fresh' : ''}`}
            aria-current={id === channelId.value}
            onClick={() => {
              place.value = { serverId: server.id, channelId: id };
            }}
          >
            <span class="hash" aria-hidden="true">
              #
            </span>
            <span class="channel-name">{name}</span>
            <Badge count={unread.value.get(id) ?? 0} />
          </button>
        ))}
      </nav>
      <Switcher />
    </div>
  );
}

function DmEntry() {
  const botId = world.value?.botId ?? '';
  return (
    <button
      class={`channel dm ${place.value === 'dms' ? 'is-here' : ''}`}
      onClick={() => {
        place.value = 'dms';
      }}
    >
      <Avatar userId={botId} size={32} />
      {setup.value.botName}
    </button>
  );
}

function TopBar() {
  const server = serverHere.value;
  const channel = server?.channels.find(({ id }) => id === channelId.value);
  return (
    <header class="top-bar">
      <h2>
        <span class="hash" aria-hidden="true">
          {channel === undefined ? '@' : '#'}
        </span>
        {channel?.name ?? setup.value.botName}
      </h2>
      {world.value?.isBotOnline === false && (
        <span class="offline" role="status">
          {setup.value.botName} is offline
        </span>
      )}
      {server !== undefined && (
        <button
          class="icon-button"
          aria-label="Members"
          title="Members"
          aria-pressed={areMembersShown.value}
          onClick={() => {
            areMembersShown.value = !areMembersShown.value;
          }}
        >
          <Icon path="M9 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm0 2c-4 0-7 2-7 4.500V20h14v-1.500C16 16 13 14 9 14Zm7-2.200a3.500 3.500 0 1 0-1.500-6.600 6 6 0 0 1 0 5.900c.5.400 1 .7 1.500.7Zm1 2.400c1.300 1 2 2.500 2 4.300V20h3v-1.500c0-2.200-2.100-3.900-5-4.300Z" />
        </button>
      )}
    </header>
  );
}
