import { batch, computed, effect, signal } from '@preact/signals';
import type {
  PageCommand,
  PageFault,
  PageHistory,
  PageMember,
  PageMessage,
  PageModal,
  PagePerson,
  PageRole,
  PageServer,
  PageSetup,
  PageWorld,
} from '../../page/protocol.js';
import { getLastRead, rememberRead } from './last-read.js';

/** Where the window looks: a server's channel, or the direct messages with the bot. */
export type Place = { readonly serverId: string; readonly channelId: string } | 'dms' | 'store';

/** A command on its way, or one that nobody answered. */
export interface Pending {
  readonly key: number;
  readonly channelId: string;
  readonly name: string;
  readonly atMs: number;
  readonly isFailed: boolean;
}

const dismissedKey = 'dismissed';

/** The set-up of the page, which comes before the first world. */
export const setup = signal<PageSetup>({ botName: '', worlds: [] });
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
/** Messages dismissed in this window. */
export const dismissed = signal<ReadonlySet<string>>(
  new Set(sessionStorage.getItem(dismissedKey)?.split(' ')),
);
effect(() => {
  sessionStorage.setItem(dismissedKey, [...dismissed.value].join(' '));
});
/** Failures of buttons and selects, by message. */
export const componentFailures = signal<ReadonlyMap<string, string>>(new Map());
export const openModal = signal<PageModal | undefined>(undefined);
/** One line for the person, e.g. why Discord's client would not send something. */
export const notice = signal('');
/** Outstanding faults. */
export const faults = signal<readonly PageFault[]>([]);
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
/** The scope in which a name means one person: a server or the direct messages, for the person of the window. */
export const mentionScope = computed(() => `${meId.value} ${serverHere.value?.id ?? 'dms'}`);
export const channelId = computed((): string => {
  const here = place.value;
  if (here === undefined || here === 'store') return '';
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

/** The people to switch to in one click: those of the server in view, or everyone. */
export const peopleHere = computed((): readonly PagePerson[] => {
  const all = (world.value?.people ?? []).filter((person) => !person.isBot);
  const server = serverHere.value;
  return server === undefined ? all : all.filter(({ id }) => membersById.value.has(id));
});

/** The channel that the window's address names, until it is opened. */
let wantedChannelId = '';

export function wantChannel(id: string): void {
  wantedChannelId = id;
  const found = world.value === undefined ? undefined : findPlace(world.value, id);
  if (found !== undefined) place.value = found;
}

/** The place of a channel; undefined if the person may not see it. */
export function findPlace({ servers, dmChannelId }: PageWorld, id: string): Place | undefined {
  if (id !== '' && id === dmChannelId) return 'dms';
  const server = servers.find(({ channels }) => channels.some((channel) => channel.id === id));
  return server === undefined ? undefined : { serverId: server.id, channelId: id };
}

export function receiveWorld(next: PageWorld): void {
  batch(() => {
    world.value = next;
    if (meId.value !== next.me.id) meId.value = next.me.id;
    const here = place.value;
    const wanted = here === undefined ? findPlace(next, wantedChannelId) : undefined;
    wantedChannelId = '';
    if (wanted !== undefined) place.value = wanted;
    else if (here === undefined || (typeof here !== 'string' && !hasChannel(next, here.channelId))) {
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

/** A loaded message of a channel. */
export function findMessage(id: string, messageId: string): PageMessage | undefined {
  return histories.value.get(id)?.messages.find(({ api }) => api.id === messageId);
}

export function setHistory(id: string, history: PageHistory): void {
  histories.value = new Map(histories.value).set(id, history);
}

/** Whether the newest message is in view. Then old messages are dropped to save memory. */
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
  clearUnread(id);
}

export function clearUnread(id: string): void {
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

/** Counts messages that came while the window was closed or another person's. */
export function countUnread(id: string, history: PageHistory): void {
  if (id === channelId.value) return;
  const missed = unreadOf(id, history);
  const count = missed.filter((message) => id === world.value?.dmChannelId || pingsMe(message)).length;
  if (count > 0) unread.value = new Map(unread.value).set(id, count);
  else if (missed.length > 0) fresh.value = new Set(fresh.value).add(id);
}

/** The first message after the line that marks new ones. */
export const newFrom = signal('');

export function markNew(id: string): void {
  const history = histories.value.get(id);
  const isFirstVisit = getLastRead(meId.value, id) === '0';
  newFrom.value = history === undefined || isFirstVisit ? '' : (unreadOf(id, history)[0]?.api.id ?? '');
}

function unreadOf(id: string, { messages }: PageHistory): readonly PageMessage[] {
  const last = BigInt(getLastRead(meId.value, id));
  return messages.filter(({ api }) => api.author.id !== meId.value && BigInt(api.id) > last);
}
