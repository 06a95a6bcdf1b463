import { signal } from '@preact/signals';
import { focusComposer } from '../composer/composer-model.js';

/** The target of a menu. */
export type MenuTarget =
  | { readonly kind: 'person'; readonly userId: string }
  | { readonly kind: 'message'; readonly messageId: string }
  | { readonly kind: 'switch' };

/** Stands where it was opened; the keyboard goes back to its opener. */
interface Placed {
  readonly left: number;
  readonly top: number;
  readonly opener: HTMLElement;
}

export interface MenuPopout extends Placed {
  readonly kind: 'menu';
  readonly target: MenuTarget;
}

export interface CardPopout extends Placed {
  readonly kind: 'card';
  readonly userId: string;
}

/** Stands over the composer; the keyboard goes back to what is being typed. */
export interface ComposerPopout {
  readonly kind: 'plus' | 'emoji';
  readonly button: HTMLElement;
}

export type Popout = MenuPopout | CardPopout | ComposerPopout;

/** The open popout. There is at most one. */
export const openPopout = signal<Popout | undefined>(undefined);

/** As wide as profile.css has it. */
const cardPx = 300;
const gapPx = 8;

/** Opens a person's card beside their name: to its right, or to its left where there is no room. */
export function openPersonCard(opener: HTMLElement, userId: string): void {
  const { left, right, top } = opener.getBoundingClientRect();
  const hasRoom = right + gapPx + cardPx < innerWidth;
  const cardLeft = hasRoom ? right + gapPx : left - gapPx - cardPx;
  openPopout.value = { kind: 'card', userId, opener, top, left: cardLeft };
}

/** Opens a menu where its opener stands. */
export function openBeside(opener: HTMLElement, target: MenuTarget): void {
  const { left, bottom } = opener.getBoundingClientRect();
  openPopout.value = { kind: 'menu', target, opener, left, top: bottom + 4 };
}

/** Opens a menu where the mouse is, or at the element where it came from the keyboard. */
export function openAtMouse(event: MouseEvent, opener: HTMLElement, target: MenuTarget): void {
  event.preventDefault();
  event.stopPropagation();
  if (event.clientX === 0 && event.clientY === 0) openBeside(opener, target);
  else openPopout.value = { kind: 'menu', target, opener, left: event.clientX, top: event.clientY };
}

/** Opens or closes the popout of a composer button. */
export function toggleOverComposer(button: HTMLElement, kind: ComposerPopout['kind']): void {
  openPopout.value = openPopout.value?.kind === kind ? undefined : { kind, button };
}

/** Closes the popout and restores the focus. */
export function closePopout(): void {
  const closed = openPopout.value;
  openPopout.value = undefined;
  if (closed === undefined) return;
  if ('opener' in closed) closed.opener.focus();
  else focusComposer();
}

/** Closes the popout if it is still open, without moving the focus. */
export function dropPopout(popout: Popout): void {
  if (openPopout.value === popout) openPopout.value = undefined;
}
