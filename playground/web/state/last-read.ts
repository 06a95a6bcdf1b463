// What has been read, by person and channel, in all windows of this browser together.

const prefix = 'read ';

function keyOf(userId: string, channelId: string): string {
  return `${prefix}${userId} ${channelId}`;
}

/** The id of the newest message read; `0` when none was. */
export function readLastRead(userId: string, channelId: string): string {
  return localStorage.getItem(keyOf(userId, channelId)) ?? '0';
}

export function rememberRead(userId: string, channelId: string, messageId: string): void {
  if (BigInt(messageId) > BigInt(readLastRead(userId, channelId)))
    localStorage.setItem(keyOf(userId, channelId), messageId);
}

/** Tells of what is read in another window. */
export function onReadElsewhere(listen: (userId: string, channelId: string) => void): void {
  window.addEventListener('storage', ({ key }) => {
    const [userId, channelId] = key?.startsWith(prefix) === true ? key.slice(prefix.length).split(' ') : [];
    if (userId !== undefined && channelId !== undefined) listen(userId, channelId);
  });
}
