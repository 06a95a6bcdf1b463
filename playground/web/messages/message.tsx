import type { ComponentChildren } from 'preact';
import { useErrorBoundary, useState } from 'preact/hooks';
import type { PageMessage } from '../../page/protocol.js';
import { Attachments } from './attachments.js';
import { Avatar } from '../people/avatar.js';
import { Components } from './components.js';
import { Dots } from './dots.js';
import { Embeds } from './embeds.js';
import { Icon } from '../icon.js';
import { Markdown } from './markdown.js';
import { openAtMouse, openBeside, openPersonCard } from '../popouts/open-popout.js';
import { NameButton } from '../people/name-button.js';
import { ReplyLine } from './reply-line.js';
import { componentFailures, dismissed, isBot, meId, nameOf, pingsMe, setup, world } from '../state/state.js';
import { showFullTime, showMessageTime, showShortTime } from './show-time.js';

/** @see https://discord.com/developers/docs/resources/message#message-object-message-types */
const replyType = 19;

interface MessageProps {
  readonly message: PageMessage;
  /** Begins a group: with picture, name and time. */
  readonly isHead: boolean;
  /** Far from the newest: laid out only while it is in view. */
  readonly isFar: boolean;
}

/**
 * One message, redrawn only when it changes. If drawing fails, it says so in its place until the message changes; the
 * rest of the page keeps working.
 */
export function Message({ message, isFar, ...rest }: MessageProps) {
  const [failed, setFailed] = useState<PageMessage>();
  useErrorBoundary((error) => {
    setFailed(message);
    reportError(error);
  });
  if (failed === message) return <Unshown messageId={message.api.id} />;
  const { api, used } = message;
  const isReply = (api.type as number) === replyType;
  const replied = isReply ? api.message_reference?.message_id : undefined;
  // Answers to a button start a new group, because the message before may answer another.
  const isHead = rest.isHead || isReply;
  const date = new Date(api.timestamp);
  const classes = [
    'message',
    isHead ? 'is-head' : '',
    isFar ? 'is-far' : '',
    message.isOnlyForMe ? 'is-ephemeral' : '',
    pingsMe(message) ? 'pings-me' : '',
  ].join(' ');
  return (
    <li
      id={`message-${api.id}`}
      class={classes}
      aria-label={`${nameOf(api.author.id)}, ${showShortTime(date)}`}
      onContextMenu={(event) => {
        openAtMouse(event, event.currentTarget, { kind: 'message', messageId: api.id });
      }}
    >
      {used !== undefined && <UsedCommand userId={used.userId} name={used.name} />}
      {replied !== undefined && <ReplyLine messageId={replied} />}
      {isHead ? (
        <AuthorPicture userId={api.author.id} />
      ) : (
        <time class="message-side side-time" title={showFullTime(date)}>
          {showShortTime(date)}
        </time>
      )}
      <div class="message-main">
        {isHead && <Head userId={api.author.id} date={date} />}
        <Body message={message} />
        <Footer message={message} />
      </div>
      <button
        class="message-more"
        aria-label="More"
        aria-haspopup="menu"
        onClick={(event) => {
          openBeside(event.currentTarget, { kind: 'message', messageId: api.id });
        }}
      >
        ⋯
      </button>
    </li>
  );
}

/** Opens the author's card by mouse; by keyboard the name does that. */
function AuthorPicture({ userId }: { readonly userId: string }) {
  return (
    <span
      class="message-side"
      onClick={(event) => {
        openPersonCard(event.currentTarget, userId);
      }}
      onContextMenu={(event) => {
        openAtMouse(event, event.currentTarget, { kind: 'person', userId });
      }}
    >
      <Avatar userId={userId} />
    </span>
  );
}

function Unshown({ messageId }: { readonly messageId: string }) {
  return (
    <li id={`message-${messageId}`} class="message is-unshown">
      <p class="message-main">This message could not be shown.</p>
    </li>
  );
}

function UsedCommand({ userId, name }: { readonly userId: string; readonly name: string }) {
  return (
    <div class="used-command">
      <span class="spine" aria-hidden="true" />
      <Avatar userId={userId} size={16} />
      <NameButton userId={userId} /> used <span class="used-name">{name}</span>
    </div>
  );
}

function Head({ userId, date }: { readonly userId: string; readonly date: Date }) {
  return (
    <h3 class="message-head">
      <NameButton userId={userId} />
      {isBot(userId) && <span class="app-badge">APP</span>}
      <time title={showFullTime(date)}>{showMessageTime(date)}</time>
    </h3>
  );
}

function Body({ message }: { readonly message: PageMessage }) {
  const { api } = message;
  if (message.isThinking) {
    return (
      <p class="thinking">
        <Dots />
        {setup.value.botName} is thinking…
      </p>
    );
  }
  return (
    <div class="message-body">
      {api.content !== '' && (
        <Markdown text={api.content} isWhole>
          <EditedMark message={message} />
        </Markdown>
      )}
      <Embeds embeds={api.embeds} />
      <Attachments message={message} />
      <Components message={message} />
      {api.content === '' && <EditedMark message={message} />}
    </div>
  );
}

/** Behind the text, or under a message that has none. */
function EditedMark({ message: { api, isOnlyForMe } }: { readonly message: PageMessage }) {
  if (api.edited_timestamp === null || isOnlyForMe) return null;
  return (
    <small class="edited" title={showFullTime(new Date(api.edited_timestamp))}>
      (edited)
    </small>
  );
}

function Footer({ message }: { readonly message: PageMessage }) {
  const failure = componentFailures.value.get(message.api.id);
  return (
    <>
      {failure !== undefined && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      {message.isOnlyForMe && (
        <OnlyYou
          onDismiss={() => {
            dismissed.value = new Set(dismissed.value).add(message.api.id);
          }}
        />
      )}
    </>
  );
}

function OnlyYou({ onDismiss }: { readonly onDismiss: () => void }) {
  return (
    <p class="only-you">
      <Icon
        size={16}
        path="M12 5c-6 0-10 7-10 7s4 7 10 7 10-7 10-7-4-7-10-7Zm0 11a4 4 0 1 1 0-8 4 4 0 0 1 0 8Zm0-2a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z"
      />
      Only you can see this •{' '}
      <button class="link" onClick={onDismiss}>
        Dismiss message
      </button>
    </p>
  );
}

interface BotLineProps {
  readonly children: ComponentChildren;
  readonly className: string;
  /** The command that it is about, as `/balances`. */
  readonly used?: string;
  /** Now, unless said. */
  readonly atMs?: number;
  readonly onDismiss?: () => void;
}

/** A line that Discord's client itself shows in the bot's name. */
export function BotLine({ children, className, used, atMs = Date.now(), onDismiss }: BotLineProps) {
  const botId = world.value?.botId ?? '';
  return (
    <li class={`message is-head ${className} ${onDismiss === undefined ? '' : 'is-ephemeral'}`}>
      {used !== undefined && <UsedCommand userId={meId.value} name={used} />}
      <AuthorPicture userId={botId} />
      <div class="message-main">
        <Head userId={botId} date={new Date(atMs)} />
        <p class="bot-line" role="status">
          {children}
        </p>
        {onDismiss !== undefined && <OnlyYou onDismiss={onDismiss} />}
      </div>
    </li>
  );
}
