import type { PageValue } from '../page/protocol.js';
import { clearSent, command, readCommand, readText, text } from './composer-model.js';
import { act, actVisibly, readFile } from './connection.js';
import type { ChipValue } from './read-chip.js';

/** Sends what stands in the composer: a message, or a command when nothing is missing. */
export async function send(): Promise<void> {
  if (command.value === undefined) {
    const content = readText();
    if (content === '') return;
    text.value = '';
    await act({ kind: 'write', content });
    return;
  }
  const typed = readCommand();
  if (typed === undefined) return;
  clearSent();
  const options = await readValues(typed.values);
  await actVisibly(`/${typed.command.name}`, { kind: 'slash', command: typed.command.name, options });
}

async function readValues(values: Readonly<Record<string, ChipValue>>): Promise<Record<string, PageValue>> {
  const read = Object.entries(values).map(async ([name, value]): Promise<[string, PageValue]> => [
    name,
    value instanceof File ? await readFile(value) : value,
  ]);
  return Object.fromEntries(await Promise.all(read));
}
