import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, dayOf, lastDay, parseDay, parseExpenseDay } from '../../src/calendar/parse-day.js';
import { catchUserError } from '../money/catch-user-error.js';

const zones = ['Asia/Kolkata', 'UTC', 'America/Los_Angeles', 'Pacific/Kiritimati'];

describe('the day that it is', () => {
  test.each([
    ['Asia/Kolkata', '2026-11-24T18:29:59.999Z', '2026-11-24'],
    ['Asia/Kolkata', '2026-11-24T18:30:00Z', '2026-11-25'],
    ['UTC', '2026-11-24T18:30:00Z', '2026-11-24'],
    ['America/Los_Angeles', '2026-01-01T07:59:59Z', '2025-12-31'],
    ['Pacific/Kiritimati', '2026-12-31T10:00:00Z', '2027-01-01'],
  ])('in %s at %s is %s', (zone, instant, day) => {
    expect(dayOf(new Date(instant), zone)).toBe(day);
  });
});

describe('a day that is typed', () => {
  const parse = (typed: string | undefined, now = '2026-11-24T20:00:00Z', zone = 'Asia/Kolkata') =>
    parseDay(typed, new Date(now), zone);

  test('is today where nothing is typed, by the calendar of the server', () => {
    expect(parse(undefined)).toBe('2026-11-25');
    expect(parse('today')).toBe('2026-11-25');
    expect(parse(' ToDay ')).toBe('2026-11-25');
    expect(parse('today', '2026-11-24T20:00:00Z', 'UTC')).toBe('2026-11-24');
  });

  test.each([
    ['2026-11-24T20:00:00Z', '2026-11-24'],
    ['2026-11-30T20:00:00Z', '2026-11-30'],
    ['2026-12-31T20:00:00Z', '2026-12-31'],
    ['2028-02-29T20:00:00Z', '2028-02-29'],
    ['2026-03-01T10:00:00Z', '2026-02-28'],
  ])('yesterday, at %s, is %s', (now, day) => {
    expect(parse('yesterday', now)).toBe(day);
    expect(parse(' Yesterday', now)).toBe(day);
  });

  test('is any day from 1970 on', () => {
    expect(parse('1970-01-01')).toBe('1970-01-01');
    expect(parse(' 2028-02-29 ', '2027-11-24T00:00:00Z')).toBe('2028-02-29');
    expect(parse('9999-12-31')).toBe('9999-12-31');
  });

  test.each([
    '1969-12-31',
    '2026-02-29',
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026',
    '2026-01',
    '2026-1-1',
    '26-01-01',
    '02026-01-01',
    '2026-01-011',
    '2026/01/01',
    '01.01.2026',
    'tomorrow',
    'todays',
    '',
  ])('%j is none', (typed) => {
    expect(catchUserError(() => parse(typed))).toMatchObject({ code: 'dateUnreadable', data: { typed } });
  });

  test('is read as it is written, in every zone, and yesterday is the day before', () => {
    const instants = fc.date({
      min: new Date('1971-01-01'),
      max: new Date('2100-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, fc.constantFrom(...zones), (now, zone) => {
        const today = parseDay('today', now, zone);
        expect(parseDay(today, now, zone)).toBe(today);
        const gapMs = Date.parse(today) - Date.parse(parseDay('yesterday', now, zone));
        expect(gapMs).toBe(24 * 3_600_000);
        // No zone is further than 14 hours from UTC.
        expect(Math.abs(Date.parse(`${today}T12:00:00Z`) - now.getTime())).toBeLessThan(26 * 3_600_000);
      }),
    );
  });
});

describe('the day of an expense', () => {
  const parse = (typed: string | undefined, now: string, zone = 'Asia/Kolkata') =>
    parseExpenseDay(typed, new Date(now), zone);

  test.each([
    // 365 days ahead
    ['2026-11-26T10:00:00Z', '2027-11-26', '2027-11-27'],
    // 366 days, with a 29 February between
    ['2027-03-01T10:00:00Z', '2028-03-01', '2028-03-02'],
    ['2027-11-26T10:00:00Z', '2028-11-26', '2028-11-27'],
    ['2027-02-28T10:00:00Z', '2028-02-28', '2028-02-29'],
    ['2028-02-29T10:00:00Z', '2029-02-28', '2029-03-01'],
    ['2028-03-01T10:00:00Z', '2029-03-01', '2029-03-02'],
    // Already the next day in India
    ['2026-11-26T20:00:00Z', '2027-11-27', '2027-11-28'],
    ['2026-12-31T20:00:00Z', '2028-01-01', '2028-01-02'],
  ])('lies, at %s, up to %s', (now, last, tooFar) => {
    expect(parse(last, now)).toBe(last);
    expect(catchUserError(() => parse(tooFar, now))).toMatchObject({
      code: 'dateTooFar',
      data: { typed: tooFar },
    });
  });

  test('is as far as the calendar of the server says', () => {
    expect(parse('2027-11-27', '2026-11-26T10:00:00Z', 'Pacific/Kiritimati')).toBe('2027-11-27');
    expect(
      catchUserError(() => parse('2027-11-26', '2026-11-26T07:00:00Z', 'America/Los_Angeles')).code,
    ).toBe('dateTooFar');
  });

  test('is today where none is typed', () => {
    expect(parse(undefined, '2026-11-26T20:00:00Z')).toBe('2026-11-27');
    expect(parse('yesterday', '2026-11-26T20:00:00Z')).toBe('2026-11-26');
  });
});

describe('days that are added', () => {
  test('go past months and leap days, and never past the last day', () => {
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    for (const days of [0, 1, 4_096, 2 ** 40]) expect(addDays(lastDay, days)).toBe(lastDay);
  });
});
