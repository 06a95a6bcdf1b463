import type { PageComponent } from '../../page/protocol.js';
import { membersById, nameOf, peopleById, serverHere } from '../state/state.js';

export interface SelectItem {
  readonly value: string;
  readonly label: string;
  readonly description: string;
  readonly isDefault: boolean;
  readonly userId?: string;
}

interface StringOption {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
  readonly default?: boolean;
}

/** What any of the five kinds of selects offers here: strings, people, roles, both, or channels. */
export function itemsOf(component: PageComponent): readonly SelectItem[] {
  const defaults = (component['default_values'] as readonly { readonly id: string }[] | undefined) ?? [];
  const isDefault = (id: string) => defaults.some((one) => one.id === id);
  switch (component.type) {
    case 5:
      return people(isDefault);
    case 6:
      return roles(isDefault);
    case 7:
      return [...people(isDefault), ...roles(isDefault)];
    case 8:
      return (serverHere.value?.channels ?? []).map(({ id, name }) => ({
        ...{ value: id, label: `#${name}`, description: '' },
        isDefault: isDefault(id),
      }));
    default:
      return ((component['options'] as readonly StringOption[] | undefined) ?? []).map((option) => ({
        value: option.value,
        label: option.label,
        description: option.description ?? '',
        isDefault: option.default === true,
      }));
  }
}

function people(isDefault: (id: string) => boolean): SelectItem[] {
  const ids = serverHere.value === undefined ? [...peopleById.value.keys()] : [...membersById.value.keys()];
  return ids.map((id) => ({
    value: id,
    label: nameOf(id),
    description: peopleById.value.get(id)?.username ?? '',
    isDefault: isDefault(id),
    userId: id,
  }));
}

function roles(isDefault: (id: string) => boolean): SelectItem[] {
  return (serverHere.value?.roles ?? []).map(({ id, name }) => ({
    ...{ value: id, label: `@${name}`, description: 'Role' },
    isDefault: isDefault(id),
  }));
}
