import { describe, expect, test } from '@jest/globals';
import { CronError, parseCron } from '../../src/calendar/parse-cron.js';

describe('a cron expression', () => {
  test('has seconds of 0 where they are not named', () => {
    expect(parseCron('0 0 * * 0')).toMatchObject({ seconds: [0], minutes: [0], hours: [0], daysOfWeek: [0] });
    expect(parseCron('*/20 5 1 1 1 1')).toMatchObject({ seconds: [0, 20, 40], minutes: [5], hours: [1] });
  });

  test('knows lists, ranges, steps and names', () => {
    const times = parseCron('1,2,10-20/5 22-23 * JAN,mar-apr mon-FRI');
    expect(times).toMatchObject({ minutes: [1, 2, 10, 15, 20], hours: [22, 23], months: [1, 3, 4] });
    expect(times.daysOfWeek).toEqual([1, 2, 3, 4, 5]);
    expect(parseCron('0 0 * * 5-7').daysOfWeek).toEqual([0, 5, 6]);
    expect(parseCron('50/5 * * * *').minutes).toEqual([50, 55]);
  });

  test('is read whatever the spaces and the order of a list', () => {
    expect(parseCron('  20,10,15   0 * * 0 ')).toEqual(parseCron('10,15,20 0 * * 0'));
    expect(parseCron('20,10,15 0 * * 0').minutes).toEqual([10, 15, 20]);
  });

  test('takes either day where both are named, and a star with a step for none', () => {
    const eitherDay = (days: string) => parseCron(`0 0 ${days}`).eitherDay;
    expect(['1 * 1', '1-5 * mon', '*/2 * 1', '1 * */2', '* * 1', '1 * *'].map(eitherDay)).toEqual([
      ...[true, true],
      ...[false, false, false, false],
    ]);
  });

  test('runs in every hour where the hours are all there are, however they are written', () => {
    const everyHour = (hour: string) => parseCron(`0 ${hour} * * *`).everyHour;
    expect(['*', '*/1', '0-23', '0/1', '12-23,0-11', '*/2,1-23/2'].map(everyHour)).toEqual(
      Array(6).fill(true),
    );
    expect(['1', '0-22', '*/2', '1-23'].map(everyHour)).toEqual(Array(4).fill(false));
  });

  test('names a day that comes in one of its months', () => {
    expect(parseCron('0 0 30 1,2 *')).toMatchObject({ daysOfMonth: [30], months: [1, 2] });
    expect(parseCron('0 0 29 2 *').daysOfMonth).toEqual([29]);
    expect(parseCron('0 0 31 2 1').daysOfWeek).toEqual([1]);
  });

  test.each([
    ['001 * * * *', 'minute outside'],
    ['0 0 1 janu *', 'month outside 1 to 12'],
    ['', 'five fields'],
    ['* * * *', 'five fields'],
    ['60 * * * *', 'minute outside 0 to 59'],
    ['* 24 * * *', 'hour outside 0 to 23'],
    ['* * 0 * *', 'day of the month outside 1 to 31'],
    ['* * * 13 *', 'month outside 1 to 12'],
    ['* * * * 8', 'day of the week outside 0 to 7'],
    ['5-1 * * * *', 'minute that is empty'],
    ['*/0 * * * *', 'minute that is empty'],
    ['a * * * *', 'minute outside'],
    ['1;2 * * * *', 'no minute that can be read'],
    ['0 0 30 2 *', 'never comes'],
    ['0 0 31 4,6,9 *', 'never comes'],
  ])('%j is refused: %s', (text, why) => {
    expect(() => parseCron(text)).toThrow(CronError);
    expect(() => parseCron(text)).toThrow(why);
  });
});
