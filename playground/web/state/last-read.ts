// The last read message of each person and channel, shared by all windows of this browser.

const prefix = 'read ';

function keyOf(userId: string, channelId: string): string {
  return `${prefix}${userId} ${channelId}`;
}

/** The id of the newest message read; `0` when none was. */
export function getLastRead(userId: string, channelId: string): string {
  return localStorage.getItem(keyOf(userId, channelId)) ?? '0';
}

export function rememberRead(userId: string, channelId: string, messageId: string): void {
  if (BigInt(messageId) > BigInt(getLastRead(userId, channelId)))
    localStorage.setItem(keyOf(userId, channelId), messageId);
}

/** Listens to messages being read in other windows. */
export function onReadElsewhere(listen: (userId: string, channelId: string) => void): void {
  window.addEventListener('storage', ({ key }) => {
    const [userId, channelId] = key?.startsWith(prefix) === true ? key.slice(prefix.length).split(' ') : [];
    if (userId !== undefined && channelId !== undefined) listen(userId, channelId);
  });
}
