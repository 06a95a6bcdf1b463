import { openAtMouse, openPersonCard } from '../popouts/open-popout.js';
import { colorOf, nameOf } from '../state/state.js';

/** A name that opens its person's card, and by the right button the menu of what can be done with them. */
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
