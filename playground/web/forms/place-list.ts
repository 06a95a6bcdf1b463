import { useEffect, useLayoutEffect } from 'preact/hooks';

const gapPx = 4;
const edgePx = 8;

/** Opens a list over everything else, at its field: below it, or above it where it has no room below. */
export function useFloatingList(list: { readonly current: HTMLElement | null }): void {
  useLayoutEffect(() => {
    const element = list.current;
    const field = element?.parentElement;
    if (!element || !field) return undefined;
    element.showPopover();
    const wantedPx = element.offsetHeight;
    const place = () => {
      placeAt(element, field.getBoundingClientRect(), wantedPx);
    };
    place();
    // Whatever scrolls around the field takes the list along.
    document.addEventListener('scroll', place, { capture: true, passive: true });
    window.addEventListener('resize', place);
    return () => {
      document.removeEventListener('scroll', place, { capture: true });
      window.removeEventListener('resize', place);
    };
  }, []);
}

function placeAt({ style }: HTMLElement, field: DOMRect, wantedPx: number): void {
  const belowPx = innerHeight - field.bottom - gapPx - edgePx;
  const abovePx = field.top - gapPx - edgePx;
  const opensUp = wantedPx > belowPx && abovePx > belowPx;
  style.left = `${field.left}px`;
  style.width = `${field.width}px`;
  style.top = opensUp ? 'auto' : `${field.bottom + gapPx}px`;
  style.bottom = opensUp ? `${innerHeight - field.top + gapPx}px` : 'auto';
  style.maxHeight = `${opensUp ? abovePx : belowPx}px`;
}

/** Tells of a press outside the field and its list. */
export function usePressOutside(list: { readonly current: HTMLElement | null }, onOutside: () => void): void {
  useEffect(() => {
    const listen = ({ target }: MouseEvent) => {
      if (target instanceof Node && list.current?.parentElement?.contains(target) !== true) onOutside();
    };
    document.addEventListener('mousedown', listen);
    return () => {
      document.removeEventListener('mousedown', listen);
    };
  });
}
