import type { ComponentChildren } from 'preact';
import type { PageServer } from '../page/protocol.js';
import { shorten } from './people/avatar.js';
import { Badge } from './badge.js';
import { Icon } from './icon.js';
import { areToolsShown, fresh, place, setup, unread, world } from './state/state.js';

/** The servers of the person, and buttons that Discord does not have. */
export function Rail() {
  const servers = world.value?.servers ?? [];
  const { store } = setup.value;
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
        <Icon
          size={28}
          path="M4 4h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V6c0-1.100.9-2 2-2Z"
        />
      </RailButton>
      <hr />
      <div class="rail-servers">
        {servers.map((server) => (
          <ServerButton key={server.id} server={server} />
        ))}
      </div>
      {store !== undefined && (
        <RailButton
          label={store.hint}
          isHere={place.value === 'store'}
          count={0}
          onOpen={() => {
            place.value = 'store';
          }}
        >
          <span class="short-name" data-short={store.shortName} />
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
        <Icon path="M22 6.500a5.500 5.500 0 0 1-7.400 5.200l-7.900 7.900a2.300 2.300 0 0 1-3.300-3.300l7.900-7.900A5.500 5.500 0 0 1 18.300 1.500l-3.400 3.400 1 3.200 3.200 1 3.400-3.400c.1.300.1.600.1.800Z" />
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
      label={count > 0 ? `${server.name}, ${count} ${count === 1 ? 'mention' : 'mentions'}` : server.name}
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
  readonly children: ComponentChildren;
}

function RailButton({ label, isHere, isFresh = false, count, onOpen, children }: RailButtonProps) {
  return (
    <div class={`rail-item ${isHere ? 'is-here' : ''} ${isFresh || count > 0 ? 'is-fresh' : ''}`}>
      <button aria-label={label} title={label} aria-pressed={isHere} onClick={onOpen}>
        {children}
      </button>
      <Badge count={count} />
    </div>
  );
}
