import type { ComponentChildren } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { closePopout } from './open-popout.js';
import type { Popout } from './open-popout.js';
import { usePopout } from './use-popout.js';

export interface MenuEntry {
  readonly label: string;
  /** Distinguishes entries with the same label. */
  readonly detail?: string;
  readonly before?: ComponentChildren;
  readonly after?: ComponentChildren;
  readonly isDisabled?: boolean;
  run(): void;
}

interface MenuProps {
  readonly popout: Popout;
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  readonly style?: string;
  /** Stands over the entries, e.g. a search. */
  readonly children?: ComponentChildren;
}

const item = '[role="menuitem"]:enabled';

/** A menu: arrows go through its entries, Escape and Tab close it. */
export function Menu({ popout, label, entries, style = '', children }: MenuProps) {
  const box = usePopout<HTMLElement>(popout);
  useLayoutEffect(() => {
    box.current?.querySelector<HTMLElement>(`input, ${item}`)?.focus();
  }, []);
  return (
    <section class={`menu ${style}`} ref={box} aria-label="Menu" onKeyDown={moveInMenu}>
      {children}
      <ul role="menu" aria-label={label}>
        {entries.map((entry) => (
          <li key={`${entry.label} ${entry.detail ?? ''}`} role="none">
            <button
              role="menuitem"
              disabled={entry.isDisabled === true}
              onClick={() => {
                closePopout();
                entry.run();
              }}
            >
              {entry.before}
              {entry.label}
              {entry.detail !== undefined && <small>{entry.detail}</small>}
              {entry.after}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function moveInMenu(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>(item)];
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (event.key === 'Escape' || event.key === 'Tab') closePopout();
  else if (event.key === 'Enter' && event.target instanceof HTMLInputElement) items[0]?.click();
  else if (step !== 0) {
    const at = items.findIndex((one) => one === document.activeElement);
    items[at < 0 ? 0 : (at + step + items.length) % items.length]?.focus();
  } else return;
  event.preventDefault();
}
