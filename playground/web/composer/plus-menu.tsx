import { useRef } from 'preact/hooks';
import { attachFiles } from './attach-files.js';
import { beginCommand, command, focusComposer, text } from './composer-model.js';
import { Icon, appsPath, uploadPath } from '../icon.js';
import { Menu } from '../popouts/menu.js';
import { openPopout } from '../popouts/open-popout.js';

/** What the plus of the composer offers. */
export function PlusMenu() {
  const picker = useRef<HTMLInputElement>(null);
  const popout = openPopout.value;
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
      {popout?.kind === 'plus' && (
        <Menu
          popout={popout}
          label="Add"
          style="plus-menu"
          entries={[
            {
              label: 'Upload a File',
              before: <Icon path={uploadPath} size={20} />,
              run: () => picker.current?.click(),
            },
            {
              label: 'Use Apps',
              before: <Icon path={appsPath} size={20} />,
              // A command stands at the beginning of an otherwise empty message.
              isDisabled: command.value === undefined && text.value !== '',
              run: beginCommand,
            },
          ]}
        />
      )}
    </>
  );
}
