import { useLayoutEffect } from 'preact/hooks';
import { Avatar, colorFor } from './avatar.js';
import { become } from '../state/connection.js';
import { closePopout, dropPopout, openBeside, openPopout } from '../popouts/open-popout.js';
import type { CardPopout } from '../popouts/open-popout.js';
import { canBecome, hasDms, mentionPerson, openDms } from './person-actions.js';
import { usePopout } from '../popouts/use-popout.js';
import { cssColor, isBot, membersById, nameOf, peopleById, rolesById, world } from '../state/state.js';

/** The card of a person that is open, if any. */
export function CardHost() {
  const card = openPopout.value;
  return card?.kind !== 'card' ? null : <ProfileCard key={card.userId} card={card} />;
}

/** The profile of a person, shown beside the clicked name. */
function ProfileCard({ card }: { readonly card: CardPopout }) {
  const { userId } = card;
  const box = usePopout<HTMLElement>(card);
  // The card as a whole is read out before its buttons.
  useLayoutEffect(() => {
    box.current?.focus();
  }, []);
  const { username = '', name = '' } = peopleById.value.get(userId) ?? {};
  const isOffline = isBot(userId) && world.value?.isBotOnline === false;
  return (
    <section
      class="profile"
      role="dialog"
      aria-label={`Profile of ${nameOf(userId)}`}
      tabIndex={-1}
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        closePopout();
      }}
      onFocusOut={({ relatedTarget }) => {
        if (relatedTarget instanceof Node && box.current?.contains(relatedTarget) !== true) {
          dropPopout(card);
        }
      }}
    >
      <div class="profile-banner" style={{ background: isBot(userId) ? '' : colorFor(name) }} />
      <span class={`me-avatar ${isOffline ? 'is-offline' : ''}`}>
        <Avatar userId={userId} size={80} />
      </span>
      <h2 class="profile-name">
        {nameOf(userId)} {isBot(userId) && <span class="app-badge">APP</span>}
      </h2>
      <p>{username}</p>
      <Roles userId={userId} />
      <h3>User ID</h3>
      <p class="profile-id">{userId}</p>
      <Actions userId={userId} opener={card.opener} />
    </section>
  );
}

function Roles({ userId }: { readonly userId: string }) {
  const roles = (membersById.value.get(userId)?.roleIds ?? []).flatMap((id) => rolesById.value.get(id) ?? []);
  if (roles.length === 0) return null;
  return (
    <>
      <h3>{roles.length === 1 ? 'Role' : 'Roles'}</h3>
      <p class="profile-roles">
        {roles.map(({ id, name, color }) => (
          <span key={id} class="role-pill">
            <i style={{ background: color === 0 ? '#99aab5' : cssColor(color) }} /> {name}
          </span>
        ))}
      </p>
    </>
  );
}

interface ActionsProps {
  readonly userId: string;
  readonly opener: HTMLElement;
}

function Actions({ userId, opener }: ActionsProps) {
  const after = (act: () => void) => () => {
    closePopout();
    act();
  };
  return (
    <div class="profile-actions">
      {hasDms(userId) && (
        <button class="button button-primary" onClick={after(openDms)}>
          Message
        </button>
      )}
      {canBecome(userId) && (
        <button
          class="button button-primary"
          onClick={after(() => {
            become(userId);
          })}
        >
          Be {nameOf(userId)}
        </button>
      )}
      <button
        class="button button-secondary"
        onClick={after(() => {
          mentionPerson(userId);
        })}
      >
        Mention
      </button>
      <button
        class="button button-secondary"
        aria-label="More"
        aria-haspopup="menu"
        onClick={after(() => {
          openBeside(opener, { kind: 'person', userId });
        })}
      >
        ⋯
      </button>
    </div>
  );
}
