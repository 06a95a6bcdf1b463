import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Schedule } from '../../src/calendar/schedule.js';
import { parseCron } from '../../src/calendar/parse-cron.js';
import { nextSlot, previousSlot, slotsBetween } from '../../src/calendar/schedule.js';

function schedule(cron: string, timeZone: string): Schedule {
  return { times: parseCron(cron), timeZone };
}

function between(cron: string, timeZone: string, from: string, to: string): string[] {
  return slotsBetween(schedule(cron, timeZone), new Date(from), new Date(to)).map((slot) =>
    slot.toISOString(),
  );
}

function next(cron: string, timeZone: string, after: string): string {
  return nextSlot(schedule(cron, timeZone), new Date(after)).toISOString();
}

describe('a schedule', () => {
  test('names midnight of Sunday in India by its instant in UTC', () => {
    const weekly = schedule('0 0 * * 0', 'Asia/Kolkata');
    expect(nextSlot(weekly, new Date('2026-11-24T10:00:00Z')).toISOString()).toBe('2026-11-28T18:30:00.000Z');
    expect(previousSlot(weekly, new Date('2026-11-24T10:00:00Z')).toISOString()).toBe(
      '2026-11-21T18:30:00.000Z',
    );
  });

  test('takes an instant that is a slot for the previous and not for the next', () => {
    const slot = '2026-11-28T18:30:00Z';
    const weekly = schedule('0 0 * * 0', 'Asia/Kolkata');
    expect(previousSlot(weekly, new Date(slot))).toEqual(new Date(slot));
    expect(nextSlot(weekly, new Date(slot)).toISOString()).toBe('2026-12-05T18:30:00.000Z');
  });

  test.each([
    ['0 0 29 2 *', 'UTC', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['*/15 9-10 * * mon-fri', 'UTC', '2026-11-27T10:45:00Z', '2026-11-30T09:00:00.000Z'],
    ['0 12 13 * 5', 'UTC', '2026-11-24T00:00:00Z', '2026-11-27T12:00:00.000Z'],
    ['30 0 1 jan *', 'Pacific/Auckland', '2026-11-24T00:00:00Z', '2026-12-31T11:30:00.000Z'],
    ['* * * * * *', 'UTC', '2026-11-24T00:00:00.500Z', '2026-11-24T00:00:01.000Z'],
    ['0 0 * * 7', 'UTC', '2026-11-24T00:00:00Z', '2026-11-29T00:00:00.000Z'],
    ['5 0 12 * * *', 'UTC', '2026-11-24T00:00:00Z', '2026-11-24T12:00:05.000Z'],
    ['*/20 * * * * *', 'UTC', '2026-11-24T00:00:59Z', '2026-11-24T00:01:00.000Z'],
  ])('%s in %s comes after %s at %s', (cron, zone, after, expected) => {
    expect(next(cron, zone, after)).toBe(expected);
  });

  test('runs a slot of the hour that spring skips, as much later as the clock moved', () => {
    expect(between('30 2 * * *', 'Europe/Berlin', '2027-03-27T00:00:00Z', '2027-03-30T00:00:00Z')).toEqual([
      '2027-03-27T01:30:00.000Z',
      '2027-03-28T01:30:00.000Z', // 02:30 is not; it is 03:30.
      '2027-03-29T00:30:00.000Z',
    ]);
  });

  test('runs it after one that the clock shows before', () => {
    expect(
      between('0,30 2-3 * * *', 'Europe/Berlin', '2027-03-28T00:00:00Z', '2027-03-28T03:00:00Z'),
    ).toEqual(['2027-03-28T01:00:00.000Z', '2027-03-28T01:30:00.000Z']);
  });

  test('runs a slot of the hour that autumn doubles once', () => {
    const [from, to] = ['2026-10-25T00:00:00Z', '2026-10-26T00:00:00Z'];
    expect(between('30 2 * * *', 'Europe/Berlin', from, to)).toEqual(['2026-10-25T00:30:00.000Z']);
    expect(between('30 1 * * 0', 'America/New_York', '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z')).toEqual(
      ['2026-11-01T05:30:00.000Z'],
    );
  });

  test('that runs in every hour takes the doubled hour for two', () => {
    expect(
      between('0 * * * *', 'Europe/Berlin', '2026-10-24T23:00:00Z', '2026-10-25T03:00:00Z'),
    ).toHaveLength(4);
  });

  test('has its slots in order, those of the doubled hour too', () => {
    expect(
      between('0,30 * * * *', 'Europe/Berlin', '2026-10-25T00:00:00Z', '2026-10-25T02:00:00Z').map((slot) =>
        slot.slice(11, 16),
      ),
    ).toEqual(['00:00', '00:30', '01:00', '01:30']);
  });

  test('has the same slots in one stretch of time as in its parts, near a change of the clock too', () => {
    const changes = [
      ['Europe/Berlin', '2026-10-25T01:00:00Z'],
      ['Europe/Berlin', '2027-03-28T01:00:00Z'],
      ['America/New_York', '2026-11-01T06:00:00Z'],
      ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
      ['Pacific/Apia', '2011-12-30T10:00:00Z'],
    ] as const;
    const crons = ['30 * * * *', '*/20 1-3 * * *', '0,30 2 * * *', '59 23 * * *', '15 10 2 1-3 * *'];
    const minutes = fc.integer({ min: -60 * 30, max: 60 * 30 });
    const property = fc.property(
      fc.constantFrom(...changes),
      fc.constantFrom(...crons),
      fc.uniqueArray(minutes, { minLength: 3, maxLength: 5 }),
      (...[[zone, change], cron, offsets]) => {
        const edges = offsets.sort((one, other) => one - other).map((m) => Date.parse(change) + m * 60_000);
        const parts = edges
          .slice(1)
          .flatMap((edge, index) =>
            slotsBetween(schedule(cron, zone), new Date(edges[index] ?? 0), new Date(edge)),
          );
        const [first = 0, last = 0] = [edges[0], edges.at(-1)];
        expect(slotsBetween(schedule(cron, zone), new Date(first), new Date(last))).toEqual(parts);
      },
    );
    fc.assert(property, { numRuns: 300 });
    // A year in one look, which begins and ends in winter, and day by day.
    const daily = schedule('30 12 * * *', 'Europe/Berlin');
    const dayMs = 24 * 3_600_000;
    const start = Date.parse('2026-01-01T00:00:00Z');
    const byDay = Array.from({ length: 365 }, (_, day) =>
      slotsBetween(daily, new Date(start + day * dayMs), new Date(start + (day + 1) * dayMs)),
    );
    expect(slotsBetween(daily, new Date(start), new Date(start + 365 * dayMs))).toEqual(byDay.flat());
  });

  test('knows zones that move by half an hour, and days that a zone leaves out', () => {
    expect(
      between('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00:00Z', '2026-10-04T12:00:00Z'),
    ).toEqual(['2026-10-03T15:45:00.000Z']);
    // Samoa had no 30 December 2011: its noon came with that of the 31st.
    expect(between('0 12 * * *', 'Pacific/Apia', '2011-12-29T12:00:00Z', '2012-01-01T00:00:00Z')).toEqual([
      '2011-12-29T22:00:00.000Z',
      '2011-12-30T22:00:00.000Z',
      '2011-12-31T22:00:00.000Z',
    ]);
  });

  test('has one slot a day for every daily time in every zone, whatever the clocks do', () => {
    const zones = [
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
    ];
    const property = fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 59 }),
      (zone, hour, minute) => {
        const cron = `${minute} ${hour} * * *`;
        // Noon to noon, which no clock changes at; the wall days between number the slots.
        const slots = between(cron, zone, '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z');
        expect([364, 365, 366]).toContain(slots.length);
        const gaps = slots.slice(1).map((slot, index) => Date.parse(slot) - Date.parse(slots[index] ?? ''));
        expect(Math.min(...gaps)).toBeGreaterThanOrEqual(23 * 3_600_000);
        expect(Math.max(...gaps)).toBeLessThanOrEqual(25 * 3_600_000);
      },
    );
    fc.assert(property, { numRuns: 40 });
  });

  test('has the same slots however its times are written, in the hour that comes twice too', () => {
    const range = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => from + index);
    /** The same numbers as a star, a range, steps, a list and a list of halves. */
    const ways = (all: number[], numbers: number[]): string[] => {
      const listed = numbers.join(',');
      const half = Math.ceil(numbers.length / 2);
      const turned = [...numbers.slice(half), ...numbers.slice(0, half)].join(',');
      if (numbers.length !== all.length) return [listed, turned];
      const last = all.at(-1) ?? 0;
      return ['*', '*/1', `0-${last}`, '0/1', listed, `*/2,1-${last}/2`];
    };
    const some = (all: number[]) =>
      fc
        .oneof(fc.constant(all), fc.subarray(all, { minLength: 1 }))
        .chain((numbers) =>
          fc.tuple(fc.constantFrom(...ways(all, numbers)), fc.constantFrom(...ways(all, numbers))),
        );
    const property = fc.property(
      some(range(0, 59)),
      some(range(0, 23)),
      fc.constantFrom(
        ['Europe/Berlin', '2026-10-24T22:00:00Z'],
        ['America/New_York', '2026-11-01T04:00:00Z'],
        ['Australia/Lord_Howe', '2026-04-04T13:00:00Z'],
        ['Europe/Berlin', '2027-03-27T23:00:00Z'],
      ),
      (...[minutes, hours, [zone, from]]) => {
        const to = new Date(Date.parse(from) + 6 * 3_600_000).toISOString();
        const [one, other] = [0, 1].map((way) =>
          between(`${minutes[way]} ${hours[way]} * * *`, zone, from, to),
        );
        expect(one).toEqual(other);
      },
    );
    fc.assert(property, { numRuns: 150 });
    const hourly = ['0 * * * *', '0 */1 * * *', '0 0-23 * * *', '0 12-23,0-11 * * *'].map((cron) =>
      between(cron, 'Europe/Berlin', '2026-10-25T00:00:00Z', '2026-10-25T03:00:00Z'),
    );
    // Three hours of time, though the clock shows two of them by the same name.
    expect(hourly).toEqual(Array(4).fill(hourly[0]));
    expect(hourly[0]).toHaveLength(3);
  });

  test('finds the same slots forwards and backwards', () => {
    const crons = ['0 0 * * 0', '*/7 1-3 * * *', '30 2 * * *', '15 10 1,15 * *', '0 0 29 2 *'];
    const property = fc.property(
      fc.constantFrom(...crons),
      fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata'),
      fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true }),
      (cron, zone, instant) => {
        const plan = schedule(cron, zone);
        const later = nextSlot(plan, instant);
        expect(later.getTime()).toBeGreaterThan(instant.getTime());
        const earlier = previousSlot(plan, new Date(later.getTime() - 1));
        expect(earlier.getTime()).toBeLessThanOrEqual(instant.getTime());
        expect(nextSlot(plan, earlier)).toEqual(later);
      },
    );
    fc.assert(property, { numRuns: 60 });
  });
});
