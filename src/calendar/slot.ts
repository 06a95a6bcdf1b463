/** The name of a slot: its instant in UTC, `20261128T183000Z`. */
export function nameSlot(instant: Date): string {
  return instant.toISOString().replace(/[-:]|\.\d+/g, '');
}

/** The instant of a slot's name; undefined for text that is none. */
export function parseSlot(name: string): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(name);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(instant.getTime()) || nameSlot(instant) !== name ? undefined : instant;
}
