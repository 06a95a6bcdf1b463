import type { Answer, InteractionOptions, MessageView, Server } from 'discord-playground';
import type { Random } from './random.js';
import { askerOf, type TypedChange, type Typist } from './typed-change.js';

/** A change by a button or a form, ready to be sent. */
export interface PressedChange {
  readonly typed: TypedChange;
  readonly send: (how: InteractionOptions) => Promise<Answer>;
}

const buttons = ['Got it', 'Not received', 'Dispute'] as const;
/** Mostly people press what is new. */
const newest = 30;

/**
 * Goes as far as a person goes before a button or a form changes something; undefined: there is no such button, or what
 * it opens does not come.
 */
export async function preparePress(
  random: Random,
  server: Server,
  typist: Typist,
): Promise<PressedChange | undefined> {
  const messages = server.messages().slice(-newest);
  const shown = buttons.filter((label) => messages.some((message) => hasButton(message, label)));
  if (shown.length === 0) return undefined;
  // First which, for nearly every message can be disputed.
  const button = random.pick(shown);
  const message = random.pick(messages.filter((one) => hasButton(one, button)));
  const number = Number(/#(\d+)/.exec(message.text)?.[1]);
  const actor = server.as(typist.author);
  const asked = { ...askerOf(typist), number };
  if (button === 'Got it') {
    return {
      typed: { command: button, options: {}, step: { ...asked, kind: 'confirm' } },
      send: (how) => actor.press(message, button, how),
    };
  }
  const opened = await actor.press(message, button).catch(() => undefined);
  if (!opened) return undefined;
  if (opened.modal) return submitForm(server, typist, number, opened, button);
  return endDispute(server, typist, number, opened);
}

function submitForm(
  server: Server,
  typist: Typist,
  number: number,
  opened: Answer,
  button: 'Not received' | 'Dispute',
): PressedChange {
  const reason = 'It was not so';
  const asker = askerOf(typist);
  return {
    typed: {
      command: button,
      options: {},
      step:
        button === 'Dispute'
          ? { ...asker, kind: 'dispute', number }
          : { ...asker, kind: 'void', numbers: [number], reason, ifUnconfirmed: true },
    },
    send: (how) => server.as(typist.author).submit(opened, { reason }, how),
  };
}

/** Who disputes already can withdraw that, and managers can close it. */
function endDispute(
  server: Server,
  typist: Typist,
  number: number,
  opened: Answer,
): PressedChange | undefined {
  const ends = [
    ['Withdraw the dispute', 'withdraw'],
    ['Close the dispute', 'closeDispute'],
  ] as const;
  const end = ends.find(([label]) => hasButton(opened, label));
  if (!end) return undefined;
  const [command, kind] = end;
  return {
    typed: { command, options: {}, step: { ...askerOf(typist), kind, number } },
    send: (how) => server.as(typist.author).press(opened, command, how),
  };
}

function hasButton({ buttons: shown }: Pick<MessageView, 'buttons'>, label: string): boolean {
  return shown.some((button) => button.label === label);
}
