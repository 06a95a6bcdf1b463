import { openAtMouse, openPersonMenu } from './menu.js';
import { colorOf, nameOf } from './state.js';

/** A name that opens its person's menu. */
export function NameButton({ userId }: { readonly userId: string }) {
  return (
    <button
      class="name"
      style={{ color: colorOf(userId) ?? '' }}
      onClick={(event) => {
        openPersonMenu(event.currentTarget, userId);
      }}
      onContextMenu={(event) => {
        event.stopPropagation();
        openAtMouse(event, event.currentTarget, { kind: 'person', userId });
      }}
    >
      {nameOf(userId)}
    </button>
  );
}
