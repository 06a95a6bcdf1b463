// Mutation tests: each mutant is one small fault in a room of src/, and a test of that room must fail.
// `npm run mutate` runs them, room by room (scripts/mutate.mjs); `npm test` does not.
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';
import jestConfig from './jest.config.js';

const room = process.env.HISAAB_MUTATE_ROOM ?? 'money';

/** Lists of the world, not of ours; the tests hold them as a whole against what the platform knows. */
const tables = ['codesByDigits', 'symbolsByCode', 'dollars', 'pesos', 'rupees', 'typedSigns'];
const programmersErrors = ['Error', 'RangeError', 'TypeError'];

/**
 * Leaves out what no test should repeat word by word: entries of the tables, and the wording of errors that tell a
 * programmer of a mistake. The codes of UserError are not among them, nor the reasons of CronError, which a host reads.
 */
const ignoreWording = {
  shouldIgnore(path) {
    if (path.isVariableDeclarator() && tables.includes(path.node.id.name)) return 'A table of the world.';
    const isText = path.isStringLiteral() || path.isTemplateLiteral();
    const isInError =
      path.parentPath?.isNewExpression() && programmersErrors.includes(path.parent.callee.name);
    return isText && isInError ? 'The wording of a programmer’s error.' : undefined;
  },
};
export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'wording', ignoreWording)];

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  packageManager: 'npm',
  plugins: ['@stryker-mutator/jest-runner', import.meta.filename],
  ignorers: ['wording'],
  mutate: [`src/${room}/**/*.ts`],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
  coverageAnalysis: 'perTest',
  jest: {
    projectType: 'custom',
    config: {
      ...jestConfig,
      roots: [`<rootDir>/test/${room}`],
      // The database is started once by scripts/mutate.mjs, not for each mutant.
      globalSetup: undefined,
      globalTeardown: undefined,
      setupFiles: ['<rootDir>/test/harness/shorten-properties.mjs'],
    },
  },
  concurrency: 2,
  // Jest leaks a little memory with every module.
  maxTestRunnerReuse: 100,
  timeoutMS: 10_000,
  // The first run of all tests of the ledger takes long on a small machine.
  dryRunTimeoutMinutes: 15,
  ignorePatterns: ['.cache', '.data', 'dist', 'docs', 'bench'],
  tempDirName: '.cache/stryker',
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  htmlReporter: { fileName: `.cache/mutation/${room}.html` },
  jsonReporter: { fileName: `.cache/mutation/${room}.json` },
  thresholds: { high: 90, low: 80, break: null },
};
