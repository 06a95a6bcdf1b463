import { UserError } from '../errors/user-error.js';
import { offsetMsAt } from './zone-offset.js';

/** Today's names of zones that the runtime lists only under older ones, and UTC, which it does not list. */
const laterNames = [
  'America/Argentina/Buenos_Aires',
  'America/Kentucky/Louisville',
  'Asia/Ho_Chi_Minh',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Yangon',
  'Europe/Kyiv',
  'UTC',
];

/** The names that are offered, in the order of the alphabet. */
export const timeZones: readonly string[] = [
  ...new Set([...Intl.supportedValuesOf('timeZone'), ...laterNames.filter(isTimeZone)]),
].sort();

const namesAtMost = 3;

/** Whether the runtime knows a zone. `Intl.supportedValuesOf` lacks some that it knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The offered names that contain a text, in any case and with spaces for `_`; those of which it is the city first. */
export function findTimeZones(typed: string): string[] {
  const wanted = toKey(typed);
  const found = timeZones.filter((name) => toKey(name).includes(wanted));
  const isCity = (name: string) => toKey(name).endsWith(`/${wanted}`);
  return [...found.filter(isCity), ...found.filter((name) => !isCity(name))];
}

/**
 * Parses the IANA name of a time zone, in any case.
 * @throws UserError `timeZoneUnknown`
 */
export function parseTimeZone(typed: string): string {
  const wanted = toKey(typed);
  const listed = timeZones.find((name) => toKey(name) === wanted);
  if (listed !== undefined) return listed;
  // Older names have a place too; an abbreviation such as `IST` means several zones.
  const older = typed.trim().replaceAll(' ', '_');
  if (older.includes('/') && isTimeZone(older)) return older;
  throw new UserError('timeZoneUnknown', { typed, names: findTimeZones(typed).slice(0, namesAtMost) });
}

function toKey(name: string): string {
  return name.trim().toLowerCase().replaceAll(' ', '_');
}

/** How far a zone's clock is ahead of UTC at an instant, as people write it: `+05:30`. */
export function describeOffset(timeZone: string, instant: Date): string {
  const minutes = Math.round(offsetMsAt(timeZone, instant.getTime()) / 60_000);
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}
