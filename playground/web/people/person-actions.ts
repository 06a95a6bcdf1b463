import { command, focusComposer, text } from '../composer/composer-model.js';
import { insertMention, mentionOf } from '../composer/mentions.js';
import { isBot, meId, place } from '../state/state.js';

/** Somebody else whom the window can be. */
export function canBecome(userId: string): boolean {
  return userId !== meId.value && !isBot(userId);
}

/** Puts a mention into the message that is being typed. */
export function mentionPerson(userId: string): void {
  if (command.value === undefined) {
    const at = `${text.value}@`;
    text.value = insertMention(at, at.length, '', mentionOf(userId)).text;
  }
  focusComposer();
}

/** People here have direct messages with the bot, and with nobody else. */
export function hasDms(userId: string): boolean {
  return isBot(userId);
}

export function openDms(): void {
  place.value = 'dms';
  focusComposer();
}
