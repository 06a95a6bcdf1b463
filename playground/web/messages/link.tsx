import type { ComponentChildren } from 'preact';
import { followMessageLink } from '../state/jump.js';

interface LinkProps {
  readonly target: string;
  readonly className?: string;
  readonly children: ComponentChildren;
}

/** Leads to another tab, or to a message here; only the web's own schemes are links at all. */
export function Link({ target, className, children }: LinkProps) {
  if (!/^https?:\/\//i.test(target)) return <span class={className}>{children}</span>;
  return (
    <a
      class={className}
      href={target}
      target="_blank"
      rel="noreferrer noopener"
      onClick={(event) => {
        if (followMessageLink(target)) event.preventDefault();
      }}
    >
      {children}
    </a>
  );
}
