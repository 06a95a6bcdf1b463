import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { PageModal } from '../../page/protocol.js';
import { checkForm } from './check-form.js';
import type { Fields } from './check-form.js';
import { focusComposer } from '../composer/composer-model.js';
import { act } from '../state/connection.js';
import { Dots } from '../messages/dots.js';
import { Holder } from './modal-field.js';
import { nameOf, openModal, world } from '../state/state.js';

const fieldsSelector = 'input:not([hidden]), textarea, .select-field, .drop-zone';

/** The form that a bot opened, over everything else. */
export function ModalHost() {
  const modal = openModal.value;
  return modal === undefined ? null : <Modal key={modal.id} modal={modal} />;
}

function Modal({ modal }: { readonly modal: PageModal }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const form = useForm(modal);
  useLayoutEffect(() => {
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>(fieldsSelector)?.focus();
  }, []);
  // After a failed submit, the first wrong field gets the focus.
  useLayoutEffect(() => {
    const wrong = dialog.current?.querySelector('.modal-field.is-wrong');
    wrong?.querySelector<HTMLElement>(fieldsSelector)?.focus();
  }, [form.attempts]);
  return (
    <dialog ref={dialog} class="modal" aria-labelledby="modal-title" onClose={close} onCancel={close}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          form.submit();
        }}
      >
        <header>
          <img class="avatar" src="/icon.svg" alt="" width={24} height={24} />
          <h2 id="modal-title">{modal.title}</h2>
          <button type="button" class="modal-close" aria-label="Close" onClick={close}>
            ✕
          </button>
        </header>
        <div class="modal-fields">
          <p class="modal-note">
            This form will be submitted to <b>{nameOf(world.value?.botId ?? '')}</b>. Do not share passwords
            or other sensitive information.
          </p>
          {modal.components.map((component, index) => (
            <Holder key={index} component={component} problems={form.problems} onChange={form.change} />
          ))}
          <p class="modal-problem" role="alert">
            {form.refusal}
          </p>
        </div>
        <footer>
          <button type="button" class="button button-secondary" onClick={close}>
            Cancel
          </button>
          <button type="submit" class="button button-primary" aria-busy={form.isSending}>
            <span class="button-label">Submit</span>
            {form.isSending && <Dots />}
          </button>
        </footer>
      </form>
    </dialog>
  );
}

function close(): void {
  openModal.value = undefined;
  focusComposer();
}

/** The values and errors of a form. A field's error is cleared when it changes, a refusal at any change. */
function useForm(modal: PageModal) {
  const [fields, setFields] = useState<Fields>({});
  const [problems, setProblems] = useState<ReadonlyMap<string, string>>(new Map());
  const [refusal, setRefusal] = useState('');
  const [attempts, setAttempts] = useState(0);
  const [isSending, setIsSending] = useState(false);
  const send = async () => {
    setIsSending(true);
    const outcome = await act({ kind: 'submit', modalId: modal.id, fields });
    setIsSending(false);
    const failure = outcome.isFailed === true ? 'Something went wrong. Try again.' : undefined;
    const why = outcome.refusal ?? failure;
    if (why !== undefined) setRefusal(why);
    else if (openModal.value?.id === modal.id) close();
  };
  return {
    ...{ problems, refusal, attempts, isSending },
    change: (customId: string, value: Fields[string]) => {
      setFields((before) => ({ ...before, [customId]: value }));
      setProblems((before) => new Map([...before].filter(([id]) => id !== customId)));
      setRefusal('');
    },
    submit: () => {
      const found = checkForm(modal.components, fields);
      setProblems(found);
      setAttempts(attempts + 1);
      if (found.size === 0 && !isSending) void send();
    },
  };
}
