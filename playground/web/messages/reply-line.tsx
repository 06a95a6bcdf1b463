import type { PageComponent, PageMessage } from '../../page/protocol.js';
import { Avatar } from '../people/avatar.js';
import { types } from './components.js';
import { jumpToMessage } from '../state/jump.js';
import { NameButton } from '../people/name-button.js';
import { parseMarkdown } from './parse-markdown.js';
import type { Node } from './parse-markdown.js';
import { showTimestamp } from './show-time.js';
import { channelId, findMessage, isBot, nameOf, rolesById } from '../state/state.js';

const shownLetters = 200;

/** The line above an answer to a button or select, with the beginning of that component's message. */
export function ReplyLine({ messageId }: { readonly messageId: string }) {
  const answered = findMessage(channelId.value, messageId);
  if (answered === undefined) {
    return (
      <div class="reply-line">
        <span class="spine" aria-hidden="true" />
        <i>Message could not be loaded.</i>
      </div>
    );
  }
  const { author } = answered.api;
  return (
    <div class="reply-line">
      <span class="spine" aria-hidden="true" />
      <Avatar userId={author.id} size={16} />
      {isBot(author.id) && <span class="app-badge">APP</span>}
      <NameButton userId={author.id} />
      <button
        class="reply-text"
        title="Go to the message"
        onClick={() => {
          void jumpToMessage(channelId.value, messageId);
        }}
      >
        {summarize(answered)}
      </button>
    </div>
  );
}

/** The beginning of a message, as one line of plain text. */
function summarize({ api }: PageMessage): string {
  const components = (api.components ?? []) as unknown as readonly PageComponent[];
  const text = api.content === '' ? textsOf(components).join('\n') : api.content;
  const plain = parseMarkdown(text).map(plainText).join('').replaceAll(/\s+/g, ' ').trim();
  return plain === '' ? 'Go to the message' : plain.slice(0, shownLetters);
}

function textsOf(components: readonly PageComponent[]): readonly string[] {
  return components.flatMap((component) => [
    ...(component.type === types.text ? [String(component['content'])] : []),
    ...textsOf((component['components'] as readonly PageComponent[] | undefined) ?? []),
  ]);
}

function plainText(node: Node): string {
  const id = String(node['id']);
  switch (node.type) {
    case 'user':
      return `@${nameOf(id)}`;
    case 'role':
      return `@${rolesById.value.get(id)?.name ?? 'unknown-role'}`;
    case 'timestamp':
      return showTimestamp(Number(node['timestamp']), node['format'] as string | undefined);
    case 'list':
      return (node['items'] as readonly Node[]).map((item) => `${plainText(item)} `).join('');
    case 'spoiler':
      return '███';
    case 'br':
    case 'newline':
      return ' ';
    default: {
      const inner = node.content ?? '';
      const text = typeof inner === 'string' ? inner : inner.map(plainText).join('');
      return node.type === 'heading' || node.type === 'subtext' ? `${text} ` : text;
    }
  }
}
