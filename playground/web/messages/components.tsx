import { useState } from 'preact/hooks';
import type { PageComponent, PageMessage } from '../../page/protocol.js';
import { FileCard, fileIdOf, findAttachment, Picture } from './attachments.js';
import { actOn } from '../state/connection.js';
import { Dots } from './dots.js';
import { Icon } from '../icon.js';
import { Link } from './link.js';
import { Markdown } from './markdown.js';
import { Select } from '../forms/select.js';
import { itemsOf } from '../forms/select-items.js';
import { cssColor } from '../state/state.js';

/** Kinds of components. @see https://discord.com/developers/docs/components/reference */
export const types = {
  row: 1,
  button: 2,
  stringSelect: 3,
  channelSelect: 8,
  section: 9,
  text: 10,
  thumbnail: 11,
  gallery: 12,
  file: 13,
  separator: 14,
  container: 17,
} as const;

/** The components of a message, old and new. */
export function Components({ message }: { readonly message: PageMessage }) {
  const components = (message.api.components ?? []) as unknown as readonly PageComponent[];
  return (
    <>
      {components.map((component, index) => (
        <Component key={index} component={component} message={message} />
      ))}
    </>
  );
}

interface Props {
  readonly component: PageComponent;
  readonly message: PageMessage;
}

function Component({ component, message }: Props) {
  const inner = ((component['components'] ?? []) as readonly PageComponent[]).map((child, index) => (
    <Component key={index} component={child} message={message} />
  ));
  switch (component.type) {
    case types.row:
      return <div class="row">{inner}</div>;
    case types.button:
      return <Button component={component} message={message} />;
    case types.text:
      return <Markdown text={String(component['content'])} />;
    case types.section:
      return (
        <div class="section">
          <div class="section-text">{inner}</div>
          <Component component={component['accessory'] as PageComponent} message={message} />
        </div>
      );
    case types.thumbnail:
      return <Media media={component['media']} text={component['description']} message={message} />;
    case types.gallery:
      return (
        <div class="gallery">
          {(component['items'] as readonly Record<string, unknown>[]).map((item, index) => (
            <Media key={index} media={item['media']} text={item['description']} message={message} />
          ))}
        </div>
      );
    case types.file:
      return <ComponentFile component={component} message={message} />;
    case types.separator:
      return (
        <div
          class={`separator ${component['divider'] === false ? 'is-blank' : ''} ${component['spacing'] === 2 ? 'is-wide' : ''}`}
        />
      );
    case types.container:
      return <Container component={component} message={message} />;
    default:
      return <MessageSelect component={component} message={message} />;
  }
}

function Container({ component, message }: Props) {
  const color = component['accent_color'] as number | null | undefined;
  const accent =
    typeof color !== 'number' ? {} : { borderLeftColor: cssColor(color), borderLeftWidth: '4px' };
  return (
    <div class="container" style={accent}>
      {((component['components'] ?? []) as readonly PageComponent[]).map((child, index) => (
        <Component key={index} component={child} message={message} />
      ))}
    </div>
  );
}

const styles = ['', 'primary', 'secondary', 'success', 'danger', 'link', 'secondary'];

/** An arrow that leaves its box. */
const opensElsewhere =
  'M6 3h4a1 1 0 0 1 0 2H6a1 1 0 0 0-1 1v12a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-4a1 1 0 0 1 2 0v4a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3Z' +
  'M14 3h6a1 1 0 0 1 1 1v6a1 1 0 0 1-2 0V6.400l-7.300 7.300a1 1 0 0 1-1.400-1.400L17.600 5H14a1 1 0 0 1 0-2Z';

function Button({ component, message }: Props) {
  const [isWaiting, setIsWaiting] = useState(false);
  const emoji = component['emoji'] as { name?: string } | undefined;
  const label = `${emoji?.name ?? ''} ${(component['label'] as string | undefined) ?? ''}`.trim();
  const url = component['url'] as string | undefined;
  if (url !== undefined) {
    return (
      <Link target={url} className="button button-secondary">
        {label}
        <Icon size={16} path={opensElsewhere} />
      </Link>
    );
  }
  const press = async () => {
    setIsWaiting(true);
    const customId = String(component['custom_id']);
    await actOn(message, { kind: 'press', messageId: message.api.id, customId }).finally(() => {
      setIsWaiting(false);
    });
  };
  return (
    <button
      class={`button button-${styles[Number(component['style'])] ?? 'secondary'}`}
      disabled={component['disabled'] === true}
      aria-busy={isWaiting}
      onClick={() => {
        if (!isWaiting) void press();
      }}
    >
      <span class="button-label">{label}</span>
      {isWaiting && <Dots />}
    </button>
  );
}

function MessageSelect({ component, message }: Props) {
  const placeholder = (component['placeholder'] as string | undefined) ?? 'Make a selection';
  return (
    <Select
      label={placeholder}
      placeholder={placeholder}
      items={itemsOf(component)}
      min={Number(component['min_values'] ?? 1)}
      max={Number(component['max_values'] ?? 1)}
      isDisabled={component['disabled'] === true}
      onPick={(values) => {
        const customId = String(component['custom_id']);
        void actOn(message, { kind: 'select', messageId: message.api.id, customId, values });
      }}
    />
  );
}

interface MediaProps {
  readonly media: unknown;
  readonly text: unknown;
  readonly message: PageMessage;
}

function Media({ media, text }: MediaProps) {
  const { url } = media as { readonly url: string };
  return <Picture fileId={fileIdOf(url)} text={typeof text === 'string' ? text : 'Picture'} />;
}

function ComponentFile({ component, message }: Props) {
  const { url } = component['file'] as { readonly url: string };
  const attachment = findAttachment(message.api.attachments, url);
  return (
    <FileCard
      fileId={fileIdOf(url)}
      name={attachment?.filename ?? String(component['name'])}
      sizeBytes={attachment?.size ?? Number(component['size'] ?? 0)}
    />
  );
}
