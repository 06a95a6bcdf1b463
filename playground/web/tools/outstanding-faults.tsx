import type { PageFault, PageTool } from '../../page/protocol.js';
import { faults } from '../state/state.js';

interface OutstandingFaultsProps {
  readonly use: (tool: PageTool, done: string) => void;
}

/** The list of outstanding faults. */
export function OutstandingFaults({ use }: OutstandingFaultsProps) {
  if (faults.value.length === 0) return null;
  return (
    <ul class="outstanding" aria-label="Still to come">
      {faults.value.map((fault) => (
        <li key={fault.id}>
          <span>
            {nameFault(fault)}
            <small>{fault.left === 1 ? 'the next request' : `the next ${fault.left} requests`}</small>
          </span>
          <button
            class="button button-secondary"
            aria-label={`Cancel: ${nameFault(fault)}`}
            onClick={(event) => {
              if (event.currentTarget === document.activeElement) passKeyboardOn(event.currentTarget);
              use({ kind: 'cancel-fault', id: fault.id }, `${nameFault(fault)}: cancelled.`);
            }}
          >
            Cancel
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Names a fault as its button does. */
function nameFault({ kind, amount }: PageFault): string {
  switch (kind) {
    case 'fail':
      return `${amount === 429 ? 'Refuse' : 'Fail'}: ${amount}`;
    case 'delay':
      return `Delay by ${amount / 1000} s`;
    case 'lose-answer':
      return 'Lose the answer';
  }
}

/** The button is removed with its line, so the focus moves to the next line, or back to the tools. */
function passKeyboardOn(button: HTMLElement): void {
  const line = button.closest('li');
  const beside = line?.nextElementSibling ?? line?.previousElementSibling;
  const next = beside?.querySelector('button') ?? document.querySelector<HTMLElement>('.tools-count input');
  next?.focus();
}
