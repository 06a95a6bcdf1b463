import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/** Keys that are removed from log entries, on the first three levels. */
const secretKeys = [
  'token',
  'authorization',
  'password',
  'email',
  'mobile',
  'name',
  'content',
  'requestBody',
];

/** The process's log: JSON lines on stdout, without secrets or personal data. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: {},
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
    redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[hidden]' },
  };
  return pino(options, destination ?? openStdout());
}

/**
 * Buffers lines: writing each one alone costs an interaction more than all its other work. Warnings and errors are written at once,
 * with all that came before them: the incident that a person was told of is found, even if the process is killed next.
 */
function openStdout(): DestinationStream {
  // A write that waits for another thread could still be lost.
  const stdout = pino.destination({ sync: true, minLength: 4096, periodicFlush: 100 });
  const stream = {
    /** Asks pino to note the level of each line. */
    [Symbol.for('pino.metadata')]: true,
    lastLevel: 0,
    write(line: string) {
      stdout.write(line);
      if (stream.lastLevel >= warnLevel) stdout.flushSync();
    },
    flushSync() {
      stdout.flushSync();
    },
  };
  return stream;
}

/** The lowest level of lines that carry an incident. */
const warnLevel = pino.levels.values['warn'] ?? 40;

export interface ErrorDescription {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  readonly status?: number;
  readonly stack?: string;
  readonly cause?: ErrorDescription;
}

/** Errors of libraries can quote a whole document. */
const messageLimit = 500;

/**
 * Describes an error without personal data: no further properties, which can hold typed text (a request's body, a
 * document), and no mail addresses or phone numbers in the message.
 */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error, message: hidePersonal(String(error)) };
  const { code, status } = error as { code?: unknown; status?: unknown };
  const stack = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    message: hidePersonal(error.message),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(typeof status === 'number' && { status }),
    ...(stack && { stack: stack.slice(0, 15).join('\n') }),
    ...(error.cause !== undefined && depth < 3 && { cause: describeError(error.cause, depth + 1) }),
  };
}

/**
 * Hides tokens, interaction tokens in addresses, mail addresses and phone numbers. Discord ids stay: they have no plus
 * sign.
 */
function hidePersonal(message: string): string {
  return message
    .replace(/[^\s@"'<>]+@[^\s@"'<>]+\.[^\s@"'<>]+/g, '[address]')
    .replace(/\+\d[\d\s()-]{6,}\d/g, '[number]')
    .replace(/(\/(?:webhooks|interactions)\/\d+\/)[\w-]+/g, '$1[token]')
    .replace(/\b[\w-]{20,}\.[\w-]{6,}\.[\w-]{20,}\b/g, '[token]')
    .replace(/:\/\/[^\s/:@]+:[^\s/@]+@/g, '://[hidden]@')
    .slice(0, messageLimit);
}
