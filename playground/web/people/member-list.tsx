import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { computed } from '@preact/signals';
import { Avatar } from './avatar.js';
import { openAtMouse, openPersonCard } from '../popouts/open-popout.js';
import { areMembersShown, colorOf, isBot, nameOf, serverHere, world } from '../state/state.js';

type Row =
  { readonly kind: 'head'; readonly text: string } | { readonly kind: 'member'; readonly userId: string };

const rowPx = 44;
const headPx = 40;
/** Rows are drawn up to this far outside of the view. */
const marginPx = 400;

/** Members under their highest hoisted role, then everyone else, as Discord lists them. */
const rows = computed((): readonly Row[] => {
  const server = serverHere.value;
  if (server === undefined) return [];
  const hoisted = server.roles.filter(({ isHoisted }) => isHoisted).sort((a, b) => b.position - a.position);
  const groups = new Map<string, string[]>(hoisted.map(({ name }) => [name, []]));
  const offline = world.value?.isBotOnline === false ? 'Offline' : 'Online';
  for (const { userId, roleIds } of server.members) {
    const role = hoisted.find(({ id }) => roleIds.includes(id));
    const group = role?.name ?? (isBot(userId) ? offline : 'Online');
    const others = groups.get(group);
    if (others === undefined) groups.set(group, [userId]);
    else others.push(userId);
  }
  return [...groups].flatMap(([name, ids]) => (ids.length === 0 ? [] : rowsOf(name, ids)));
});

function rowsOf(name: string, ids: readonly string[]): Row[] {
  const sorted = ids.map((userId) => ({ userId, name: nameOf(userId) }));
  sorted.sort((a, b) => (a.name < b.name ? -1 : 1));
  return [
    { kind: 'head', text: `${name} — ${ids.length}` },
    ...sorted.map(({ userId }): Row => ({ kind: 'member', userId })),
  ];
}

/** Where the list lies over the chat, as narrow.css has it, it is shown only when it is asked for. */
export function watchWidth(): void {
  const wide = matchMedia('(width >= 900px)');
  const note = () => {
    areMembersShown.value = wide.matches;
  };
  wide.addEventListener('change', note);
  note();
}

/** Only the rows in view are drawn, so that a thousand members cost as much as thirty. */
export function MemberList() {
  const box = useRef<HTMLElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element !== null) setView({ top: element.scrollTop, height: element.clientHeight });
  }, []);
  let offset = 0;
  const placed = rows.value.map((row) => {
    const top = offset;
    offset += row.kind === 'head' ? headPx : rowPx;
    return { row, top };
  });
  const shown = placed.filter(
    ({ top }) => top > view.top - marginPx && top < view.top + view.height + marginPx,
  );
  return (
    <aside
      class="members"
      aria-label="Members"
      tabIndex={0}
      ref={box}
      onScroll={({ currentTarget }) => {
        setView({ top: currentTarget.scrollTop, height: currentTarget.clientHeight });
      }}
    >
      <div class="member-rows" style={{ height: `${offset}px` }}>
        {shown.map(({ row, top }) => (
          <div
            key={row.kind === 'head' ? row.text : row.userId}
            class={`member-row ${row.kind}`}
            style={{ transform: `translateY(${top}px)` }}
          >
            {row.kind === 'head' ? <h3>{row.text}</h3> : <MemberButton userId={row.userId} />}
          </div>
        ))}
      </div>
    </aside>
  );
}

function MemberButton({ userId }: { readonly userId: string }) {
  const isOffline = isBot(userId) && world.value?.isBotOnline === false;
  return (
    <button
      class="member"
      onClick={(event) => {
        openPersonCard(event.currentTarget, userId);
      }}
      onContextMenu={(event) => {
        openAtMouse(event, event.currentTarget, { kind: 'person', userId });
      }}
    >
      <span class={`me-avatar ${isOffline ? 'is-offline' : ''}`}>
        <Avatar userId={userId} size={32} />
      </span>
      <span class="member-name" style={{ color: colorOf(userId) ?? '' }}>
        {nameOf(userId)}
      </span>
      {isBot(userId) && <span class="app-badge">APP</span>}
    </button>
  );
}
