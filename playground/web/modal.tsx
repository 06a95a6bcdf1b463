import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { PageComponent, PageFieldValue, PageModal } from '../page/protocol.js';
import { focusComposer } from './composer-model.js';
import { act, readFile } from './connection.js';
import { Markdown } from './markdown.js';
import { Select } from './select.js';
import { itemsOf } from './select-items.js';
import { openModal } from './state.js';

type Fields = Record<string, PageFieldValue>;

/** The form that a bot opened, over everything else. */
export function ModalHost() {
  const modal = openModal.value;
  return modal === undefined ? null : <Modal key={modal.id} modal={modal} />;
}

function Modal({ modal }: { readonly modal: PageModal }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [fields] = useState<Fields>({});
  const [problem, setProblem] = useState('');
  const [isSending, setIsSending] = useState(false);
  useLayoutEffect(() => {
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>('input, textarea, .select-field')?.focus();
  }, []);
  const close = () => {
    openModal.value = undefined;
    focusComposer();
  };
  const submit = async () => {
    setIsSending(true);
    const outcome = await act({ kind: 'submit', modalId: modal.id, fields });
    setIsSending(false);
    const failure = outcome.isFailed === true ? 'Something went wrong. Try again.' : undefined;
    if ((outcome.refusal ?? failure) === undefined) {
      if (openModal.value?.id === modal.id) close();
    } else setProblem(outcome.refusal ?? failure ?? '');
  };
  return (
    <dialog ref={dialog} class="modal" aria-labelledby="modal-title" onClose={close} onCancel={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isSending) void submit();
        }}
      >
        <header>
          <h2 id="modal-title">{modal.title}</h2>
          <button type="button" class="modal-close" aria-label="Close" onClick={close}>
            ✕
          </button>
        </header>
        <div class="modal-fields">
          {modal.components.map((component, index) => (
            <Holder key={index} component={component} fields={fields} />
          ))}
          <p class="modal-problem" role="alert">
            {problem}
          </p>
        </div>
        <footer>
          <button type="button" class="button button-secondary" onClick={close}>
            Cancel
          </button>
          <button type="submit" class={`button button-primary ${isSending ? 'is-waiting' : ''}`}>
            Submit
          </button>
        </footer>
      </form>
    </dialog>
  );
}

interface HolderProps {
  readonly component: PageComponent;
  readonly fields: Fields;
}

/** A label with its field, an old row with its text input, or text between them. */
function Holder({ component, fields }: HolderProps) {
  if (component.type === 10) return <Markdown text={String(component['content'])} />;
  if (component.type === 18) {
    return (
      <Field
        label={String(component['label'])}
        description={(component['description'] as string | undefined) ?? ''}
        component={component['component'] as PageComponent}
        fields={fields}
      />
    );
  }
  return (
    <>
      {((component['components'] ?? []) as readonly PageComponent[]).map((input, index) => (
        <Field key={index} label={String(input['label'])} description="" component={input} fields={fields} />
      ))}
    </>
  );
}

interface FieldProps extends HolderProps {
  readonly label: string;
  readonly description: string;
}

function Field({ label, description, component, fields }: FieldProps) {
  const id = `field-${String(component['custom_id'])}`;
  const isRequired = component['required'] !== false;
  const describedBy = description === '' ? {} : { 'aria-describedby': `${id}-description` };
  return (
    <div class="modal-field">
      <label for={id} id={`${id}-label`}>
        {label}
        {isRequired && component.type !== 23 && (
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
      <Control {...{ id, label, component, fields, isRequired, describedBy }} />
    </div>
  );
}

interface ControlProps extends HolderProps {
  readonly id: string;
  readonly label: string;
  readonly isRequired: boolean;
  readonly describedBy: object;
}

function Control(props: ControlProps) {
  const { id, label, component, fields, isRequired } = props;
  const customId = String(component['custom_id']);
  switch (component.type) {
    case 4:
      return <TextInput {...props} />;
    case 19:
      return (
        <input
          id={id}
          type="file"
          multiple={Number(component['max_values'] ?? 1) > 1}
          onChange={(event) => {
            void Promise.all([...(event.currentTarget.files ?? [])].map(readFile)).then((files) => {
              fields[customId] = files;
            });
          }}
        />
      );
    case 21:
    case 22:
      return <Options {...props} />;
    case 23:
      return (
        <input
          id={id}
          type="checkbox"
          defaultChecked={component['default'] === true}
          onChange={(event) => {
            fields[customId] = event.currentTarget.checked;
          }}
        />
      );
    default:
      return (
        <Select
          label={label}
          placeholder={(component['placeholder'] as string | undefined) ?? 'Make a selection'}
          items={itemsOf(component)}
          min={isRequired ? Number(component['min_values'] ?? 1) : 0}
          max={Number(component['max_values'] ?? 1)}
          isRequired={isRequired}
          onPick={(values) => {
            fields[customId] = values;
          }}
        />
      );
  }
}

function TextInput({ id, component, fields, isRequired, describedBy }: ControlProps) {
  const customId = String(component['custom_id']);
  const value = (component['value'] as string | undefined) ?? '';
  const placeholder = (component['placeholder'] as string | undefined) ?? '';
  const props = {
    ...describedBy,
    id,
    placeholder,
    defaultValue: value,
    required: isRequired,
    ...lengths(component),
    onInput: (event: { readonly currentTarget: { readonly value: string } }) => {
      fields[customId] = event.currentTarget.value;
    },
  };
  return component['style'] === 2 ? <textarea rows={4} {...props} /> : <input type="text" {...props} />;
}

function lengths(component: PageComponent) {
  const least = component['min_length'] as number | undefined;
  const most = component['max_length'] as number | undefined;
  return {
    ...(least === undefined ? {} : { minLength: least }),
    ...(most === undefined ? {} : { maxLength: most }),
  };
}

interface Option {
  readonly label: string;
  readonly value: string;
  readonly description?: string;
  readonly default?: boolean;
}

/** A group of radio buttons or checkboxes. */
function Options({ id, component, fields }: ControlProps) {
  const customId = String(component['custom_id']);
  const options = component['options'] as readonly Option[];
  const isRadio = component.type === 21;
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
              fields[customId] = [...picked];
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
