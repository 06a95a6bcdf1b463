// npm test: installs what is missing and runs the tests. Arguments after `--` go to jest:
//   npm test -- test/money      one room
//   npm run test:browser        the long tests of the page
//   npm run test:faults         the fault tests at full size; in npm test they run at a tenth
import { availableParallelism } from 'node:os';
import { prepare, runScript } from './prepare.mjs';
import { runNode } from './run-program.mjs';

await runScript(async () => {
  await prepare();
  const given = process.argv.slice(2);
  const isFaults = given.includes('--faults');
  const isBrowser = given.includes('--browser');
  const args = given.filter((arg) => arg !== '--faults' && arg !== '--browser');
  if (isBrowser) args.push('--testMatch', '**/*.browser.ts', '--runInBand');
  if (isFaults) args.push('--testMatch', '**/test/faults/**/*.faults.ts', '--runInBand');
  const isParallelismGiven = args.some((arg) => /^(-w|-i|--maxWorkers|--runInBand)\b/.test(arg));
  // On two cores jest would use one worker, but tests often wait for the database.
  if (!isParallelismGiven) args.push('--maxWorkers', String(Math.max(2, availableParallelism() - 1)));
  process.exitCode = await runNode(
    ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', ...args],
    { HISAAB_FAULTS_SCALE: isFaults ? '1' : (process.env.HISAAB_FAULTS_SCALE ?? '0.1') },
  );
});
