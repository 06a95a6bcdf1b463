import { readFileSync } from 'node:fs';

/**
 * The most memory that this process had, in bytes. Linux counts it from the start of the program; `maxRSS` also holds
 * what the process had from which this one was forked.
 */
export function highestMemoryBytes() {
  try {
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // Not on Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}
