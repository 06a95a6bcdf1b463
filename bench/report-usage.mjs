// Loaded before the bot: reports, on request, its processor time and its memory, and when the requests that answer
// interactions left it, in ms since 1970 by the id of the interaction.
import { subscribe } from 'node:diagnostics_channel';
import { highestMemoryBytes } from './highest-memory.mjs';

const answeredAtMs = {};

subscribe('undici:client:sendHeaders', ({ request }) => {
  const id = /\/interactions\/(\d+)\//.exec(request.path)?.[1];
  if (id !== undefined) answeredAtMs[id] ??= performance.timeOrigin + performance.now();
});

process.on('message', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  process.send({
    cpuMs: (userCPUTime + systemCPUTime) / 1000,
    highestMemoryBytes: highestMemoryBytes(),
    answeredAtMs,
  });
});
