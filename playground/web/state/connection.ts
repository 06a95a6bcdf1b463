import { batch, computed, effect, untracked } from '@preact/signals';
import type {
  PageAction,
  PageCommand,
  PageEvent,
  PageFile,
  PageHistory,
  PageMessage,
  PageOutcome,
  PageTool,
} from '../../page/protocol.js';
import {
  channelId,
  commands,
  componentFailures,
  clearUnread,
  countUnread,
  faults,
  fresh,
  histories,
  isConnected,
  markNew,
  markRead,
  meId,
  notice,
  openModal,
  pending,
  place,
  receiveMessage,
  receiveWorld,
  removeMessage,
  setHistory,
  setup,
  unread,
  wantChannel,
  world,
} from './state.js';
import { onReadElsewhere } from './last-read.js';

let stream: EventSource | undefined;
let pendingCount = 0;

/** Opens the window as the person that its address names, and keeps it up to date. */
export function startConnection(): void {
  const { as, at } = parseAddress();
  meId.value = as;
  wantChannel(at);
  connect();
  window.addEventListener('popstate', () => {
    const wanted = parseAddress();
    if (wanted.as !== meId.value) become(wanted.as);
    wantChannel(wanted.at);
  });
  const isWorldMine = computed(() => world.value?.me.id === meId.value);
  effect(() => {
    const id = channelId.value;
    if (id === '' || !isWorldMine.value) return;
    writeAddress(meId.value, id);
    untracked(() => void enterChannel(id));
  });
  onReadElsewhere((userId, id) => {
    if (userId === meId.value) clearUnread(id);
  });
  window.addEventListener('focus', () => {
    markRead(channelId.value);
  });
}

/** The person and place in the address, so that a reload and the browser's Back restore them. */
function parseAddress(): { readonly as: string; readonly at: string } {
  const named = new URLSearchParams(location.hash.slice(1));
  return { as: named.get('as') ?? '', at: named.get('at') ?? '' };
}

function writeAddress(as: string, at: string): void {
  const known = parseAddress();
  const address = `#${new URLSearchParams({ as, at }).toString()}`;
  if (known.as === as && known.at !== '' && known.at !== at) history.pushState(null, '', address);
  else history.replaceState(null, '', address);
}

/** Switches the window to a person. */
export function become(userId: string): void {
  if (userId === meId.value) return;
  batch(() => {
    meId.value = userId;
    histories.value = new Map();
    unread.value = new Map();
    fresh.value = new Set();
    pending.value = [];
    openModal.value = undefined;
    notice.value = '';
    commands.value = [];
  });
  connect();
}

function connect(): void {
  stream?.close();
  const opened = new EventSource(`/page/stream?as=${meId.value}`);
  stream = opened;
  let isFirst = true;
  opened.onopen = () => {
    isConnected.value = true;
    // Changes during the interruption are loaded.
    if (!isFirst) void enterChannel(channelId.value, true);
    isFirst = false;
  };
  opened.onerror = () => {
    isConnected.value = false;
  };
  opened.onmessage = ({ data }: MessageEvent<string>) => {
    if (stream === opened) receive(JSON.parse(data) as PageEvent);
  };
}

function receive(event: PageEvent): void {
  switch (event.kind) {
    case 'setup':
      setup.value = event.setup;
      document.title = `${event.setup.botName} · playground`;
      return;
    case 'world': {
      const isNewPerson = world.value?.me.id !== event.world.me.id;
      receiveWorld(event.world);
      // Entering a channel also loads its commands.
      if (isNewPerson) void fetchUnread();
      else void fetchCommands();
      return;
    }
    case 'message':
      receiveMessage(event.channelId, event.message);
      return;
    case 'message-removed':
      removeMessage(event.channelId, event.messageId);
      return;
    case 'commands':
      void fetchCommands();
      return;
    case 'faults':
      faults.value = event.faults;
  }
}

async function enterChannel(id: string, isAnew = false): Promise<void> {
  const readingCommands = fetchCommands();
  await (isAnew ? loadHistory(id) : openHistory(id));
  // What is seen is read, whether or not the commands are there.
  if (id === channelId.value) {
    markNew(id);
    markRead(id);
  }
  await readingCommands;
}

/** Loads the newest messages of a channel. */
export async function openHistory(id: string): Promise<void> {
  if (!histories.value.has(id)) await loadHistory(id);
}

async function loadHistory(id: string): Promise<void> {
  const me = meId.value;
  const loaded = await get<PageHistory>(`messages/${id}`);
  if (me !== meId.value) return;
  // A message that came over the stream in the meantime is in what was loaded, or newer.
  const known = new Set(loaded.messages.map(({ api }) => api.id));
  const newest = loaded.messages.at(-1)?.api.id ?? '0';
  const newer = (histories.value.get(id)?.messages ?? []).filter(
    ({ api }) => !known.has(api.id) && BigInt(api.id) > BigInt(newest),
  );
  setHistory(id, { ...loaded, messages: [...loaded.messages, ...newer] });
}

