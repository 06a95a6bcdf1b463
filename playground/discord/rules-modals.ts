import { countCharacters } from './count-characters.js';
import { isGiven } from './given.js';
import type { FieldError } from './discord-error.js';
import { checkCustomIds, checkSelect, isSelect, walkComponents } from './rules-messages.js';
import type { ComponentBody } from './rules-messages.js';

type Path = readonly (string | number)[];

export interface ModalBody {
  readonly custom_id: string;
  readonly title: string;
  readonly components: readonly ComponentBody[];
}

const componentCountLimit = 5;

/** Rules of a modal that no schema knows. @see https://discord.com/developers/docs/components/reference */
export function checkModalRules(modal: ModalBody, at: Path): FieldError[] {
  const inComponents = [...at, 'components'];
  const errors: FieldError[] = checkCustomIds(modal.components, inComponents);
  if (modal.components.length > componentCountLimit) {
    errors.push({
      path: inComponents,
      code: 'BASE_TYPE_BAD_LENGTH',
      message: 'Must be between 1 and 5 in length.',
    });
  }
  for (const [component, path] of walkComponents(modal.components, inComponents)) {
    if (component.type === 1) errors.push(...checkModalRow(component, path));
    if (component.type === 4) errors.push(...checkTextInput(component, path));
    if (isSelect(component)) errors.push(...checkSelect(component, path));
  }
  return errors;
}

/** The old form: a row with one text input that has its own label. */
function checkModalRow(row: ComponentBody, at: Path): FieldError[] {
  const inputs = row['components'] as readonly ComponentBody[];
  const errors: FieldError[] = [];
  if (inputs.length > 1) {
    const message = 'The specified component exceeds the maximum width';
    errors.push({ path: [...at, 'components', 1], code: 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', message });
  }
  for (const [index, input] of inputs.entries()) {
    if (isGiven(input['label'])) continue;
    const message = 'This field is required';
    errors.push({ path: [...at, 'components', index, 'label'], code: 'BASE_TYPE_REQUIRED', message });
  }
  return errors;
}

function checkTextInput(input: ComponentBody, at: Path): FieldError[] {
  const min = (input['min_length'] as number | null | undefined) ?? 0;
  const max = (input['max_length'] as number | null | undefined) ?? 4000;
  const value = (input['value'] as string | null | undefined) ?? '';
  const errors: FieldError[] = [];
  if (min > max) {
    const message = 'Minimum length cannot be greater than maximum length';
    errors.push({ path: [...at, 'min_length'], code: 'TEXT_INPUT_COMPONENT_MIN_LENGTH_INVALID', message });
  }
  if (countCharacters(value) > max) {
    const message = `Must be ${max} or fewer in length.`;
    errors.push({ path: [...at, 'value'], code: 'BASE_TYPE_MAX_LENGTH', message });
  }
  return errors;
}
