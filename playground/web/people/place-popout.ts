import { useEffect, useLayoutEffect } from 'preact/hooks';

const edgePx = 8;

/** Puts a menu or card where it was opened, but wholly in view; a press outside of it closes it. */
export function usePopout(
  box: { readonly current: HTMLElement | null },
  at: { readonly left: number; readonly top: number },
  close: () => void,
): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(edgePx, Math.min(at.left, innerWidth - width - edgePx))}px`;
    element.style.top = `${Math.max(edgePx, Math.min(at.top, innerHeight - height - edgePx))}px`;
  }, []);
  useEffect(() => {
    const closeOutside = (event: MouseEvent) => {
      if (event.target instanceof Node && box.current?.contains(event.target) !== true) close();
    };
    document.addEventListener('mousedown', closeOutside);
    return () => {
      document.removeEventListener('mousedown', closeOutside);
    };
  }, []);
}
