import { openAtMouse, openPersonCard } from '../popouts/open-popout.js';
import { colorOf, nameOf } from '../state/state.js';

/** A name that opens the person's card, and by right click their menu. */
export function NameButton({ userId }: { readonly userId: string }) {
  return (
    <button
      class="name"
      style={{ color: colorOf(userId) ?? '' }}
      onClick={(event) => {
        openPersonCard(event.currentTarget, userId);
      }}
      onContextMenu={(event) => {
        openAtMouse(event, event.currentTarget, { kind: 'person', userId });
      }}
    >
      {nameOf(userId)}
    </button>
  );
}
