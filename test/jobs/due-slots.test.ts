import { expect, test } from '@jest/globals';
import { parseCron } from '../../src/calendar/parse-cron.js';
import { DueSlots } from '../../src/jobs/due-slots.js';
import { createLog } from '../../src/ops/log.js';

const at = (time: string) => new Date(`2026-11-28T${time}Z`);

function everyTenMinutes(since: Date): DueSlots {
  const schedule = { times: parseCron('*/10 * * * *'), timeZone: 'UTC' };
  return new DueSlots({ job: 'test', schedule, log: createLog('silent'), since });
}

function takeAll(slots: DueSlots): string[] {
  const names: string[] = [];
  for (let name = slots.first; name !== undefined; name = slots.first) {
    names.push(name);
    slots.removeFirst();
  }
  return names;
}

test('each slot comes once, in order, and the one of the start does not', () => {
  const slots = everyTenMinutes(at('10:00:00'));
  slots.addUntil(at('10:09:59'));
  expect(slots.first).toBeUndefined();
  slots.addUntil(at('10:10:00'));
  slots.addUntil(at('10:25:00'));
  slots.addUntil(at('10:26:00'));
  expect(takeAll(slots)).toEqual(['20261128T101000Z', '20261128T102000Z']);
});

test('after a long sleep only the newest slot is left', () => {
  const slots = everyTenMinutes(at('10:00:00'));
  slots.addUntil(at('10:10:00'));
  slots.addUntil(at('13:05:00'));
  expect(takeAll(slots)).toEqual(['20261128T130000Z']);
});

test('a clock that was corrected by a little brings no slot twice', () => {
  const slots = everyTenMinutes(at('10:05:00'));
  slots.addUntil(at('10:10:01'));
  slots.addUntil(at('10:09:00'));
  slots.addUntil(at('10:11:00'));
  expect(takeAll(slots)).toEqual(['20261128T101000Z']);
});

test('a clock that was hours ahead is counted from anew', () => {
  const slots = everyTenMinutes(at('18:00:00'));
  slots.addUntil(at('10:05:00'));
  slots.addUntil(at('10:10:00'));
  expect(takeAll(slots)).toEqual(['20261128T101000Z']);
});
