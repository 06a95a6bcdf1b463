import type { CronTimes } from './parse-cron.js';
import { offsetMsAt } from './zone-offset.js';

/** When a job runs: the times of a cron expression in a time zone. */
export interface Schedule {
  readonly times: CronTimes;
  /** IANA name */
  readonly timeZone: string;
}

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** No zone ever moved its clock by more at once. Instants further from a change are not affected by it. */
const changeReachMs = 3 * hourMs;

/** Leap years and days of the week repeat within this time, so every possible slot occurs within it. */
const longestWaitMs = 28 * 366 * dayMs;

/** The first slot after an instant. */
export function nextSlot(schedule: Schedule, after: Date): Date {
  const start = after.getTime() + 1;
  for (
    let reach = minuteMs, from = start;
    from - start < longestWaitMs;
    from += reach, reach = widen(reach)
  ) {
    const [first] = slotsBetween(schedule, new Date(from), new Date(from + reach));
    if (first) return first;
  }
  throw new Error('The schedule never comes');
}

/** The last slot at or before an instant. */
export function previousSlot(schedule: Schedule, atOrBefore: Date): Date {
  const end = atOrBefore.getTime() + 1;
  for (let reach = minuteMs, to = end; end - to < longestWaitMs; to -= reach, reach = widen(reach)) {
    const last = slotsBetween(schedule, new Date(to - reach), new Date(to)).at(-1);
    if (last) return last;
  }
  throw new Error('The schedule never came');
}

/** Grows, so that schedules of seconds and schedules of years are both found soon. */
function widen(reachMs: number): number {
  return Math.min(reachMs * 8, 400 * dayMs);
}

/**
 * Every slot of a schedule from `from` on and before `to`, in order. A time that the clock skips in spring runs as
 * much later as the clock moved. A time that repeats in autumn runs once, the first time, unless the schedule runs in
 * every hour.
 */
export function slotsBetween({ times, timeZone }: Schedule, from: Date, to: Date): Date[] {
  const [fromMs, toMs] = [from.getTime(), to.getTime()];
  const offsetMs = steadyOffset(timeZone, fromMs, toMs);
  const instants = new Set<number>();
  const margin = offsetMs === undefined ? changeReachMs : 0;
  const firstWall = fromMs + (offsetMs ?? offsetMsAt(timeZone, fromMs)) - margin;
  const lastWall = toMs + (offsetMs ?? offsetMsAt(timeZone, toMs)) + margin;
  for (const wall of wallTimes(times, firstWall, lastWall)) {
    const found = offsetMs === undefined ? instantsOf(wall, timeZone, times.everyHour) : [wall - offsetMs];
    for (const instant of found) if (instant >= fromMs && instant < toMs) instants.add(instant);
  }
  return [...instants].sort((one, other) => one - other).map((instant) => new Date(instant));
}

/** The zone's offset, if it is the same in and around a stretch of at most two days; else undefined. */
function steadyOffset(timeZone: string, fromMs: number, toMs: number): number | undefined {
  if (toMs - fromMs > 2 * dayMs) return undefined;
  const before = offsetMsAt(timeZone, fromMs - changeReachMs);
  return before === offsetMsAt(timeZone, toMs + changeReachMs) ? before : undefined;
}

/**
 * The instants at which a zone's clock shows a time.
 * @param wall the time shown, in milliseconds as if it were UTC
 */
function instantsOf(wall: number, timeZone: string, countsBoth: boolean): number[] {
  // A day is longer than every offset, and no zone changes twice within two days.
  const before = offsetMsAt(timeZone, wall - dayMs);
  const after = offsetMsAt(timeZone, wall + dayMs);
  const shown = [...new Set([wall - before, wall - after])]
    .filter((instant) => instant + offsetMsAt(timeZone, instant) === wall)
    .sort((one, other) => one - other);
  if (shown.length === 0) return [wall - before];
  return countsBoth ? shown : shown.slice(0, 1);
}

/** The times of a cron expression between two others, all as if they were UTC. */
function* wallTimes(times: CronTimes, firstWall: number, lastWall: number): Generator<number> {
  for (let day = Math.floor(firstWall / dayMs) * dayMs; day <= lastWall; day += dayMs) {
    if (!isDay(times, new Date(day))) continue;
    for (const hour of times.hours) {
      const hourWall = day + hour * hourMs;
      if (hourWall + hourMs <= firstWall || hourWall > lastWall) continue;
      for (const minute of times.minutes) {
        const minuteWall = hourWall + minute * minuteMs;
        if (minuteWall + minuteMs <= firstWall || minuteWall > lastWall) continue;
        for (const second of times.seconds) yield minuteWall + second * secondMs;
      }
    }
  }
}

function isDay({ daysOfMonth, daysOfWeek, months, eitherDay }: CronTimes, day: Date): boolean {
  if (!months.includes(day.getUTCMonth() + 1)) return false;
  const isOfMonth = daysOfMonth.includes(day.getUTCDate());
  const isOfWeek = daysOfWeek.includes(day.getUTCDay());
  return eitherDay ? isOfMonth || isOfWeek : isOfMonth && isOfWeek;
}
