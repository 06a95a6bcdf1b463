import { useLayoutEffect, useRef } from 'preact/hooks';
import { attachFiles } from './attach-files.js';
import { beginCommand, command, focusComposer, text } from './composer-model.js';
import { closePopout, openPopout, usePopoutBox } from './composer-popout.js';
import { Icon, appsPath, uploadPath } from '../icon.js';

/** What the plus of the composer offers. */
export function PlusMenu() {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-label="Files to upload"
        onChange={({ currentTarget }) => {
          attachFiles([...(currentTarget.files ?? [])]);
          // The same file may be chosen again after it was taken away.
          currentTarget.value = '';
          focusComposer();
        }}
      />
      {openPopout.value === 'plus' && <Entries onUpload={() => picker.current?.click()} />}
    </>
  );
}

function Entries({ onUpload }: { readonly onUpload: () => void }) {
  const box = usePopoutBox();
  useLayoutEffect(() => {
    box.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
  }, []);
  return (
    <div ref={box} class="menu plus-menu" onKeyDown={moveInEntries}>
      <ul role="menu" aria-label="Add">
        <Entry label="Upload a File" path={uploadPath} run={onUpload} />
        <Entry
          label="Use Apps"
          path={appsPath}
          // A command stands at the beginning of an otherwise empty message.
          isDisabled={command.value === undefined && text.value !== ''}
          run={beginCommand}
        />
      </ul>
    </div>
  );
}

interface EntryProps {
  readonly label: string;
  readonly path: string;
  readonly isDisabled?: boolean;
  readonly run: () => void;
}

function Entry({ label, path, isDisabled = false, run }: EntryProps) {
  return (
    <li role="none">
      <button
        role="menuitem"
        disabled={isDisabled}
        onClick={() => {
          closePopout();
          run();
        }}
      >
        <Icon path={path} size={20} />
        {label}
      </button>
    </li>
  );
}

function moveInEntries(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  if (event.key === 'Escape' || event.key === 'Tab') {
    event.preventDefault();
    closePopout();
    return;
  }
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const entries = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="menuitem"]:enabled')];
  const at = entries.findIndex((entry) => entry === document.activeElement);
  entries[(at + step + entries.length) % entries.length]?.focus();
}
