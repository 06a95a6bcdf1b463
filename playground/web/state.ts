import { batch, computed, signal } from '@preact/signals';
import type {
  PageCommand,
  PageHistory,
  PageMember,
  PageMessage,
  PageModal,
  PagePerson,
  PageRole,
  PageServer,
  PageWorld,
} from '../page/protocol.js';
import { readLastRead, rememberRead } from './last-read.js';

/** Where the window looks: a server's channel, or the direct messages with the bot. */
export type Place = { readonly serverId: string; readonly channelId: string } | 'dms' | 'bucket';

/** A command on its way, or one that nobody answered. */
export interface Pending {
  readonly key: number;
  readonly channelId: string;
  readonly name: string;
  readonly atMs: number;
  readonly isFailed: boolean;
}

export const world = signal<PageWorld | undefined>(undefined);
export const meId = signal('');
export const place = signal<Place | undefined>(undefined);
export const isConnected = signal(false);
export const histories = signal<ReadonlyMap<string, PageHistory>>(new Map());
export const commands = signal<readonly PageCommand[]>([]);
export const pending = signal<readonly Pending[]>([]);
/** Unread direct messages and pings, by channel. */
export const unread = signal<ReadonlyMap<string, number>>(new Map());
/** Channels with something new that pings nobody. */
export const fresh = signal<ReadonlySet<string>>(new Set());
export const dismissed = signal<ReadonlySet<string>>(new Set());
/** What went wrong with a button or select, by its message. */
export const componentFailures = signal<ReadonlyMap<string, string>>(new Map());
export const openModal = signal<PageModal | undefined>(undefined);
/** One line for the person, e.g. why Discord's client would not send something. */
export const notice = signal('');
export const areMembersShown = signal(true);
export const areToolsShown = signal(false);

export const peopleById = computed(
  () => new Map((world.value?.people ?? []).map((person) => [person.id, person])),
);
export const serverHere = computed((): PageServer | undefined => {
  const here = place.value;
  if (here === undefined || typeof here === 'string') return undefined;
  return world.value?.servers.find(({ id }) => id === here.serverId);
});
export const channelId = computed((): string => {
  const here = place.value;
  if (here === undefined || here === 'bucket') return '';
  return here === 'dms' ? (world.value?.dmChannelId ?? '') : here.channelId;
});
export const membersById = computed(
  (): ReadonlyMap<string, PageMember> =>
    new Map((serverHere.value?.members ?? []).map((member) => [member.userId, member])),
);
export const rolesById = computed(
  (): ReadonlyMap<string, PageRole> =>
    new Map((serverHere.value?.roles ?? []).map((role) => [role.id, role])),
);

/** The name that a person goes by here. */
export function nameOf(userId: string): string {
  return membersById.value.get(userId)?.nick ?? peopleById.value.get(userId)?.name ?? 'unknown-user';
}

/** The colour of the highest role that has one. */
export function colorOf(userId: string): string | undefined {
  const roles = (membersById.value.get(userId)?.roleIds ?? [])
    .flatMap((id) => rolesById.value.get(id) ?? [])
    .filter(({ color }) => color !== 0)
    .sort((a, b) => b.position - a.position);
  const [highest] = roles;
  return highest === undefined ? undefined : cssColor(highest.color);
}

export function cssColor(color: number): string {
  return `#${color.toString(16).padStart(6, '0')}`;
}

export function isBot(userId: string): boolean {
  return peopleById.value.get(userId)?.isBot === true;
}

/** The people whom the window can be in one click: those of the server in view, else everyone. */
export const peopleHere = computed((): readonly PagePerson[] => {
  const all = (world.value?.people ?? []).filter((person) => !person.isBot);
  const server = serverHere.value;
  return server === undefined ? all : all.filter(({ id }) => membersById.value.has(id));
});

export function receiveWorld(next: PageWorld): void {
  batch(() => {
    world.value = next;
    if (meId.value !== next.me.id) meId.value = next.me.id;
    const here = place.value;
    if (here === undefined || (typeof here !== 'string' && !hasChannel(next, here.channelId))) {
      const [server] = next.servers;
      const channel = server?.channels[0];
      place.value =
        server === undefined || channel === undefined
          ? 'dms'
          : { serverId: server.id, channelId: channel.id };
    }
  });
}

function hasChannel(next: PageWorld, id: string): boolean {
  return next.servers.some(({ channels }) => channels.some((channel) => channel.id === id));
}

export function setHistory(id: string, history: PageHistory): void {
  histories.value = new Map(histories.value).set(id, history);
}

/** Whether the newest message is in view; then old ones are let go, so that a long day costs no memory. */
export const isAtFoot = signal(true);
const keptMessages = 200;
const keptAfterTrim = 100;

export function receiveMessage(id: string, message: PageMessage): void {
  const history = histories.value.get(id);
  const isKnown = history?.messages.some(({ api }) => api.id === message.api.id) === true;
  if (history !== undefined) {
    const messages = isKnown
      ? history.messages.map((other) => (other.api.id === message.api.id ? message : other))
      : [...history.messages, message];
    setHistory(id, trim({ ...history, messages }));
  }
  if (!isKnown && message.api.author.id !== meId.value) markUnread(id, message);
}

function trim(history: PageHistory): PageHistory {
  if (!isAtFoot.value || history.messages.length <= keptMessages) return history;
  return { messages: history.messages.slice(-keptAfterTrim), hasOlder: true };
}

export function removeMessage(id: string, messageId: string): void {
  const history = histories.value.get(id);
  if (history === undefined) return;
  setHistory(id, { ...history, messages: history.messages.filter(({ api }) => api.id !== messageId) });
}

function markUnread(id: string, message: PageMessage): void {
  if (id === channelId.value && document.hasFocus()) {
    rememberRead(meId.value, id, message.api.id);
    return;
  }
  if (id === channelId.value) return;
  if (id === world.value?.dmChannelId || pingsMe(message)) {
    unread.value = new Map(unread.value).set(id, (unread.value.get(id) ?? 0) + 1);
  } else {
    fresh.value = new Set(fresh.value).add(id);
  }
}

/** Whether a message notifies the person who looks. */
export function pingsMe({ pings }: PageMessage): boolean {
  const mine = world.value?.servers.flatMap(({ members }) =>
    members.filter(({ userId }) => userId === meId.value).flatMap(({ roleIds }) => roleIds),
  );
  return pings.some(
    (ping) =>
      ping === meId.value || ping === '@everyone' || mine?.some((id) => ping === `<@&${id}>`) === true,
  );
}

export function markRead(id: string): void {
  const last = histories.value.get(id)?.messages.at(-1);
  if (last !== undefined) rememberRead(meId.value, id, last.api.id);
  if (unread.value.has(id)) {
    const next = new Map(unread.value);
    next.delete(id);
    unread.value = next;
  }
  if (fresh.value.has(id)) {
    const next = new Set(fresh.value);
    next.delete(id);
    fresh.value = next;
  }
}

/** Direct messages that came while the window was somebody else. */
export function countUnreadDms(id: string, history: PageHistory): void {
  const last = readLastRead(meId.value, id);
  const count = history.messages.filter(
    ({ api }) => api.author.id !== meId.value && BigInt(api.id) > BigInt(last),
  ).length;
  if (count > 0 && id !== channelId.value) unread.value = new Map(unread.value).set(id, count);
}
