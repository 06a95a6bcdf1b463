// Times as Discord shows them, in the reader's own language and zone.

const minuteMs = 60_000;

function format(date: Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(undefined, options).format(date);
}

/** Beside a name: the time today, with the day before. */
export function showMessageTime(date: Date, now = new Date()): string {
  const time = format(date, { timeStyle: 'short' });
  if (date.toDateString() === now.toDateString()) return time;
  const yesterday = new Date(now.getTime() - 24 * 60 * minuteMs);
  if (date.toDateString() === yesterday.toDateString()) return `Yesterday at ${time}`;
  return `${format(date, { dateStyle: 'short' })}, ${time}`;
}

/** At the side, on hover. */
export function showShortTime(date: Date): string {
  return format(date, { timeStyle: 'short' });
}

/** On a line between two days. */
export function showDay(date: Date): string {
  return format(date, { dateStyle: 'long' });
}

/** The tooltip of a time. */
export function showFullTime(date: Date): string {
  return format(date, { dateStyle: 'full', timeStyle: 'short' });
}

/** `<t:…:style>`. @see https://discord.com/developers/docs/reference#message-formatting-timestamp-styles */
export function showTimestamp(seconds: number, style: string | undefined, now = Date.now()): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return 'Invalid date';
  switch (style) {
    case 't':
      return format(date, { timeStyle: 'short' });
    case 'T':
      return format(date, { timeStyle: 'medium' });
    case 'd':
      return format(date, { day: '2-digit', month: '2-digit', year: 'numeric' });
    case 'D':
      return format(date, { dateStyle: 'long' });
    case 's':
      return format(date, { dateStyle: 'short', timeStyle: 'short' });
    case 'S':
      return format(date, { dateStyle: 'short', timeStyle: 'medium' });
    case 'F':
      return format(date, { dateStyle: 'full', timeStyle: 'short' });
    case 'R':
      return showRelative(date.getTime() - now);
    default:
      return format(date, { dateStyle: 'long', timeStyle: 'short' });
  }
}

function showRelative(differenceMs: number): string {
  const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
    ['year', 365.25 * 24 * 60 * minuteMs],
    ['month', 30.44 * 24 * 60 * minuteMs],
    ['day', 24 * 60 * minuteMs],
    ['hour', 60 * minuteMs],
    ['minute', minuteMs],
    ['second', 1000],
  ];
  const [unit, lengthMs] = units.find(([, length]) => Math.abs(differenceMs) >= length) ?? ['second', 1000];
  return new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' }).format(
    Math.round(differenceMs / lengthMs),
    unit,
  );
}
