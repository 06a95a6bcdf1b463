import { useEffect } from 'preact/hooks';
import { Avatar, shorten } from './avatar.js';
import { BucketView } from './bucket-view.js';
import { Composer } from './composer.js';
import { focusComposer } from './composer-model.js';
import { become } from './connection.js';
import { MemberList } from './member-list.js';
import { MenuHost } from './menu-view.js';
import { openBeside } from './menu.js';
import { MessageList } from './message-list.js';
import { ModalHost } from './modal.js';
import {
  areMembersShown,
  areToolsShown,
  channelId,
  fresh,
  isConnected,
  meId,
  nameOf,
  peopleHere,
  place,
  serverHere,
  unread,
  world,
} from './state.js';
import type { PageServer } from '../page/protocol.js';
import { Tools } from './tools.js';

/** So many people can be switched to in one click; where there are more, the rest is found by name. */
const switcherSize = 12;

export function App() {
  useTypingAnywhere();
  if (world.value === undefined) return <p class="loading">Opening the playground…</p>;
  const here = place.value;
  return (
    <>
      <Rail />
      <Sidebar />
      {here === 'bucket' ? (
        <main class="main">
          <BucketView />
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

/** Whoever types while nothing has the keyboard types a message, as in Discord. */
function useTypingAnywhere(): void {
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      const here = document.activeElement;
      const isIdle = here === document.body || here?.matches('.messages, .members') === true;
      if (!isIdle || event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
      document.querySelector<HTMLElement>('.composer textarea, .composer input')?.focus();
      focusComposer();
    };
    document.addEventListener('keydown', listener);
    return () => {
      document.removeEventListener('keydown', listener);
    };
  }, []);
}

function Rail() {
  const servers = world.value?.servers ?? [];
  const dmCount = unread.value.get(world.value?.dmChannelId ?? '') ?? 0;
  return (
    <nav class="rail" aria-label="Servers">
      <RailButton
        label={dmCount > 0 ? `Direct messages, ${dmCount} unread` : 'Direct messages'}
        isHere={place.value === 'dms'}
        count={dmCount}
        onOpen={() => {
          place.value = 'dms';
        }}
      >
        <svg width="28" height="28" viewBox="0 0 24 24" aria-hidden="true">
          <path
            fill="currentColor"
            d="M4 4h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V6c0-1.100.9-2 2-2Z"
          />
        </svg>
      </RailButton>
      <hr />
      {servers.map((server) => (
        <ServerButton key={server.id} server={server} />
      ))}
      {world.value?.hasBucket === true && (
        <RailButton
          label="Bucket: what the export wrote"
          isHere={place.value === 'bucket'}
          count={0}
          onOpen={() => {
            place.value = 'bucket';
          }}
        >
          <span class="short-name" data-short="S3" />
        </RailButton>
      )}
      <RailButton
        label="Tools and demo worlds"
        isHere={areToolsShown.value}
        count={0}
        onOpen={() => {
          areToolsShown.value = !areToolsShown.value;
        }}
      >
        <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
          <path
            fill="currentColor"
            d="M22 6.500a5.500 5.500 0 0 1-7.400 5.200l-7.900 7.900a2.300 2.300 0 0 1-3.300-3.300l7.900-7.900A5.500 5.500 0 0 1 18.300 1.500l-3.400 3.400 1 3.200 3.200 1 3.400-3.400c.1.300.1.600.1.800Z"
          />
        </svg>
      </RailButton>
    </nav>
  );
}

function ServerButton({ server }: { readonly server: PageServer }) {
  const here = place.value;
  const isHere = here !== undefined && typeof here !== 'string' && here.serverId === server.id;
  const count = server.channels.reduce((sum, { id }) => sum + (unread.value.get(id) ?? 0), 0);
  const isFresh = server.channels.some(({ id }) => fresh.value.has(id));
  return (
    <RailButton
      label={count > 0 ? `${server.name}, ${count} mentions` : server.name}
      isHere={isHere}
      isFresh={isFresh}
      count={count}
      onOpen={() => {
        const [first] = server.channels;
        if (first !== undefined) place.value = { serverId: server.id, channelId: first.id };
      }}
    >
      <span class="short-name" data-short={shorten(server.name)} />
    </RailButton>
  );
}

interface RailButtonProps {
  readonly label: string;
  readonly isHere: boolean;
  readonly isFresh?: boolean;
  readonly count: number;
  readonly onOpen: () => void;
  readonly children: preact.ComponentChildren;
}

function RailButton({ label, isHere, isFresh = false, count, onOpen, children }: RailButtonProps) {
  return (
    <div class={`rail-item ${isHere ? 'is-here' : ''} ${isFresh || count > 0 ? 'is-fresh' : ''}`}>
      <button aria-label={label} title={label} aria-pressed={isHere} onClick={onOpen}>
        {children}
      </button>
      {count > 0 && (
        <span class="badge" aria-hidden="true">
          {count}
        </span>
      )}
    </div>
  );
}

function Sidebar() {
  const server = serverHere.value;
  return (
    <div class="sidebar">
      <header class="sidebar-head">
        <h1>{server?.name ?? (place.value === 'bucket' ? 'Bucket' : 'Direct messages')}</h1>
      </header>
      <nav class="channels" aria-label="Channels">
        {server === undefined ? (
          <DmEntry />
        ) : (
          server.channels.map(({ id, name }) => (
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
              {name}
            </button>
          ))
        )}
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
      Hisaab
    </button>
  );
}

/** Who the window is, and whom it can be instead. */
function Switcher() {
  const me = meId.value;
  const people = peopleHere.value.slice(0, switcherSize);
  return (
    <section class="switcher" aria-label="Who am I">
      <div class="switcher-people">
        {people.map(({ id }) => (
          <button
            key={id}
            class={id === me ? 'is-here' : ''}
            aria-pressed={id === me}
            aria-label={`Be ${nameOf(id)}`}
            title={`Be ${nameOf(id)}`}
            onClick={() => {
              become(id);
            }}
          >
            <Avatar userId={id} size={28} />
          </button>
        ))}
      </div>
      <button
        class="me"
        aria-haspopup="menu"
        onClick={(event) => {
          openBeside(event.currentTarget, { kind: 'switch' });
        }}
      >
        <span class="me-avatar">
          <Avatar userId={me} size={32} />
        </span>
        <span>
          <span class="heard">You are </span>
          <b>{nameOf(me)}</b>
          <small>Online</small>
          <span class="heard">. Be somebody else</span>
        </span>
      </button>
    </section>
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
        {channel?.name ?? 'Hisaab'}
      </h2>
      {world.value?.isBotOnline === false && (
        <span class="offline" role="status">
          Hisaab is offline
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
          <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
            <path
              fill="currentColor"
              d="M9 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm0 2c-4 0-7 2-7 4.500V20h14v-1.500C16 16 13 14 9 14Zm7-2.200a3.500 3.500 0 1 0-1.500-6.600 6 6 0 0 1 0 5.900c.5.400 1 .7 1.500.7Zm1 2.400c1.300 1 2 2.500 2 4.300V20h3v-1.500c0-2.200-2.100-3.900-5-4.300Z"
            />
          </svg>
        </button>
      )}
    </header>
  );
}
