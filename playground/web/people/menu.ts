import { signal } from '@preact/signals';

/** What a menu was opened on. */
export type MenuTarget =
  | { readonly kind: 'person'; readonly userId: string }
  | { readonly kind: 'message'; readonly messageId: string }
  | { readonly kind: 'switch' };

interface Popout {
  readonly left: number;
  readonly top: number;
  /** Where the keyboard goes back to. */
  readonly opener: HTMLElement;
}

export interface OpenMenu extends Popout {
  readonly target: MenuTarget;
}

export interface OpenCard extends Popout {
  readonly userId: string;
}

export const openMenu = signal<OpenMenu | undefined>(undefined);
export const openCard = signal<OpenCard | undefined>(undefined);

/** As wide as profile.css has it. */
const cardPx = 300;
const gapPx = 8;

/** Opens a person's card beside their name: to its right, or to its left where there is no room. */
export function openPersonCard(opener: HTMLElement, userId: string): void {
  const { left, right, top } = opener.getBoundingClientRect();
  const hasRoom = right + gapPx + cardPx < innerWidth;
  openCard.value = { userId, opener, top, left: hasRoom ? right + gapPx : left - gapPx - cardPx };
}

/** Opens a menu where its opener stands. */
export function openBeside(opener: HTMLElement, target: MenuTarget): void {
  const { left, bottom } = opener.getBoundingClientRect();
  openMenu.value = { target, opener, left, top: bottom + 4 };
}

/** Opens a menu where the mouse is, or at the element where it came from the keyboard. */
export function openAtMouse(event: MouseEvent, opener: HTMLElement, target: MenuTarget): void {
  event.preventDefault();
  event.stopPropagation();
  if (event.clientX === 0 && event.clientY === 0) openBeside(opener, target);
  else openMenu.value = { target, opener, left: event.clientX, top: event.clientY };
}

export function closeMenu(): void {
  const opener = openMenu.value?.opener;
  openMenu.value = undefined;
  opener?.focus();
}

export function closeCard(): void {
  const opener = openCard.value?.opener;
  openCard.value = undefined;
  opener?.focus();
}
