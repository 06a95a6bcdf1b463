import { ConfigError } from './config.js';
import { HelpWanted, UsageError } from './cli/usage-error.js';
import { describeError } from './ops/log.js';

/** Cron jobs may rely on them. */
const exitCodes = { done: 0, failed: 1, misused: 2, stopped: 130 } as const;

const usage = `Usage: node dist/src/cli.js COMMAND

  export [--slot SLOT] [--to DIR]   write the data of all users to S3 now, as the slot of this moment;
                                    --slot finishes one that was begun or has failed; --to writes to a folder instead
  export verify [--to DIR]          download the latest set and check it against its manifest; --to keeps the files
  verify [--manifest FILE] [--heads FILE]
                                    recompute the ledger of every server from its expenses; --manifest compares
                                    with the manifest of an export too, --heads with the heads of an earlier one
  rebuild [--server ID]             put the balances of every server, or of one, right as its expenses make them

Exit code: 0 done, 1 failed, different or incomplete, 2 a mistake in the command or the configuration, 130 stopped.
`;

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stopping.abort(new Error('Stopped'));
  });
}
process.exitCode = await run(process.argv.slice(2));
// Exits even if a database or a socket is slow to close.
setTimeout(() => process.exit(), 2_000).unref();

async function run(args: readonly string[]): Promise<number> {
  try {
    const isDone = await runCommand(args);
    return isDone ? exitCodes.done : exitCodes.failed;
  } catch (error) {
    if (stopping.signal.aborted) return exitCodes.stopped;
    if (error instanceof HelpWanted) {
      process.stdout.write(usage);
      return exitCodes.done;
    }
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${usage}`);
      return exitCodes.misused;
    }
    if (error instanceof ConfigError) {
      process.stderr.write(`${error.message}\n`);
      return exitCodes.misused;
    }
    const { type, message } = describeError(error);
    process.stderr.write(`${type}: ${message}\n`);
    return exitCodes.failed;
  }
}

/** @returns whether it succeeded */
async function runCommand(args: readonly string[]): Promise<boolean> {
  const [command, ...rest] = args;
  // Each command imports only what it needs: the S3 client is large.
  if (command === 'export' && rest[0] === 'verify') {
    const { verifyExport } = await import('./cli/verify-export.js');
    return await verifyExport(rest.slice(1), stopping.signal);
  }
  if (command === 'export') {
    const { exportNow } = await import('./cli/export-now.js');
    return await exportNow(rest, stopping.signal);
  }
  if (command === 'verify') {
    const { verifyLedger } = await import('./cli/verify-ledger.js');
    return await verifyLedger(rest, stopping.signal);
  }
  if (command === 'rebuild') {
    const { rebuildLedger } = await import('./cli/rebuild-ledger.js');
    return await rebuildLedger(rest, stopping.signal);
  }
  if (command === 'help' || command === '--help' || command === '-h') throw new HelpWanted();
  throw new UsageError(command === undefined ? 'A command is missing.' : `There is no command ${command}.`);
}
