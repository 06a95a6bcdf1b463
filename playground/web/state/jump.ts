import { openHistory, loadOlder } from './connection.js';
import { findMessage, findPlace, histories, isAtFoot, notice, place, world } from './state.js';

/** An address of Discord's that names a message. */
const messageLink = /^https:\/\/(?:\w+\.)?discord(?:app)?\.com\/channels\/(?:@me|\d+)\/(\d+)\/(\d+)$/;

const markedMs = 2000;
const settlingFrames = 5;

/** Goes to the message that a link of Discord's names. @returns false when the link names none */
export function followMessageLink(target: string): boolean {
  const [, channelId, messageId] = messageLink.exec(target) ?? [];
  if (channelId === undefined || messageId === undefined) return false;
  void jumpToMessage(channelId, messageId);
  return true;
}

/** Opens the channel of a message, loads as far back as it stands, and shows it. */
export async function jumpToMessage(channelId: string, messageId: string): Promise<void> {
  const found = world.value === undefined ? undefined : findPlace(world.value, channelId);
  if (found === undefined) {
    notice.value = 'You do not have access to that message.';
    return;
  }
  place.value = found;
  isAtFoot.value = false;
  await openHistory(channelId);
  const isLoaded = () => findMessage(channelId, messageId) !== undefined;
  while (!isLoaded() && histories.value.get(channelId)?.hasOlder === true) await loadOlder(channelId);
  await nextFrame();
  const element = document.getElementById(`message-${messageId}`);
  if (element === null) {
    notice.value = 'That message is gone.';
    return;
  }
  // What lies between is laid out only as it comes into view, and moves it again.
  for (let frame = 0; frame < settlingFrames; frame += 1) {
    element.scrollIntoView({ block: 'center' });
    await nextFrame();
  }
  element.classList.add('is-marked');
  setTimeout(() => {
    element.classList.remove('is-marked');
  }, markedMs);
}

function nextFrame(): Promise<unknown> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}
