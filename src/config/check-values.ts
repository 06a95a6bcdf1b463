import { environment, splitHosts } from './variables.js';

/** What a process was given. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The variables that are set, by name. */
export type Given = ReadonlyMap<string, string>;

export function findGiven(variables: Variables): Given {
  return new Map(
    Object.keys(environment.shape).flatMap((name) => {
      const value = cleanValue(variables[name] ?? '');
      return value === '' ? [] : [[name, value]];
    }),
  );
}

/**
 * Removes what surrounds a value that was copied or that a reader of a file with variables left in it: spaces, the
 * line break of another system, one pair of quotes.
 */
function cleanValue(text: string): string {
  const trimmed = text.trim();
  const quoted = /^(["'])(.*)\1$/s.exec(trimmed)?.[2];
  return (quoted ?? trimmed).trim();
}

/** Values that were copied wrongly, whatever they stand for. */
export function findBrokenValues(given: Given): { readonly name: string; readonly message: string }[] {
  return [...given].flatMap(([name, value]) => {
    if (/\p{Cc}/u.test(value))
      return [{ name, message: 'has a line break or another control character in it' }];
    if (/^["']|"$/.test(value)) return [{ name, message: 'begins or ends with a quote' }];
    return [];
  });
}

/** The AWS SDK reads these itself, and takes every character for a part of them. */
const sdkVariables = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_PROFILE',
  'AWS_REGION',
];

/** Mistakes in what the AWS SDK reads from the environment by itself. */
export function findSdkMistakes(given: Given, variables: Variables): string[] {
  const broken = sdkVariables
    .filter((name) => {
      const value = variables[name] ?? '';
      return value !== cleanValue(value) || /\p{Cc}/u.test(value);
    })
    .map((name) => `${name} has a space, a quote or a line break around it`);
  const endpoints = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3'].filter(
    (name) => !given.has('S3_ENDPOINT') && cleanValue(variables[name] ?? '') !== '',
  );
  // A slot remembers its endpoint, and a plain one is refused: so it has to be ours to know.
  return [...broken, ...endpoints.map((name) => `${name} is set: name the store in S3_ENDPOINT instead`)];
}

/** Addresses to which tokens, alerts and people's data go. */
const addressed = ['ALERT_WEBHOOK_URL', 'DISCORD_API_URL', 'S3_ENDPOINT'] as const;

/** Everybody on the way could read what goes over plain HTTP to another machine. */
export function findPlainHttp(given: Given): string[] {
  const allowed = new Set(splitHosts(given.get('ALLOW_PLAIN_HTTP') ?? ''));
  return addressed
    .filter((name) => {
      const url = given.get(name) ?? '';
      if (!URL.canParse(url) || new URL(url).protocol !== 'http:') return false;
      const host = new URL(url).hostname;
      return !isLoopback(host) && !allowed.has(host) && !allowed.has(host.replace(/^\[|\]$/g, ''));
    })
    .map(
      (name) =>
        `${name} is a plain http address of another machine: use https, or name that machine in ALLOW_PLAIN_HTTP`,
    );
}

/** @param host of a URL, which writes every form of an address in one way */
function isLoopback(host: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost|[\w.-]+\.localhost)$/.test(host);
}
