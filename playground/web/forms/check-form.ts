import { countCharacters } from '../../discord/count-characters.js';
import type { PageComponent, PageFieldValue } from '../../page/protocol.js';

export type Fields = Readonly<Record<string, PageFieldValue>>;

interface Option {
  readonly value: string;
  readonly default?: boolean;
}

/** What a form is made of. @see https://discord.com/developers/docs/components/reference */
export const kinds = {
  row: 1,
  text: 4,
  textDisplay: 10,
  label: 18,
  fileUpload: 19,
  radioGroup: 21,
  checkboxGroup: 22,
  checkbox: 23,
} as const;

/** The errors of a form's fields that Discord's client shows before sending, by custom id. */
export function checkForm(holders: readonly PageComponent[], fields: Fields): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  for (const field of holders.flatMap(fieldsOf)) {
    const problem = checkField(field, fields[String(field['custom_id'])]);
    if (problem !== undefined) problems.set(String(field['custom_id']), problem);
  }
  return problems;
}

function fieldsOf(holder: PageComponent): readonly PageComponent[] {
  if (holder.type === kinds.label) return [holder['component'] as PageComponent];
  return holder.type === kinds.row ? (holder['components'] as readonly PageComponent[]) : [];
}

function checkField(field: PageComponent, given: PageFieldValue | undefined): string | undefined {
  if (field.type === kinds.checkbox) return undefined;
  const value = (given ?? presetOf(field)) as string | readonly unknown[];
  const length = typeof value === 'string' ? countCharacters(value) : value.length;
  if (length === 0) return isRequired(field) ? 'This field is required' : undefined;
  const isText = field.type === kinds.text;
  const least = Number(field[isText ? 'min_length' : 'min_values'] ?? 0);
  // The browser's own limit of a field would count UTF-16 units.
  const most = isText ? Number(field['max_length'] ?? 4000) : Infinity;
  if (length > most) return `Must be ${most} or fewer in length`;
  if (length >= least) return undefined;
  return isText ? `Must be ${least} or more in length` : `Choose ${least} or more`;
}

/** Fields are required by default; a checkbox always has a value. */
export function isRequired(field: PageComponent): boolean {
  return field['required'] !== false && field.type !== kinds.checkbox;
}

/** The preset value of a field. */
function presetOf(field: PageComponent): string | readonly unknown[] {
  if (field.type === kinds.text) return (field['value'] as string | undefined) ?? '';
  const options = (field['options'] as readonly Option[] | undefined) ?? [];
  const defaults = (field['default_values'] as readonly unknown[] | undefined) ?? [];
  return [...options.filter((option) => option.default === true), ...defaults];
}
