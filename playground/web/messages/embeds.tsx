import type { APIEmbed } from 'discord-api-types/v10';
import { fileIdOf, Picture } from './attachments.js';
import { Markdown } from './markdown.js';
import { cssColor } from '../state/state.js';
import { showMessageTime } from './show-time.js';

export function Embeds({ embeds }: { readonly embeds: readonly APIEmbed[] }) {
  return (
    <>
      {embeds.map((embed, index) => (
        <Embed key={index} embed={embed} />
      ))}
    </>
  );
}

function Embed({ embed }: { readonly embed: APIEmbed }) {
  const { title, url, description, author, footer, timestamp, thumbnail, image } = embed;
  const color = embed.color === undefined || embed.color === 0 ? '' : cssColor(embed.color);
  const foot = [footer?.text, timestamp === undefined ? undefined : showMessageTime(new Date(timestamp))];
  return (
    <article class="embed" style={{ borderLeftColor: color }}>
      <div class="embed-text">
        {author !== undefined && <p class="embed-author">{author.name}</p>}
        {title !== undefined && (
          <p class="embed-title">
            {url !== undefined && /^https?:/.test(url) ? (
              <a href={url} target="_blank" rel="noreferrer noopener">
                {title}
              </a>
            ) : (
              <Markdown text={title} />
            )}
          </p>
        )}
        {description !== undefined && <Markdown text={description} />}
        <Fields fields={embed.fields ?? []} />
        {image !== undefined && <LocalPicture url={image.url} />}
        {foot.some(Boolean) && <p class="embed-foot">{foot.filter(Boolean).join(' • ')}</p>}
      </div>
      {thumbnail !== undefined && <LocalPicture url={thumbnail.url} />}
    </article>
  );
}

function Fields({ fields }: { readonly fields: NonNullable<APIEmbed['fields']> }) {
  if (fields.length === 0) return null;
  return (
    <div class="embed-fields">
      {fields.map(({ name, value, inline }, index) => (
        <div key={index} class={inline === true ? 'is-inline' : ''}>
          <p class="embed-field-name">{name}</p>
          <Markdown text={value} />
        </div>
      ))}
    </div>
  );
}

/** Shows only local pictures: no request goes to another host. */
function LocalPicture({ url }: { readonly url: string }) {
  const fileId = fileIdOf(url);
  return fileId === '' ? (
    <p class="embed-foot">(picture of another host)</p>
  ) : (
    <Picture fileId={fileId} text="" />
  );
}
