/** A slot's name: its instant in UTC to the second, `20261128T183000Z`. */
export function nameSlot(instant: Date): string {
  return instant.toISOString().replace(/[-:]|\.\d+/g, '');
}

/** The instant that a slot is named by; undefined: the text is not the name of a slot. */
export function parseSlot(name: string): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(name);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(instant.getTime()) || nameSlot(instant) !== name ? undefined : instant;
}
