/** The times of a cron expression, field by field; each list is sorted and never empty. */
export interface CronTimes {
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: readonly number[];
  /** 1 is January. */
  readonly months: readonly number[];
  /** 0 is Sunday. */
  readonly daysOfWeek: readonly number[];
  /**
   * If both kinds of days are restricted, one match is enough. As in every cron, a field that begins with `*` does not
   * restrict. @see https://man7.org/linux/man-pages/man5/crontab.5.html
   */
  readonly eitherDay: boolean;
  /** It names every hour, in whatever way: an hour that the clock repeats then counts twice. */
  readonly everyHour: boolean;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly words?: readonly string[];
}

const monthWords = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const dayWords = 'sun mon tue wed thu fri sat'.split(' ');
const fields = {
  second: { name: 'second', min: 0, max: 59 },
  minute: { name: 'minute', min: 0, max: 59 },
  hour: { name: 'hour', min: 0, max: 23 },
  dayOfMonth: { name: 'day of the month', min: 1, max: 31 },
  month: { name: 'month', min: 1, max: 12, words: monthWords },
  dayOfWeek: { name: 'day of the week', min: 0, max: 7, words: dayWords },
} as const satisfies Record<string, Field>;

/** An invalid cron expression. The message names the field. */
export class CronError extends Error {}

/**
 * Parses minute, hour, day of the month, month and day of the week; a sixth field, before them, is the second.
 * A field is `*` or a list of numbers, names (`jan`, `sun`) and ranges, each with an optional step (`1-10/3`).
 * @throws CronError
 */
export function parseCron(text: string): CronTimes {
  const words = text.trim().toLowerCase().split(/\s+/);
  if (words.length === 5) words.unshift('0');
  if (words.length !== 6) throw new CronError('must have five fields, or six with seconds, e.g. 0 0 * * 0');
  const [second = '', minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = ''] = words;
  const hours = parseField(hour, fields.hour);
  const times: CronTimes = {
    seconds: parseField(second, fields.second),
    minutes: parseField(minute, fields.minute),
    hours,
    daysOfMonth: parseField(dayOfMonth, fields.dayOfMonth),
    months: parseField(month, fields.month),
    // Both 0 and 7 are Sunday.
    daysOfWeek: [...new Set(parseField(dayOfWeek, fields.dayOfWeek).map((day) => day % 7))].sort(ascending),
    eitherDay: !dayOfMonth.startsWith('*') && !dayOfWeek.startsWith('*'),
    everyHour: hours.length === 24,
  };
  if (!canOccur(times)) throw new CronError('names a day that never comes');
  return times;
}

function parseField(text: string, field: Field): number[] {
  const values = new Set(text.split(',').flatMap((piece) => parsePiece(piece, field)));
  return [...values].sort(ascending);
}

function parsePiece(piece: string, field: Field): number[] {
  const match = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d{1,2}))?$/.exec(piece);
  if (!match) throw new CronError(`has no ${field.name} that can be read`);
  const [, star, from, to, step] = match;
  const first = star ? field.min : parseValue(from, field);
  const isOne = !star && to === undefined && step === undefined;
  const last = isOne ? first : to === undefined ? field.max : parseValue(to, field);
  const stride = Number(step ?? 1);
  if (last < first || stride === 0) throw new CronError(`has a ${field.name} that is empty`);
  return Array.from(
    { length: Math.floor((last - first) / stride) + 1 },
    (_, index) => first + index * stride,
  );
}

function parseValue(text = '', field: Field): number {
  const named = field.words?.indexOf(text) ?? -1;
  const value = named >= 0 ? named + (field.min === 1 ? 1 : 0) : /^\d{1,2}$/.test(text) ? Number(text) : NaN;
  if (!(value >= field.min && value <= field.max)) {
    throw new CronError(`has a ${field.name} outside ${field.min} to ${field.max}`);
  }
  return value;
}

const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function canOccur({ daysOfMonth, months, eitherDay }: CronTimes): boolean {
  const [firstDay = 1] = daysOfMonth;
  return eitherDay || months.some((month) => firstDay <= (longestMonths[month - 1] ?? 31));
}

function ascending(one: number, other: number): number {
  return one - other;
}
