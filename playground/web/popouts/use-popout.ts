import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { dropPopout } from './open-popout.js';
import type { Popout } from './open-popout.js';

const edgePx = 8;

/** The element of a popout: put where it was opened, but wholly in view; a press outside of it closes it. */
export function usePopout<E extends HTMLElement>(popout: Popout) {
  const box = useRef<E>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || !('left' in popout)) return;
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(edgePx, Math.min(popout.left, innerWidth - width - edgePx))}px`;
    element.style.top = `${Math.max(edgePx, Math.min(popout.top, innerHeight - height - edgePx))}px`;
  }, []);
  useEffect(() => {
    const closeOutside = ({ target }: MouseEvent) => {
      // The button that opened it over the composer closes it itself.
      const isOwnButton = 'button' in popout && target instanceof Node && popout.button.contains(target);
      if (target instanceof Node && !isOwnButton && box.current?.contains(target) !== true) {
        dropPopout(popout);
      }
    };
    document.addEventListener('mousedown', closeOutside);
    return () => {
      document.removeEventListener('mousedown', closeOutside);
    };
  }, []);
  return box;
}
