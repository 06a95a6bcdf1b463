import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Avatar } from '../people/avatar.js';
import { Icon } from '../icon.js';
import { useFloatingList, usePressOutside } from './place-list.js';
import type { SelectItem } from './select-items.js';

interface SelectProps {
  readonly label: string;
  readonly placeholder: string;
  readonly items: readonly SelectItem[];
  readonly min: number;
  readonly max: number;
  readonly isDisabled?: boolean;
  readonly isRequired?: boolean;
  /** One: at once. Several: when the list closes. */
  readonly onPick: (values: readonly string[]) => void;
}

const shownLimit = 100;
/** An icon: a chevron that points down. */
const opensBelow = 'm5.300 9.300 1.400-1.400 5.300 5.300 5.300-5.300 1.400 1.400-6.700 6.700-6.700-6.700Z';

/** A select as Discord has it: a field that opens a list with a search. */
export function Select(props: SelectProps) {
  const { label, placeholder, items, max, isDisabled = false, isRequired } = props;
  const defaults = items.filter(({ isDefault }) => isDefault).map(({ value }) => value);
  const [picked, setPicked] = useState<readonly string[]>(defaults);
  const [isOpen, setIsOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();
  const names = picked.map((value) => items.find((item) => item.value === value)?.label ?? value);
  const close = (chosen: readonly string[]) => {
    setIsOpen(false);
    opener.current?.focus();
    const isChanged = chosen.length !== picked.length || chosen.some((value) => !picked.includes(value));
    setPicked(chosen);
    if (isChanged || (max === 1 && chosen.length === 1)) props.onPick(chosen);
  };
  return (
    <div class="select">
      <button
        ref={opener}
        type="button"
        class="select-field"
        disabled={isDisabled}
        aria-haspopup="listbox"
        aria-expanded={isOpen}
        aria-label={[
          ...new Set([label, names.join(', ') || placeholder]),
          ...(isRequired === true ? ['required'] : []),
        ].join(', ')}
        onMouseDown={(event) => {
          // The list closes by the click, not by losing the keyboard before it.
          if (isOpen) event.preventDefault();
        }}
        onClick={() => {
          if (isOpen) opener.current?.focus();
          else setIsOpen(true);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setIsOpen(true);
        }}
      >
        <span class={names.length === 0 ? 'placeholder' : ''}>{names.join(', ') || placeholder}</span>
        <Icon path={opensBelow} />
      </button>
      {isOpen && <SelectList {...props} id={id} picked={picked} onClose={close} />}
    </div>
  );
}

interface ListProps extends SelectProps {
  readonly id: string;
  readonly picked: readonly string[];
  readonly onClose: (values: readonly string[]) => void;
}

function SelectList({ id, label, items, min, max, picked, onClose }: ListProps) {
  const [search, setSearch] = useState('');
  const [active, setActive] = useState(0);
  const [chosen, setChosen] = useState<readonly string[]>(picked);
  const field = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  useFloatingList(box);
  // A layout effect runs before the next key, so that none is lost.
  useLayoutEffect(() => {
    field.current?.focus();
  }, []);
  useScrollTo(`${id}-${active}`);
  const wanted = search.trim().toLowerCase();
  const shown = items.filter((item) => item.label.toLowerCase().includes(wanted)).slice(0, shownLimit);
  const isClosed = useRef(false);
  // Once only: the keyboard's leaving closes the list, too.
  const finish = (values = chosen.length < min ? picked : chosen) => {
    if (isClosed.current) return;
    isClosed.current = true;
    onClose(values);
  };
  usePressOutside(box, finish);
  const choose = (value: string) => {
    if (max === 1) finish(min === 0 && chosen.includes(value) ? [] : [value]);
    else if (chosen.includes(value)) setChosen(chosen.filter((other) => other !== value));
    else if (chosen.length < max) setChosen([...chosen, value]);
  };
  const handleKey = keysOf({ shown, active, setActive, choose, finish });
  return (
    <div
      class="select-list"
      popover="manual"
      ref={box}
      onFocusOut={(event) => {
        if (event.relatedTarget instanceof Node && box.current?.contains(event.relatedTarget) !== true)
          finish();
      }}
    >
      <input
        ref={field}
        class="select-search"
        role="combobox"
        aria-label={`Search: ${label}`}
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={`${id}-${active}`}
        placeholder="Search"
        value={search}
        onInput={(event) => {
          setSearch(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={handleKey}
      />
      <SelectOptions {...{ id, label, max, shown, chosen, active, setActive, choose }} />
      {max > 1 && (
        <button
          type="button"
          class="select-done"
          onClick={() => {
            finish();
          }}
        >
          Done ({chosen.length} of {max} at most)
        </button>
      )}
    </div>
  );
}

interface Keys {
  readonly shown: readonly SelectItem[];
  readonly active: number;
  readonly setActive: (index: number) => void;
  readonly choose: (value: string) => void;
  readonly finish: () => void;
}

function keysOf({ shown, active, setActive, choose, finish }: Keys): (event: KeyboardEvent) => void {
  return (event) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const item = shown[active];
    if (step !== 0 && shown.length > 0) setActive((active + step + shown.length) % shown.length);
    else if (event.key === 'Enter' && item !== undefined) choose(item.value);
    else if (event.key === 'Escape' || event.key === 'Tab') finish();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

interface OptionsProps {
  readonly id: string;
  readonly label: string;
  readonly max: number;
  readonly shown: readonly SelectItem[];
  readonly chosen: readonly string[];
  readonly active: number;
  readonly setActive: (index: number) => void;
  readonly choose: (value: string) => void;
}

function SelectOptions({ id, label, max, shown, chosen, active, setActive, choose }: OptionsProps) {
  return (
    <ul id={id} role="listbox" aria-label={label} aria-multiselectable={max > 1}>
      {shown.map((item, index) => (
        <li
          key={item.value}
          id={`${id}-${index}`}
          role="option"
          aria-selected={chosen.includes(item.value)}
          class={index === active ? 'is-active' : ''}
          onMouseDown={(event) => {
            event.preventDefault();
            choose(item.value);
          }}
          onMouseMove={() => {
            setActive(index);
          }}
        >
          {item.userId !== undefined && <Avatar userId={item.userId} size={24} />}
          <span class="select-label">
            {item.label}
            {item.description !== '' && <small>{item.description}</small>}
          </span>
          {chosen.includes(item.value) && <span aria-hidden="true">✓</span>}
        </li>
      ))}
    </ul>
  );
}

/** The marked line stays in view. */
function useScrollTo(elementId: string): void {
  useEffect(() => {
    document.getElementById(elementId)?.scrollIntoView({ block: 'nearest' });
  }, [elementId]);
}