/** Loads messages before the oldest loaded one. */
export async function loadOlder(id: string): Promise<void> {
  const [oldest] = histories.value.get(id)?.messages ?? [];
  if (oldest === undefined) return;
  const older = await get<PageHistory>(`messages/${id}`, { before: oldest.api.id });
  const now = histories.value.get(id);
  if (now === undefined || now.messages[0]?.api.id !== oldest.api.id) return;
  setHistory(id, { messages: [...older.messages, ...now.messages], hasOlder: older.hasOlder });
}

/** Counts unread messages of the channels that are not in view. */
async function fetchUnread(): Promise<void> {
  const me = meId.value;
  const { servers = [], dmChannelId = '' } = world.value ?? {};
  const ids = [dmChannelId, ...servers.flatMap(({ channels }) => channels.map(({ id }) => id))];
  for (const id of ids.filter((one) => one !== '' && one !== channelId.value)) {
    const missed = await get<PageHistory>(`messages/${id}`);
    if (me !== meId.value) return;
    countUnread(id, missed);
  }
}

async function fetchCommands(): Promise<void> {
  const id = channelId.value;
  if (id === '') return;
  const next = await get<readonly PageCommand[]>(`commands/${id}`).catch(() => []);
  if (id === channelId.value) commands.value = next;
}

/** Carries out an action in the channel in view, and shows its outcome. */
export async function act(action: PageAction): Promise<PageOutcome> {
  notice.value = '';
  const outcome = await post<PageOutcome>(`act/${channelId.value}`, action).catch(
    (error: unknown): PageOutcome => ({ refusal: error instanceof Error ? error.message : String(error) }),
  );
  if (outcome.modal !== undefined) openModal.value = outcome.modal;
  // A form shows its own errors.
  if (outcome.refusal !== undefined && action.kind !== 'submit') notice.value = outcome.refusal;
  return outcome;
}

/** Sends a command. It is shown under the messages while it is pending, and if nobody answers. */
export async function actVisibly(name: string, action: PageAction): Promise<PageOutcome> {
  pendingCount += 1;
  const key = pendingCount;
  const id = channelId.value;
  pending.value = [...pending.value, { key, channelId: id, name, atMs: Date.now(), isFailed: false }];
  const outcome = await act(action);
  pending.value =
    outcome.isFailed === true
      ? pending.value.map((other) => (other.key === key ? { ...other, isFailed: true } : other))
      : pending.value.filter((other) => other.key !== key);
  return outcome;
}

/** Uses a button or select. A failure is shown under its message. */
export async function actOn(message: PageMessage, action: PageAction): Promise<void> {
  const { id } = message.api;
  setFailure(id, undefined);
  const { isFailed, refusal } = await act(action);
  if (isFailed === true || refusal !== undefined) setFailure(id, refusal ?? 'This interaction failed');
}

function setFailure(messageId: string, text: string | undefined): void {
  const next = new Map(componentFailures.value);
  if (text === undefined) next.delete(messageId);
  else next.set(messageId, text);
  componentFailures.value = next;
}

/**
 * Uses a tool, and goes where it leads.
 * @returns the server that it leads to, if any
 */
export async function useTool(tool: PageTool): Promise<string | undefined> {
  const { serverId, personId } = await post<{ serverId?: string; personId?: string }>('tool', tool);
  if (personId === undefined || serverId === undefined) return undefined;
  place.value = undefined;
  become(personId);
  return serverId;
}

export async function get<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<T> {
  const search = new URLSearchParams({ as: meId.value, ...query });
  return ask<T>(`/page/${path}?${search.toString()}`);
}

export async function post<T>(path: string, body: unknown): Promise<T> {
  const search = new URLSearchParams({ as: meId.value });
  const headers = { 'content-type': 'application/json' };
  const request = { method: 'POST', headers, body: JSON.stringify(body) };
  return ask<T>(`/page/${path}?${search.toString()}`, request);
}

/** @throws Error that says in words what went wrong */
async function ask<T>(address: string, request?: RequestInit): Promise<T> {
  const response = await fetch(address, request).catch(() => {
    throw new Error('The playground cannot be reached. Is it still running?');
  });
  const body = (await response.json()) as T & { error?: string };
  if (!response.ok) throw new Error(body.error ?? `The playground answered ${response.status}`);
  return body;
}

/** A file that a person picked or dropped, ready to be sent. */
export async function readFile(file: File): Promise<PageFile> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return { name: file.name, contentType: file.type, base64: btoa(binary) };
}
