import { signal } from '@preact/signals';
import type { Example, OfferedWorldView } from '../../page/protocol.js';
import {
  addChip,
  caret,
  chips,
  command,
  entries,
  focusComposer,
  leaveCommand,
  startCommand,
  text,
  typeIntoChip,
  setChip,
} from '../composer/composer-model.js';
import { become, useTool } from '../state/connection.js';
import { insertMention, listMentionables } from '../composer/mentions.js';
import type { Mentionable } from '../composer/mentions.js';
import { send } from '../composer/send-composed.js';
import { meId, peopleHere, place, serverHere } from '../state/state.js';

const letterMs = 28;
const pauseMs = 700;

export const isPlaying = signal(false);

/** Builds a world, and types its examples into the composer, one after the other. */
export async function play({ name, examples }: OfferedWorldView): Promise<void> {
  if (isPlaying.value) return;
  isPlaying.value = true;
  try {
    const serverId = await useTool({ kind: 'build-world', world: name });
    await until(() => serverHere.value?.id === serverId);
    const people = peopleHere.value.map(({ id }) => id);
    const here = place.value;
    for (const step of examples) {
      await playStep(step, people);
      await sleep(pauseMs);
      place.value = here;
    }
  } finally {
    isPlaying.value = false;
  }
}

async function playStep(step: Example, people: readonly string[]): Promise<void> {
  const who = people[step.person] ?? '';
  become(who);
  await until(() => meId.value === who && entries.value.some(({ name }) => name === step.command));
  leaveCommand();
  for (const letter of `/${step.command}`) {
    text.value += letter;
    await sleep(letterMs);
  }
  await sleep(pauseMs / 2);
  startCommand(step.command);
  for (const [name, typed] of Object.entries(step.options)) {
    if (chips.value.some(({ option }) => option.name === name)) focusComposer({ option: name });
    else addChip(name);
    await typeValue(name, typed, people);
    await sleep(pauseMs / 3);
  }
  if (command.value !== undefined) await send();
}

/** Letter by letter; a person or role is picked as from the list. */
async function typeValue(name: string, typed: string, people: readonly string[]): Promise<void> {
  let value = '';
  for (const piece of typed.split(/(@\w+|.)/).filter(Boolean)) {
    const who = piece.startsWith('@') ? findNamed(piece.slice(1), people) : undefined;
    value =
      who === undefined
        ? value + piece
        : insertMention(`${value}@`, value.length + 1, '', who).text.trimEnd();
    caret.value = value.length;
    if (who === undefined) typeIntoChip(name, value);
    else setChip(name, { text: value });
    await sleep(letterMs);
  }
}

/** `1`: the first person; `Drivers`: the role. */
function findNamed(named: string, people: readonly string[]): Mentionable | undefined {
  const id = people[Number(named) - 1];
  return listMentionables().find((one) => (id === undefined ? one.name === named : one.id === id));
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** @throws Error after ten seconds */
async function until(isTrue: () => boolean): Promise<void> {
  for (let left = 200; left > 0; left -= 1) {
    if (isTrue()) return;
    await sleep(50);
  }
  throw new Error('The playground did not get that far.');
}
