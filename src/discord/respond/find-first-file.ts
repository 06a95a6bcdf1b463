import { ComponentType, type APIMessage, type APIMessageTopLevelComponent } from 'discord-api-types/v10';
import type { KeptFile } from './render-reply.js';

/**
 * The first file that a message of components shows; undefined where it shows none. Discord names an attachment's id
 * where it is shown.
 * @see https://docs.discord.com/developers/components/reference#unfurled-media-item
 */
export function findFirstFile({ components = [] }: APIMessage): KeptFile | undefined {
  for (const component of components.flatMap(withParts)) {
    if (component.type !== ComponentType.MediaGallery && component.type !== ComponentType.File) continue;
    const inline = component.type === ComponentType.MediaGallery;
    const media = inline ? component.items[0]?.media : component.file;
    if (media?.attachment_id) return { id: media.attachment_id, name: nameIn(media.url), inline };
  }
  return undefined;
}

function withParts(component: APIMessageTopLevelComponent): readonly APIMessageTopLevelComponent[] {
  return component.type === ComponentType.Container ? component.components : [component];
}

/** Its own file's name is the last part of an attachment's address. */
function nameIn(url: string): string {
  return decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '');
}
