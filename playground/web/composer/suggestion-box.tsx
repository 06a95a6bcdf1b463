import { useEffect } from 'preact/hooks';
import { Avatar } from '../people/avatar.js';
import { command, errors, focusComposer, focusedChip } from './composer-model.js';
import { activeIndex, suggestions, pickActive } from './suggestions.js';
import type { Suggestion } from './suggestions.js';

/** The box over the composer: suggestions and a hint about the current option. */
export function SuggestionBox() {
  const { title, items } = suggestions.value;
  const active = activeIndex.value;
  useEffect(() => {
    document.getElementById(`suggestion-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, items]);
  const hint = <Hint />;
  if (items.length === 0) {
    return (
      <div class="suggestion-holder">
        {hint}
        <ul id="suggestions" role="listbox" aria-label="Suggestions" hidden />
      </div>
    );
  }
  return (
    <div class="suggestion-holder">
      {hint}
      <div
        class="suggestion-box"
        tabIndex={0}
        onMouseDown={(event) => {
          // The field keeps the keyboard.
          event.preventDefault();
        }}
      >
        <p class="suggestion-title" id="suggestion-title">
          {title}
        </p>
        <ul id="suggestions" role="listbox" aria-labelledby="suggestion-title">
          {items.map((item, index) => (
            <SuggestionLine key={item.key} item={item} index={index} isActive={index === active} />
          ))}
        </ul>
      </div>
    </div>
  );
}

interface LineProps {
  readonly item: Suggestion;
  readonly index: number;
  readonly isActive: boolean;
}

function SuggestionLine({ item, index, isActive }: LineProps) {
  return (
    <li
      id={`suggestion-${index}`}
      role="option"
      aria-selected={isActive}
      class={isActive ? 'is-active' : ''}
      onMouseMove={() => {
        activeIndex.value = index;
      }}
      onMouseDown={(event) => {
        event.preventDefault();
        activeIndex.value = index;
        pickActive();
        focusComposer();
      }}
    >
      {item.userId !== undefined && <Avatar userId={item.userId} size={24} />}
      <span class="suggestion-label">{item.label}</span>
      <span class="suggestion-detail">{item.detail}</span>
    </li>
  );
}

/** The description of the current option, or its error. */
function Hint() {
  const entry = command.value;
  if (entry === undefined) return null;
  const option = focusedChip.value?.option;
  if (option === undefined) {
    return (
      <p class="hint">
        <b>/{entry.name}</b> {entry.description}
      </p>
    );
  }
  const error = errors.value.get(option.name);
  return (
    <p
      class={`hint ${error === undefined ? '' : 'is-wrong'}`}
      role={error === undefined ? undefined : 'alert'}
    >
      <b>{option.name}</b> {error ?? option.description}
    </p>
  );
}
