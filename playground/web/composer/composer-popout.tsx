import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { focusComposer } from './composer-model.js';
import { Icon } from '../icon.js';
import { place } from '../state/state.js';

/** What can be opened over the composer by a button in it; one at a time. */
export type PopoutName = 'plus' | 'emoji';

export const openPopout = signal<PopoutName | undefined>(undefined);

interface PopoutButtonProps {
  readonly name: PopoutName;
  readonly label: string;
  readonly path: string;
  readonly haspopup: 'menu' | 'dialog';
  readonly isDisabled?: boolean;
}

/** Opens a popout, or closes the one that it opened. */
export function PopoutButton({ name, label, path, haspopup, isDisabled = false }: PopoutButtonProps) {
  return (
    <button
      class="composer-button"
      aria-label={label}
      aria-haspopup={haspopup}
      aria-expanded={openPopout.value === name}
      disabled={isDisabled || place.value === undefined}
      onClick={() => {
        openPopout.value = openPopout.value === name ? undefined : name;
      }}
    >
      <Icon path={path} />
    </button>
  );
}

/** Closes the popout, and gives the keyboard back to what is being typed. */
export function closePopout(): void {
  openPopout.value = undefined;
  focusComposer();
}

/** The element of a popout, which a press of the mouse outside of it closes. */
export function usePopoutBox() {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const closeOutside = ({ target }: MouseEvent) => {
      // A button that opens popouts sees to it itself.
      const isOutside = target instanceof Element && target.closest('.composer-button') === null;
      if (isOutside && box.current?.contains(target) !== true) openPopout.value = undefined;
    };
    document.addEventListener('mousedown', closeOutside);
    return () => {
      document.removeEventListener('mousedown', closeOutside);
    };
  }, []);
  return box;
}
