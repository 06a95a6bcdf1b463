import { useState } from 'preact/hooks';
import type { PageComponent, PageFieldValue } from '../../page/protocol.js';
import { isRequired, kinds } from './check-form.js';
import { DropZone } from './drop-zone.js';
import { Markdown } from '../messages/markdown.js';
import { Select } from './select.js';
import { itemsOf } from './select-items.js';

interface HolderProps {
  readonly component: PageComponent;
  /** What is wrong, by custom id. */
  readonly problems: ReadonlyMap<string, string>;
  readonly onChange: (customId: string, value: PageFieldValue) => void;
}

/** A label with its field, an old row with its text input, or text between them. */
export function Holder({ component, ...rest }: HolderProps) {
  if (component.type === kinds.textDisplay) return <Markdown text={String(component['content'])} />;
  if (component.type === kinds.label) {
    return (
      <Field
        {...rest}
        label={String(component['label'])}
        description={(component['description'] as string | undefined) ?? ''}
        component={component['component'] as PageComponent}
      />
    );
  }
  return (
    <>
      {((component['components'] ?? []) as readonly PageComponent[]).map((input, index) => (
        <Field key={index} {...rest} label={String(input['label'])} description="" component={input} />
      ))}
    </>
  );
}

interface FieldProps extends HolderProps {
  readonly label: string;
  readonly description: string;
}

function Field({ label, description, component, problems, onChange }: FieldProps) {
  const customId = String(component['custom_id']);
  const id = `field-${customId}`;
  const problem = problems.get(customId);
  const describing = [
    ...(description === '' ? [] : [`${id}-description`]),
    ...(problem === undefined ? [] : [`${id}-problem`]),
  ];
  const heard = {
    ...(describing.length === 0 ? {} : { 'aria-describedby': describing.join(' ') }),
    ...(problem === undefined ? {} : { 'aria-invalid': true }),
  };
  return (
    <div class={`modal-field ${problem === undefined ? '' : 'is-wrong'}`}>
      <label for={id} id={`${id}-label`}>
        {label}
        {isRequired(component) && (
          <span class="required" aria-hidden="true">
            {' '}
            *
          </span>
        )}
      </label>
      {description !== '' && (
        <p class="field-description" id={`${id}-description`}>
          {description}
        </p>
      )}
      <Control
        {...{ id, label, component, heard }}
        onChange={(value) => {
          onChange(customId, value);
        }}
      />
      <p class="field-problem" id={`${id}-problem`} role="alert">
        {problem}
      </p>
    </div>
  );
}

interface ControlProps {
  readonly id: string;
  readonly label: string;
  readonly component: PageComponent;
  /** Attributes for screen readers. */
  readonly heard: object;
  readonly onChange: (value: PageFieldValue) => void;
}

function Control(props: ControlProps) {
  const { id, label, component, heard, onChange } = props;
  switch (component.type) {
    case kinds.text:
      return <TextInput {...props} />;
    case kinds.fileUpload:
      return <DropZone {...{ id, label, heard, onChange }} max={Number(component['max_values'] ?? 1)} />;
    case kinds.radioGroup:
    case kinds.checkboxGroup:
      return <Options {...props} />;
    case kinds.checkbox:
      return (
        <input
          id={id}
          type="checkbox"
          defaultChecked={component['default'] === true}
          onChange={(event) => {
            onChange(event.currentTarget.checked);
          }}
        />
      );
    default:
      return (
        <Select
          label={label}
          placeholder={(component['placeholder'] as string | undefined) ?? 'Make a selection'}
          items={itemsOf(component)}
          min={isRequired(component) ? Number(component['min_values'] ?? 1) : 0}
          max={Number(component['max_values'] ?? 1)}
          isRequired={isRequired(component)}
          onPick={onChange}
        />
      );
  }
}

function TextInput({ id, component, heard, onChange }: ControlProps) {
  const props = {
    ...heard,
    id,
    placeholder: (component['placeholder'] as string | undefined) ?? '',
    defaultValue: (component['value'] as string | undefined) ?? '',
    required: isRequired(component),
    onInput: (event: { readonly currentTarget: { readonly value: string } }) => {
      onChange(event.currentTarget.value);
    },
  };
  return component['style'] === 2 ? <textarea rows={4} {...props} /> : <input type="text" {...props} />;
}

interface Option {
  readonly label: string;
  readonly value: string;
  readonly description?: string;
  readonly default?: boolean;
}

/** A group of radio buttons or checkboxes. */
function Options({ id, component, onChange }: ControlProps) {
  const options = component['options'] as readonly Option[];
  const isRadio = component.type === kinds.radioGroup;
  const [picked] = useState(new Set(options.filter((one) => one.default === true).map(({ value }) => value)));
  return (
    <div role={isRadio ? 'radiogroup' : 'group'} aria-labelledby={`${id}-label`} class="modal-options">
      {options.map(({ label, value, description }) => (
        <label key={value}>
          <input
            type={isRadio ? 'radio' : 'checkbox'}
            name={id}
            defaultChecked={picked.has(value)}
            onChange={(event) => {
              if (isRadio) picked.clear();
              if (event.currentTarget.checked) picked.add(value);
              else picked.delete(value);
              onChange([...picked]);
            }}
          />
          <span>
            {label}
            {description !== undefined && <small>{description}</small>}
          </span>
        </label>
      ))}
    </div>
  );
}
