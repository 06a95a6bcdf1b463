// npm run mutate: counts how many mutants of the pure rooms and the ledger their tests find. Rooms may be named
// after `--`:
//   npm run mutate -- money split
// The reports lie in .cache/mutation/.
import path from 'node:path';
import stopDatabaseBroker from '../test/harness/global-teardown.mjs';
import startDatabaseBroker from '../test/harness/global-setup.mjs';
import { prepare, root, runScript } from './prepare.mjs';
import { runNode } from './run-program.mjs';

const rooms = ['money', 'split', 'calendar', 'ledger'];
const stryker = path.join('node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');

await runScript(async () => {
  process.chdir(root);
  await prepare();
  const named = process.argv.slice(2);
  const unknown = named.find((room) => !rooms.includes(room));
  if (unknown !== undefined) throw new Error(`There is no room ${unknown}; there are ${rooms.join(', ')}.`);
  // One database for all mutants; it starts only when a test asks for it.
  await startDatabaseBroker();
  try {
    for (const room of named.length > 0 ? named : rooms) {
      const code = await runNode([stryker, 'run'], { HISAAB_MUTATE_ROOM: room });
      if (code !== 0) process.exitCode = code;
    }
  } finally {
    await stopDatabaseBroker();
  }
});
