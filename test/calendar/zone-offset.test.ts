import { expect, test } from '@jest/globals';
import { offsetMsAt } from '../../src/calendar/zone-offset.js';

const hourMs = 3_600_000;

test.each([
  ['UTC', '2026-11-24T10:00:00Z', 0],
  ['Asia/Kolkata', '2026-11-24T10:00:00Z', 5.5 * hourMs],
  ['Asia/Kolkata', '2026-12-31T23:59:59Z', 5.5 * hourMs],
  ['Asia/Kathmandu', '2026-02-28T18:15:00Z', 5.75 * hourMs],
  ['America/New_York', '2026-11-01T05:59:59Z', -4 * hourMs],
  ['America/New_York', '2026-11-01T06:00:00Z', -5 * hourMs],
  ['Europe/Berlin', '2027-03-28T00:59:59.999Z', hourMs],
  ['Europe/Berlin', '2027-03-28T01:00:00Z', 2 * hourMs],
  ['Pacific/Kiritimati', '2026-12-31T12:00:00Z', 14 * hourMs],
  // Before zones, a town had its own time, to the second.
  ['Asia/Kolkata', '1850-01-01T00:00:00Z', (5 * 3_600 + 53 * 60 + 28) * 1_000],
])('the clock of %s at %s is ahead of UTC by %d ms', (zone, instant, offsetMs) => {
  expect(offsetMsAt(zone, Date.parse(instant))).toBe(offsetMs);
  expect(offsetMsAt(zone, Date.parse(instant) + 1)).toBe(
    instant.endsWith('.999Z') ? offsetMs + hourMs : offsetMs,
  );
});
