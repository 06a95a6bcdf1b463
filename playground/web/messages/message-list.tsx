import { Fragment } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { PageMessage } from '../../page/protocol.js';
import { loadOlder } from '../state/connection.js';
import { Icon } from '../icon.js';
import { Message, BotLine } from './message.js';
import {
  channelId,
  dismissed,
  histories,
  isAtFoot,
  newFrom,
  pending,
  serverHere,
  setup,
  world,
} from '../state/state.js';
import type { Pending } from '../state/state.js';
import { showDay } from './show-time.js';

/** Messages of one author that close together share one head. */
const groupMs = 7 * 60_000;
const loadsOlderPx = 400;
/** How many messages at the foot are always laid out. Those above are laid out only in view. */
const nearFoot = 60;

/** The messages of the channel in view, newest at the foot, and what is on its way. */
export function MessageList() {
  const id = channelId.value;
  const history = histories.value.get(id);
  const waiting = pending.value.filter((one) => one.channelId === id);
  const messages = (history?.messages ?? []).filter(({ api }) => !dismissed.value.has(api.id));
  const box = useRef<HTMLDivElement>(null);
  useStickToFoot(box, id, messages, waiting.length);
  return (
    <div
      class="messages"
      ref={box}
      tabIndex={0}
      role="log"
      aria-label="Messages"
      onScroll={({ currentTarget }) => {
        if (history?.hasOlder === true && currentTarget.scrollTop < loadsOlderPx) loadOlderOnce(id);
      }}
    >
      <ol class="message-list">
        {history?.hasOlder === false && <Beginning />}
        {messages.map((message, index) => (
          <Fragment key={message.api.id}>
            {failedBetween(waiting, messages[index - 1], message)}
            <Line message={message} before={messages[index - 1]} isFar={index < messages.length - nearFoot} />
          </Fragment>
        ))}
        {failedBetween(waiting, messages.at(-1), undefined)}
        {waiting
          .filter(({ isFailed }) => !isFailed)
          .map((one) => (
            <PendingLine key={one.key} pending={one} />
          ))}
      </ol>
      <JumpToFoot box={box} />
    </div>
  );
}

/** Leads back to the newest message. */
function JumpToFoot({ box }: { readonly box: { readonly current: HTMLDivElement | null } }) {
  if (isAtFoot.value) return null;
  return (
    <button
      class="jump-to-foot"
      onClick={() => {
        isAtFoot.value = true;
        box.current?.scrollTo({ top: box.current.scrollHeight });
      }}
    >
      You are reading older messages <b>Jump to present</b>
    </button>
  );
}

/** Unanswered commands, shown where they were typed. */
function failedBetween(
  waiting: readonly Pending[],
  before: PageMessage | undefined,
  after: PageMessage | undefined,
) {
  if (!waiting.some(({ isFailed }) => isFailed)) return null;
  const timeOf = (message: PageMessage | undefined, otherwise: number) =>
    message === undefined ? otherwise : Date.parse(message.api.timestamp);
  return waiting
    .filter(({ isFailed, atMs }) => isFailed && atMs >= timeOf(before, 0) && atMs < timeOf(after, Infinity))
    .map((one) => <PendingLine key={one.key} pending={one} />);
}

let loadingOlder: Promise<void> | undefined;

function loadOlderOnce(id: string): void {
  loadingOlder ??= loadOlder(id).finally(() => {
    loadingOlder = undefined;
  });
}

