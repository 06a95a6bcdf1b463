import type { ModalFieldView, ModalView } from '../api.js';
import type { ComponentBody } from '../discord/rules-messages.js';
import type { ModalBody } from '../discord/rules-modals.js';

/** One field of a modal, with its label. */
export interface ModalField {
  readonly component: ComponentBody;
  readonly label: string;
}

export function fieldsOf(modal: ModalBody): ModalField[] {
  return modal.components.flatMap((holder): ModalField[] => {
    if (holder.type === 18) {
      return [{ component: holder['component'] as ComponentBody, label: holder['label'] as string }];
    }
    const inputs = (holder['components'] as ComponentBody[] | undefined) ?? [];
    return inputs.map((component) => ({
      component,
      label: (component['label'] as string | undefined) ?? '',
    }));
  });
}

/** The preset value of a field. */
export function presetOf(component: ComponentBody): string | string[] {
  if (component.type === 4) return (component['value'] as string | null | undefined) ?? '';
  const options = (component['options'] as { value: string; default?: boolean }[] | undefined) ?? [];
  const defaults = (component['default_values'] as { id: string }[] | null | undefined) ?? [];
  return [
    ...options.filter((option) => option.default === true).map(({ value }) => value),
    ...defaults.map(({ id }) => id),
  ];
}

export function viewModal(modal: ModalBody): ModalView {
  return {
    customId: modal.custom_id,
    title: modal.title,
    text: modal.components
      .filter(({ type }) => type === 10)
      .map(({ content }) => String(content))
      .join('\n'),
    fields: fieldsOf(modal).map(({ component, label }): ModalFieldView => ({
      customId: component['custom_id'] as string,
      label,
      type: component.type,
      required: component['required'] !== false,
      value: presetOf(component),
      options: ((component['options'] as ModalFieldView['options'] | undefined) ?? []).map(
        ({ label: name, value }) => ({
          label: name,
          value,
        }),
      ),
    })),
  };
}
