import type { APIAttachment } from 'discord-api-types/v10';
import { isSelect } from './rules-messages.js';
import type { ComponentBody } from './rules-messages.js';
import type { World } from './world.js';

type Urls = ReadonlyMap<string, APIAttachment>;

/** Components as Discord returns them: with ids and defaults. */
export function completeComponents(
  world: World,
  components: readonly ComponentBody[],
  urls: Urls,
): ComponentBody[] {
  let lastId = 0;
  const complete = (component: ComponentBody): ComponentBody => {
    const id = typeof component['id'] === 'number' && component['id'] > 0 ? component['id'] : ++lastId;
    const present = Object.fromEntries(Object.entries(component).filter(([, value]) => value !== null));
    const children = component['components'] as ComponentBody[] | undefined;
    const accessory = component['accessory'] as ComponentBody | undefined;
    return {
      ...present,
      ...defaultsOf(world, component, urls),
      type: component.type,
      id,
      ...(children === undefined ? {} : { components: children.map(complete) }),
      ...(accessory === undefined ? {} : { accessory: complete(accessory) }),
    };
  };
  return components.map(complete);
}

function defaultsOf(world: World, component: ComponentBody, urls: Urls): Record<string, unknown> {
  if (component.type === 2) return { disabled: component['disabled'] === true };
  if (isSelect(component)) {
    return {
      min_values: component['min_values'] ?? 1,
      max_values: component['max_values'] ?? 1,
      disabled: component['disabled'] === true,
    };
  }
  const spoiler = component['spoiler'] === true;
  switch (component.type) {
    case 11:
      return {
        media: unfurl(world, component['media'], urls),
        description: component['description'] ?? null,
        spoiler,
      };
    case 12:
      return {
        items: (component['items'] as Record<string, unknown>[]).map((item) => ({
          media: unfurl(world, item['media'], urls),
          description: item['description'] ?? null,
          spoiler: item['spoiler'] === true,
        })),
      };
    case 13: {
      const file = unfurl(world, component['file'], urls);
      const attachment = urls.get((component['file'] as { url: string }).url);
      return {
        file,
        name: attachment?.filename ?? component['name'] ?? null,
        size: attachment?.size ?? component['size'] ?? null,
        spoiler,
      };
    }
    case 14:
      return { spacing: component['spacing'] ?? 1, divider: component['divider'] !== false };
    case 17:
      return { accent_color: component['accent_color'] ?? null, spoiler };
    default:
      return {};
  }
}

function unfurl(world: World, media: unknown, urls: Urls): Record<string, unknown> {
  const { url, id } = media as { url: string; id?: string };
  const attachment = urls.get(url);
  return {
    id: id ?? world.nextId(),
    url: attachment?.url ?? url,
    proxy_url: attachment?.url ?? url,
    ...(attachment === undefined
      ? {}
      : { attachment_id: attachment.id, content_type: attachment.content_type }),
  };
}
