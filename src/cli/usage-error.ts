import { parseArgs } from 'node:util';

/** A command that was typed wrong. */
export class UsageError extends Error {}

/** `--help` was given. */
export class HelpWanted extends Error {}

/**
 * Parses the options of a command, each with a value.
 * @throws UsageError, HelpWanted
 */
export function parseOptions<Name extends string>(
  args: readonly string[],
  names: readonly Name[],
): Partial<Record<Name, string>> {
  if (args.includes('--help') || args.includes('-h')) throw new HelpWanted();
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const values = parse(args, options) as Partial<Record<Name, string>>;
  for (const name of names) if (values[name]?.trim() === '') throw new UsageError(`--${name} needs a value.`);
  return values;
}

function parse(args: readonly string[], options: Record<string, { type: 'string' }>): object {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
