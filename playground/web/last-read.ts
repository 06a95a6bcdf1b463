// What has been read, for as long as the browser's tab lives: by person and channel.

function keyOf(userId: string, channelId: string): string {
  return `read ${userId} ${channelId}`;
}

/** The id of the newest message read; `0` when none was. */
export function readLastRead(userId: string, channelId: string): string {
  return sessionStorage.getItem(keyOf(userId, channelId)) ?? '0';
}

export function rememberRead(userId: string, channelId: string, messageId: string): void {
  sessionStorage.setItem(keyOf(userId, channelId), messageId);
}
