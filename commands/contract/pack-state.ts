const dayMs = 86_400_000;

/** A Discord id, made short for a custom id. */
export function packId(id: string | undefined): string {
  return id ? BigInt(id).toString(36) : '';
}

/** The id that `packId` made short. */
export function unpackId(packed: string | undefined): string | undefined {
  if (!packed || !/^[0-9a-z]{1,13}$/.test(packed)) return undefined;
  const wide = Array.from(packed).reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n);
  return wide.toString();
}

/** A day, `2026-11-24`, made short for a custom id. */
export function packDay(day: string | undefined): string {
  return day ? (Date.parse(`${day}T00:00:00Z`) / dayMs).toString(36) : '';
}

/** The day that `packDay` made short. */
export function unpackDay(packed: string | undefined): string | undefined {
  if (!packed || !/^[0-9a-z]{1,4}$/.test(packed)) return undefined;
  return new Date(Number.parseInt(packed, 36) * dayMs).toISOString().slice(0, 10);
}
