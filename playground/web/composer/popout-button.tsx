import { Icon } from '../icon.js';
import { openPopout, toggleOverComposer } from '../popouts/open-popout.js';
import type { ComposerPopout } from '../popouts/open-popout.js';
import { place } from '../state/state.js';

interface PopoutButtonProps {
  readonly kind: ComposerPopout['kind'];
  readonly label: string;
  readonly path: string;
  readonly haspopup: 'menu' | 'dialog';
  readonly isDisabled?: boolean;
}

/** Opens a popout over the composer, or closes the one that it opened. */
export function PopoutButton({ kind, label, path, haspopup, isDisabled = false }: PopoutButtonProps) {
  return (
    <button
      class="composer-button"
      aria-label={label}
      aria-haspopup={haspopup}
      aria-expanded={openPopout.value?.kind === kind}
      disabled={isDisabled || place.value === undefined}
      onClick={({ currentTarget }) => {
        toggleOverComposer(currentTarget, kind);
      }}
    >
      <Icon path={path} />
    </button>
  );
}
