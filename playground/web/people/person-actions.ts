import { command, focusComposer, text } from '../composer/composer-model.js';
import { insertMention, mentionOf } from '../composer/mentions.js';
import { isBot, meId, place } from '../state/state.js';

/** Whether the window can switch to this person. */
export function canBecome(userId: string): boolean {
  return userId !== meId.value && !isBot(userId);
}

/** Inserts a mention into the message. */
export function mentionPerson(userId: string): void {
  if (command.value === undefined) {
    const at = `${text.value}@`;
    text.value = insertMention(at, at.length, '', mentionOf(userId)).text;
  }
  focusComposer();
}

/** Only the bot has direct messages with people. */
export function hasDms(userId: string): boolean {
  return isBot(userId);
}

export function openDms(): void {
  place.value = 'dms';
  focusComposer();
}
