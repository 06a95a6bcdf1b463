import type { PagePerson } from '../../page/protocol.js';
import { Avatar } from './avatar.js';
import { become } from '../state/connection.js';
import { openBeside } from '../popouts/open-popout.js';
import { meId, membersById, nameOf, peopleHere } from '../state/state.js';

/** How many people can be switched to in one click. Others are found by name. */
const switcherSize = 12;

/** The person of the window, and others to switch to. */
export function Switcher() {
  const me = meId.value;
  const people = pickPeople();
  return (
    <section class="switcher" aria-label="Who am I">
      <div class="switcher-people">
        {people.map(({ id }) => (
          <button
            key={id}
            class={id === me ? 'is-here' : ''}
            aria-pressed={id === me}
            aria-label={`Be ${nameOf(id)}`}
            title={`Be ${nameOf(id)}`}
            onClick={() => {
              become(id);
            }}
          >
            <Avatar userId={id} size={28} />
          </button>
        ))}
      </div>
      <button
        class="me"
        aria-haspopup="menu"
        onClick={(event) => {
          openBeside(event.currentTarget, { kind: 'switch' });
        }}
      >
        <span class="me-avatar">
          <Avatar userId={me} size={32} />
        </span>
        <span>
          <span class="heard">You are </span>
          <b>{nameOf(me)}</b>
          <small>Online</small>
          <span class="heard">. Be somebody else</span>
        </span>
      </button>
    </section>
  );
}

/** If there are many people, picks some of each role, so that each role can be tried. */
function pickPeople(): readonly PagePerson[] {
  const all = peopleHere.value;
  if (all.length <= switcherSize) return all;
  const byRole = new Map<string, PagePerson[]>();
  for (const person of all) {
    const role = membersById.value.get(person.id)?.roleIds.join() ?? '';
    const others = byRole.get(role);
    if (others === undefined) byRole.set(role, [person]);
    else others.push(person);
  }
  const each = Math.ceil(switcherSize / byRole.size);
  return [...byRole.values()].flatMap((people) => people.slice(0, each)).slice(0, switcherSize);
}
