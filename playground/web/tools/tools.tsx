import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { OfferedWorldView, PageTool } from '../../page/protocol.js';
import { useTool } from '../state/connection.js';
import { OutstandingFaults } from './outstanding-faults.js';
import { isPlaying, play } from './play.js';
import { areToolsShown, meId, nameOf, setup, world } from '../state/state.js';

/** Tools that Discord does not have: demo worlds and faults. */
export function Tools() {
  const box = useRef<HTMLElement>(null);
  const [said, setSaid] = useState('');
  useEffect(() => {
    box.current?.querySelector('button')?.focus();
  }, []);
  const use = (tool: PageTool, done: string) => {
    void useTool(tool).then(
      () => {
        setSaid(done);
      },
      (error: unknown) => {
        setSaid(String(error));
      },
    );
  };
  return (
    <section
      class="tools"
      aria-label="Tools"
      ref={box}
      onKeyDown={(event) => {
        if (event.key === 'Escape') areToolsShown.value = false;
      }}
    >
      <header>
        <h2>Playground</h2>
        <button
          class="icon-button"
          aria-label="Close the tools"
          onClick={() => {
            areToolsShown.value = false;
          }}
        >
          ✕
        </button>
      </header>
      <Plays onFailed={setSaid} />
      <Worlds use={use} />
      <Faults use={use} />
      <Person use={use} />
      <div class="tools-foot">
        <OutstandingFaults use={use} />
        <p class="tools-said" role="status">
          {said}
        </p>
      </div>
    </section>
  );
}

/** Plays the examples of the demo worlds. */
function Plays({ onFailed }: { readonly onFailed: (why: string) => void }) {
  const start = (world: OfferedWorldView) => {
    void play(world).catch((error: unknown) => {
      onFailed(String(error));
    });
  };
  if (setup.value.worlds.length === 0) return null;
  return (
    <Group title="See it work">
      {isPlaying.value ? (
        <p>Playing…</p>
      ) : (
        setup.value.worlds.map((offered, index) => (
          <Tool
            key={offered.name}
            label={offered.playLabel}
            isMain={index === 0}
            onUse={() => {
              start(offered);
            }}
          />
        ))
      )}
    </Group>
  );
}

interface UseProps {
  readonly use: (tool: PageTool, done: string) => void;
}

function Worlds({ use }: UseProps) {
  if (setup.value.worlds.length === 0) return null;
  return (
    <Group title="Demo worlds">
      {setup.value.worlds.map(({ name, label }) => (
        <Tool
          key={name}
          label={label}
          onUse={() => {
            use({ kind: 'build-world', world: name }, `${label}: built, and opened.`);
          }}
        />
      ))}
    </Group>
  );
}

interface Ready {
  readonly label: string;
  readonly tool: PageTool;
  readonly done: string;
}

const connectionTools: readonly Ready[] = [
  { label: "Drop the bot's socket", tool: { kind: 'drop-sockets' }, done: 'The socket was cut.' },
  { label: 'Ask it to reconnect', tool: { kind: 'reconnect' }, done: 'It was asked to reconnect.' },
  { label: 'End its session', tool: { kind: 'invalidate-session' }, done: 'The session was ended.' },
];

/** Faults for the bot's next requests. */
function requestTools(count: number): readonly Ready[] {
  const next = count === 1 ? 'The next request' : `The next ${count} requests`;
  const fail = (label: string, status: number): Ready => ({
    label,
    tool: { kind: 'fail-next', status, count },
    done: `${next} will be answered with ${status}.`,
  });
  const delay = (seconds: number, remark: string): Ready => ({
    label: `Delay by ${seconds} s`,
    tool: { kind: 'delay-next', delayMs: seconds * 1000, count },
    done: `${next} will take ${seconds} s${remark}.`,
  });
  return [
    fail('Refuse: 429', 429),
    fail('Fail: 500', 500),
    delay(2, ''),
    delay(4, ', too long for a first answer'),
    {
      label: 'Lose the answer',
      tool: { kind: 'lose-answer', count },
      done: `${next} will be carried out, and the answer lost.`,
    },
  ];
}

function ReadyTools({ tools, use }: UseProps & { readonly tools: readonly Ready[] }) {
  return (
    <>
      {tools.map(({ label, tool, done }) => (
        <Tool
          key={label}
          label={label}
          onUse={() => {
            use(tool, done);
          }}
        />
      ))}
    </>
  );
}

function Faults({ use }: UseProps) {
  const [count, setCount] = useState(1);
  return (
    <>
      <Group title="Connection">
        <Tool
          label="Reload the page"
          onUse={() => {
            location.reload();
          }}
        />
        <ReadyTools tools={connectionTools} use={use} />
      </Group>
      <Group title="The bot's requests">
        <label class="tools-count">
          How many
          <input
            type="number"
            min={1}
            max={50}
            value={count}
            onInput={(event) => {
              setCount(Math.max(1, Math.min(50, event.currentTarget.valueAsNumber || 1)));
            }}
          />
        </label>
        <ReadyTools tools={requestTools(count)} use={use} />
      </Group>
    </>
  );
}

function Person({ use }: UseProps) {
  const me = meId.value;
  const isClosed = world.value?.closedDms.includes(me) === true;
  const name = nameOf(me);
  return (
    <Group title={`You, ${name}`}>
      <Tool
        label={isClosed ? 'Open my direct messages' : 'Close my direct messages'}
        onUse={() => {
          use(
            { kind: 'set-dms', userId: me, isOpen: isClosed },
            `${name}'s direct messages are ${isClosed ? 'open' : 'closed'}.`,
          );
        }}
      />
      <Tool
        label="Speak Hindi"
        onUse={() => {
          use({ kind: 'set-locale', userId: me, locale: 'hi' }, `${name}'s client speaks Hindi.`);
        }}
      />
      <Tool
        label="Speak English"
        onUse={() => {
          use({ kind: 'set-locale', userId: me, locale: 'en-US' }, `${name}'s client speaks English.`);
        }}
      />
    </Group>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <div class="tools-group" role="group" aria-label={title}>
      <h3>{title}</h3>
      {children}
    </div>
  );
}

interface ToolProps {
  readonly label: string;
  readonly isMain?: boolean;
  readonly onUse: () => void;
}

function Tool({ label, isMain = false, onUse }: ToolProps) {
  return (
    <button class={`button ${isMain ? 'button-primary' : 'button-secondary'}`} onClick={onUse}>
      {label}
    </button>
  );
}
