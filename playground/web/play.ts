import { signal } from '@preact/signals';
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
} from './composer-model.js';
import { become, useTool } from './connection.js';
import { insertMention } from './mentions.js';
import { send } from './send-composed.js';
import { meId, nameOf, peopleHere, place, serverHere } from './state.js';

const letterMs = 28;
const pauseMs = 700;

interface Step {
  /** The person's place in the flat, from 0. */
  readonly person: number;
  readonly command: string;
  /** `@1` stands for the first person of the flat. */
  readonly options: Readonly<Record<string, string>>;
}

/** The three examples that the project began with, and the balances that they leave. */
const steps: readonly Step[] = [
  {
    person: 0,
    command: 'expense add',
    options: { amount: '1000', description: 'Electricity bill', for: '@1 @2 @3 @4' },
  },
  {
    person: 0,
    command: 'expense add',
    options: { amount: '1250', description: 'Flipkart sale', for: '@2 370 @3 880' },
  },
  {
    person: 3,
    command: 'expense add',
    options: { amount: '1200', description: 'Dinner', for: '@1 40% @2 20% @3 20% @4 20%' },
  },
  { person: 0, command: 'balances', options: {} },
];

export const isPlaying = signal(false);

/** Types the examples into the composer, one after the other, in a new flat of four. */
export async function playExamples(): Promise<void> {
  if (isPlaying.value) return;
  isPlaying.value = true;
  try {
    await useTool({ kind: 'build-world', world: 'flat' });
    await until(() => serverHere.value?.name === 'Flat 4B' && peopleHere.value.length === 4);
    const people = peopleHere.value.map(({ id }) => id);
    const here = place.value;
    for (const step of steps) {
      await playStep(step, people);
      await sleep(pauseMs);
      place.value = here;
    }
  } finally {
    isPlaying.value = false;
  }
}

async function playStep(step: Step, people: readonly string[]): Promise<void> {
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

/** Letter by letter; a person is picked as from the list. */
async function typeValue(name: string, typed: string, people: readonly string[]): Promise<void> {
  let value = '';
  for (const piece of typed.split(/(@\d|.)/).filter(Boolean)) {
    const who = /^@\d$/.test(piece) ? people[Number(piece.slice(1)) - 1] : undefined;
    if (who === undefined) value += piece;
    else {
      const person = { kind: 'person', id: who, name: nameOf(who), username: '' } as const;
      value = insertMention(`${value}@`, value.length + 1, '', person).text.trimEnd();
    }
    caret.value = value.length;
    if (who === undefined) typeIntoChip(name, value);
    else setChip(name, { text: value });
    await sleep(letterMs);
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** @throws Error when it does not come about within ten seconds */
async function until(isTrue: () => boolean): Promise<void> {
  for (let left = 200; left > 0; left -= 1) {
    if (isTrue()) return;
    await sleep(50);
  }
  throw new Error('The playground did not get that far.');
}