/** At the foot, keeps the newest message in view; further up, keeps the position. */
function useStickToFoot(
  box: { readonly current: HTMLDivElement | null },
  id: string,
  messages: readonly PageMessage[],
  waitingCount: number,
): void {
  const [seen] = useState({ id: '', first: '', height: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const first = messages[0]?.api.id ?? '';
    const isOlderAdded = seen.id === id && first !== seen.first && seen.first !== '';
    if (seen.id !== id) isAtFoot.value = true;
    if (isAtFoot.peek()) element.scrollTop = element.scrollHeight;
    else if (isOlderAdded) element.scrollTop += element.scrollHeight - seen.height;
    Object.assign(seen, { id, first, height: element.scrollHeight });
  }, [id, messages, waitingCount]);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const note = () => {
      isAtFoot.value = element.scrollHeight - element.scrollTop - element.clientHeight < 60;
    };
    element.addEventListener('scroll', note, { passive: true });
    // Later growth, e.g. by a loaded picture, must not move the view from the foot.
    const observer = new ResizeObserver(() => {
      if (isAtFoot.peek()) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    if (element.firstElementChild !== null) observer.observe(element.firstElementChild);
    return () => {
      element.removeEventListener('scroll', note);
      observer.disconnect();
    };
  }, []);
}

interface LineProps {
  readonly message: PageMessage;
  readonly before: PageMessage | undefined;
  readonly isFar: boolean;
}

function Line({ message, before, isFar }: LineProps) {
  const isNewDay = before === undefined || dayOf(before) !== dayOf(message);
  return (
    <>
      {isNewDay && (
        <li class="day">
          <span>{showDay(new Date(message.api.timestamp))}</span>
        </li>
      )}
      {message.api.id === newFrom.value && (
        <li class="new-line" role="separator" aria-label="New messages">
          <span>NEW</span>
        </li>
      )}
      <Message message={message} isFar={isFar} isHead={isNewDay || !continues(message, before)} />
    </>
  );
}

const days = new WeakMap<PageMessage, string>();

/** Looked up once a message: a thousand of them stand in the list. */
function dayOf(message: PageMessage): string {
  const known = days.get(message);
  if (known !== undefined) return known;
  const day = new Date(message.api.timestamp).toDateString();
  days.set(message, day);
  return day;
}

function continues(message: PageMessage, before: PageMessage | undefined): boolean {
  if (before === undefined || message.used !== undefined || message.isOnlyForMe !== before.isOnlyForMe)
    return false;
  // Answers to different presses stand apart.
  if (message.api.interaction_metadata?.id !== before.api.interaction_metadata?.id) return false;
  const gapMs = Date.parse(message.api.timestamp) - Date.parse(before.api.timestamp);
  return message.api.author.id === before.api.author.id && gapMs < groupMs;
}

/** An exclamation mark in a circle. */
const failureSign =
  'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm-1.500 5h3l-.5 7h-2l-.5-7ZM12 18a1.500 1.500 0 1 1 0-3 1.500 1.500 0 0 1 0 3Z';

function PendingLine({ pending: { key, name, atMs, isFailed } }: { readonly pending: Pending }) {
  const dismiss = () => {
    pending.value = pending.value.filter((other) => other.key !== key);
  };
  return (
    <BotLine
      className={isFailed ? 'is-failed' : 'is-sending'}
      used={name}
      atMs={atMs}
      {...(isFailed && { onDismiss: dismiss })}
    >
      {isFailed && <Icon size={16} path={failureSign} />}
      {isFailed ? 'The application did not respond' : 'Sending command…'}
    </BotLine>
  );
}

function Beginning() {
  const { botName } = setup.value;
  const server = serverHere.value;
  const name = server?.channels.find(({ id }) => id === channelId.value)?.name;
  return (
    <li class="beginning">
      <span class="beginning-sign" aria-hidden="true">
        {name === undefined ? '@' : '#'}
      </span>
      <h2>{name === undefined ? botName : `Welcome to #${name}!`}</h2>
      <p>
        {name === undefined
          ? `This is the beginning of your direct messages with ${botName}.`
          : `This is the start of the #${name} channel of ${server?.name ?? ''}. Type / to see what ${botName} can do.`}
      </p>
      {world.value?.isBotOnline === false && <p class="offline">{botName} is offline.</p>}
    </li>
  );
}
