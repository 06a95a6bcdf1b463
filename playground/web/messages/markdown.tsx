import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { startCommand } from '../composer/composer-model.js';
import { Link } from './link.js';
import { openAtMouse, openPersonCard } from '../popouts/open-popout.js';
import { isJumbo, parseMarkdown } from './parse-markdown.js';
import type { Node } from './parse-markdown.js';
import { colorOf, cssColor, nameOf, rolesById, serverHere } from '../state/state.js';
import { showFullTime, showTimestamp } from './show-time.js';

interface MarkdownProps {
  readonly text: string;
  /** It is the whole text of a message: emoji alone are large in it. */
  readonly isWhole?: boolean;
  /** What follows the text on its last line. */
  readonly children?: ComponentChildren;
}

/** Text as Discord renders it: nodes only, never HTML. */
export function Markdown({ text, isWhole = false, children }: MarkdownProps) {
  const nodes = parseMarkdown(text);
  return (
    <div class={`markdown ${isWhole && isJumbo(nodes) ? 'is-jumbo' : ''}`}>
      {renderNodes(nodes)}
      {children}
    </div>
  );
}

function textOf({ content }: Node): string {
  return typeof content === 'string' ? content : '';
}

function renderNodes(content: Node['content']): ComponentChildren {
  if (content === undefined) return null;
  if (typeof content === 'string') return content;
  return content.map((node, index) =>
    isEndOfBlock(node, content[index - 1]) ? null : <MarkdownNode key={index} node={node} />,
  );
}

/** The line that a block of code ends is no empty line after it. */
function isEndOfBlock({ type }: Node, before: Node | undefined): boolean {
  return before?.type === 'codeBlock' && (type === 'br' || type === 'newline');
}

function MarkdownNode({ node }: { readonly node: Node }) {
  const inner = () => renderNodes(node.content);
  switch (node.type) {
    case 'strong':
      return <strong>{inner()}</strong>;
    case 'em':
      return <em>{inner()}</em>;
    case 'underline':
      return <u>{inner()}</u>;
    case 'strikethrough':
      return <s>{inner()}</s>;
    case 'inlineCode':
      return <code>{textOf(node)}</code>;
    case 'codeBlock':
      return (
        <pre>
          <code>{textOf(node)}</code>
        </pre>
      );
    case 'br':
    case 'newline':
      return '\n';
    case 'heading':
      return <p class={`heading heading-${String(node['level'])}`}>{inner()}</p>;
    case 'subtext':
      return <small class="subtext">{inner()}</small>;
    case 'blockQuote':
      return <blockquote>{inner()}</blockquote>;
    case 'list':
      return <List node={node} />;
    case 'spoiler':
      return <Spoiler>{inner()}</Spoiler>;
    case 'url':
    case 'autolink':
    case 'link':
      return <Link target={String(node['target'])}>{inner()}</Link>;
    default:
      return <Mention node={node} />;
  }
}

function List({ node }: { readonly node: Node }) {
  const items = node['items'] as readonly { depth: number; content: readonly Node[] }[];
  const children = items.map(({ depth, content }, index) => (
    <li key={index} class={`depth-${Math.min(depth, 2)}`}>
      {renderNodes(content)}
    </li>
  ));
  return node['isOrdered'] === true ? <ol start={Number(node['start'])}>{children}</ol> : <ul>{children}</ul>;
}

function Spoiler({ children }: { readonly children: ComponentChildren }) {
  const [isShown, setIsShown] = useState(false);
  if (isShown) return <span class="spoiler shown">{children}</span>;
  return (
    <button
      class="spoiler"
      onClick={() => {
        setIsShown(true);
      }}
    >
      <span class="heard">Spoiler: press to show</span>
      <span aria-hidden="true">{children}</span>
    </button>
  );
}

function Mention({ node }: { readonly node: Node }) {
  switch (node.type) {
    case 'user':
      return <UserMention userId={String(node['id'])} />;
    case 'role': {
      const role = rolesById.value.get(String(node['id']));
      const style = role === undefined || role.color === 0 ? {} : { color: cssColor(role.color) };
      return (
        <span class="mention" style={style}>
          @{role?.name ?? 'unknown-role'}
        </span>
      );
    }
    case 'channel': {
      const channel = serverHere.value?.channels.find(({ id }) => id === node['id']);
      return <span class="mention">#{channel?.name ?? 'unknown'}</span>;
    }
    case 'everyone':
    case 'here':
      return <span class="mention">@{node.type}</span>;
    case 'slashCommand':
      return (
        <button
          class="mention"
          onClick={() => {
            startCommand(String(node['fullName']));
          }}
        >
          /{String(node['fullName'])}
        </button>
      );
    case 'timestamp': {
      const seconds = Number(node['timestamp']);
      return (
        <time class="timestamp" title={showFullTime(new Date(seconds * 1000))}>
          {showTimestamp(seconds, node['format'] as string | undefined)}
        </time>
      );
    }
    case 'twemoji':
      return <span class="emoji">{textOf(node)}</span>;
    case 'emoji':
      return <span>:{String(node['name'])}:</span>;
    default:
      return <>{renderNodes(node.content)}</>;
  }
}

function UserMention({ userId }: { readonly userId: string }) {
  const color = colorOf(userId);
  return (
    <button
      class="mention"
      title={color === undefined ? undefined : nameOf(userId)}
      onClick={(event) => {
        openPersonCard(event.currentTarget, userId);
      }}
      onContextMenu={(event) => {
        openAtMouse(event, event.currentTarget, { kind: 'person', userId });
      }}
    >
      @{nameOf(userId)}
    </button>
  );
}
