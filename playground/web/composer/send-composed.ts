import { countCharacters } from '../../discord/count-characters.js';
import type { PageValue } from '../../page/protocol.js';
import {
  attached,
  bringBackLast,
  command,
  dropCommand,
  validateCommand,
  getMessageText,
  text,
} from './composer-model.js';
import { act, actVisibly, readFile } from '../state/connection.js';
import type { ChipValue } from './command-option.js';
import { isAtFoot, newFrom, notice } from '../state/state.js';

/** Discord's limit for a message. */
const messageLimit = 2000;

/**
 * Sends the message, or the command if it is complete. If that fails, the text is put back, unless something else is
 * being typed by then.
 */
export async function send(): Promise<void> {
  isAtFoot.value = true;
  newFrom.value = '';
  if (command.value === undefined) await sendMessage();
  else await sendCommand();
}

async function sendMessage(): Promise<void> {
  const typed = text.value;
  const content = getMessageText();
  const chosen = attached.value;
  if (content === '' && chosen.length === 0) return;
  if (countCharacters(content) > messageLimit) {
    notice.value = `A message has ${messageLimit} characters at most; this one has ${countCharacters(content)}.`;
    return;
  }
  text.value = '';
  attached.value = [];
  const files = await Promise.all(chosen.map(readFile));
  const { refusal } = await act({ kind: 'write', content, files });
  if (refusal === undefined || !isEmpty()) return;
  text.value = typed;
  attached.value = chosen;
}

async function sendCommand(): Promise<void> {
  const typed = validateCommand();
  if (typed === undefined) return;
  dropCommand();
  const { name } = typed.command;
  const options = await toPageValues(typed.values);
  const { refusal } = await actVisibly(`/${name}`, { kind: 'slash', command: name, options });
  if (refusal !== undefined && isEmpty()) bringBackLast();
}

function isEmpty(): boolean {
  return command.value === undefined && text.value === '' && attached.value.length === 0;
}

async function toPageValues(values: Readonly<Record<string, ChipValue>>): Promise<Record<string, PageValue>> {
  const read = Object.entries(values).map(async ([name, value]): Promise<[string, PageValue]> => [
    name,
    value instanceof File ? await readFile(value) : value,
  ]);
  return Object.fromEntries(await Promise.all(read));
}
