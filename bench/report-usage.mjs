// Loaded before the bot: reports, on request, its processor time and its memory, and when the requests that answer
// interactions left it, in ms since 1970 by the id of the interaction.
import { subscribe } from 'node:diagnostics_channel';

const answeredAtMs = {};

subscribe('undici:client:sendHeaders', ({ request }) => {
  const id = /\/interactions\/(\d+)\//.exec(request.path)?.[1];
  if (id !== undefined) answeredAtMs[id] ??= performance.timeOrigin + performance.now();
});

process.on('message', () => process.send({ ...process.resourceUsage(), answeredAtMs }));
