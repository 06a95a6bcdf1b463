import { signal } from '@preact/signals';

/** What a menu was opened on. */
export type MenuTarget =
  | { readonly kind: 'person'; readonly userId: string }
  | { readonly kind: 'message'; readonly messageId: string }
  | { readonly kind: 'switch' };

export interface OpenMenu {
  readonly target: MenuTarget;
  readonly left: number;
  readonly top: number;
  /** Where the keyboard goes back to. */
  readonly opener: HTMLElement;
}

export const openMenu = signal<OpenMenu | undefined>(undefined);

export function openPersonMenu(opener: HTMLElement, userId: string): void {
  openBeside(opener, { kind: 'person', userId });
}

/** Opens a menu where its opener stands. */
export function openBeside(opener: HTMLElement, target: MenuTarget): void {
  const { left, bottom } = opener.getBoundingClientRect();
  openMenu.value = { target, opener, left, top: bottom + 4 };
}

/** Opens a menu where the mouse is, or at the element where it came from the keyboard. */
export function openAtMouse(event: MouseEvent, opener: HTMLElement, target: MenuTarget): void {
  event.preventDefault();
  if (event.clientX === 0 && event.clientY === 0) openBeside(opener, target);
  else openMenu.value = { target, opener, left: event.clientX, top: event.clientY };
}

export function closeMenu(): void {
  const opener = openMenu.value?.opener;
  openMenu.value = undefined;
  opener?.focus();
}
