import { describeOffset, findTimeZones } from '../../src/calendar/time-zone.js';
import type { ServerContext } from '../contract/context.js';
import type { Choice } from '../contract/option.js';

/** Offered before anything is typed. */
const commonZones = [
  'Asia/Kolkata',
  'Asia/Dubai',
  'Asia/Kathmandu',
  'Asia/Dhaka',
  'Asia/Colombo',
  'Asia/Singapore',
  'Asia/Tokyo',
  'Australia/Sydney',
  'Europe/London',
  'Europe/Berlin',
  'America/New_York',
  'America/Chicago',
  'America/Los_Angeles',
  'UTC',
];
const offeredAtMost = 25;

/** Time zones whose name contains the typed text, each with how far its clock is ahead of UTC now. */
export function completeTimeZone(typed: string, { voice, now }: ServerContext): Choice[] {
  const { zoneChoice } = voice.replies.ledger.settings;
  const found = typed.trim() === '' ? commonZones : findTimeZones(typed);
  return found.slice(0, offeredAtMost).map((name) => ({
    name: zoneChoice({ name, offset: describeOffset(name, now) }),
    value: name,
  }));
}
