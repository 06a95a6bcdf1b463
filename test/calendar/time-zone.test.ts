import { describe, expect, test } from '@jest/globals';
import { describeOffset, findTimeZones, parseTimeZone, timeZones } from '../../src/calendar/time-zone.js';
import { catchUserError } from '../money/catch-user-error.js';

describe('the name of a time zone', () => {
  test.each([
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['asia/kolkata', 'Asia/Kolkata'],
    [' AMERICA/new york ', 'America/New_York'],
    ['utc', 'UTC'],
    ['US/Pacific', 'US/Pacific'],
    ['Asia/Calcutta', 'Asia/Calcutta'],
  ])('%s is read as %s', (typed, name) => {
    expect(parseTimeZone(typed)).toBe(name);
  });

  test.each([
    ['Kolkata', ['Asia/Kolkata']],
    ['new york', ['America/New_York']],
    ['IST', []],
    ['+05:30', []],
    ['Asia/Atlantis', []],
  ])('%s is none', (typed, near) => {
    const { code, data } = catchUserError(() => parseTimeZone(typed));
    expect(code).toBe('timeZoneUnknown');
    const { names } = data as unknown as { names: string[] };
    expect(names.slice(0, near.length)).toEqual(near);
    expect(names.length).toBeLessThanOrEqual(3);
  });

  test('is one that the runtime knows, whichever is offered', () => {
    expect(timeZones.length).toBeGreaterThan(400);
    for (const timeZone of timeZones) expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow();
  });

  test('is found by a part of it, the city first', () => {
    expect(findTimeZones('kolk')).toEqual(['Asia/Kolkata']);
    expect(findTimeZones('paris')[0]).toBe('Europe/Paris');
    expect(findTimeZones('los angeles')).toEqual(['America/Los_Angeles']);
  });
});

test.each([
  ['Asia/Kolkata', '+05:30'],
  ['America/New_York', '-05:00'],
  ['America/St_Johns', '-03:30'],
  ['UTC', '+00:00'],
])('the clock of %s is %s from UTC', (timeZone, offset) => {
  expect(describeOffset(timeZone, new Date('2026-11-27T12:00:00Z'))).toBe(offset);
});
