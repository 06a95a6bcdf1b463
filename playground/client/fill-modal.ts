import { countCharacters } from '../discord/count-characters.js';
import { ClientRefusal } from '../api.js';
import type { FieldValue } from '../api.js';
import { pickOptions } from './pick-options.js';
import type { Resolver } from './resolve-picked.js';
import { isSelect } from '../discord/rules-messages.js';
import type { ComponentBody } from '../discord/rules-messages.js';
import type { ModalBody } from '../discord/rules-modals.js';
import { fieldsOf, presetOf } from './view-modal.js';

/** Makes the data of a submitted modal. @throws ClientRefusal where Discord's client refuses */
export function fillModal(
  modal: ModalBody,
  fields: Readonly<Record<string, FieldValue>>,
  resolver: Resolver,
): ComponentBody[] {
  const known = fieldsOf(modal);
  const stray = Object.keys(fields).find((key) => !known.some((field) => isNamed(field, key)));
  if (stray !== undefined) throw new ClientRefusal(`The form has no field ${stray}`);
  let lastId = 0;
  const fill = (component: ComponentBody, label: string): ComponentBody => {
    const key = Object.keys(fields).find((name) => isNamed({ component, label }, name));
    const given: FieldValue = key === undefined ? presetOf(component) : (fields[key] ?? '');
    const customId = component['custom_id'] as string;
    return {
      type: component.type,
      id: ++lastId,
      custom_id: customId,
      ...fillField(component, label, given, resolver),
    };
  };
  return modal.components.map((holder): ComponentBody => {
    const id = ++lastId;
    if (holder.type === 18) {
      return {
        type: 18,
        id,
        component: fill(holder['component'] as ComponentBody, holder['label'] as string),
      };
    }
    const inputs = holder['components'] as ComponentBody[] | undefined;
    if (inputs === undefined) return { type: holder.type, id };
    return { type: holder.type, id, components: inputs.map((input) => fill(input, String(input['label']))) };
  });
}

function isNamed({ component, label }: { component: ComponentBody; label: string }, key: string): boolean {
  return component['custom_id'] === key || label === key;
}

function fillField(component: ComponentBody, label: string, given: FieldValue, resolver: Resolver) {
  const isRequired = component['required'] !== false;
  if (component.type === 4)
    return { value: checkText(component, label, typeof given === 'string' ? given : '', isRequired) };
  if (component.type === 23) return { value: given === true };
  const picked =
    typeof given === 'boolean' ? [] : typeof given === 'string' ? [given].filter((one) => one !== '') : given;
  if (isRequired && picked.length === 0) throw new ClientRefusal(`The field ${label} is required`);
  if (component.type === 21) return { value: pickOptions(component, picked, label)[0] ?? null };
  if (component.type === 22) return { values: pickOptions(component, picked, label) };
  if (component.type === 19) return { values: picked.map((file) => resolver.attachment(file)) };
  if (isSelect(component)) return { values: pickInSelect(component, picked, label, resolver, isRequired) };
  throw new ClientRefusal(`The field ${label} cannot be filled`);
}

function checkText(component: ComponentBody, label: string, text: string, isRequired: boolean): string {
  const min = (component['min_length'] as number | null | undefined) ?? 0;
  const max = (component['max_length'] as number | null | undefined) ?? 4000;
  if (text === '' && isRequired) throw new ClientRefusal(`The field ${label} is required`);
  if (text !== '' && countCharacters(text) < min)
    throw new ClientRefusal(`The field ${label} needs ${min} characters or more`);
  if (countCharacters(text) > max)
    throw new ClientRefusal(`The field ${label} takes ${max} characters at most`);
  return text;
}

/** Picks values in a select of any kind, and resolves them. @throws ClientRefusal */
export function pickInSelect(
  select: ComponentBody,
  picked: readonly unknown[],
  label: string,
  resolver: Resolver,
  isRequired = true,
): string[] {
  const min = (select['min_values'] as number | null | undefined) ?? 1;
  const max = (select['max_values'] as number | null | undefined) ?? 1;
  if (picked.length > max) throw new ClientRefusal(`${label} takes ${max} at most`);
  if (picked.length < min && (isRequired || picked.length > 0))
    throw new ClientRefusal(`${label} takes ${min} or more`);
  switch (select.type) {
    case 3:
      return pickOptions(select, picked, label);
    case 5:
      return picked.map((one) => resolver.user(one));
    case 6:
      return picked.map((one) => resolver.role(one));
    case 7:
      return picked.map((one) => resolver.mentionable(one));
    default:
      return picked.map((one) =>
        resolver.channelPicked(one, select['channel_types'] as number[] | undefined),
      );
  }
}
