/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  // Tests import the playground's sources.
  testEnvironmentOptions: { customExportConditions: ['playground-source', 'node', 'node-addons'] },
  roots: ['<rootDir>/test', '<rootDir>/playground/test'],
  testMatch: ['**/*.test.ts', '**/faults/**/*.faults.ts'],
  globalSetup: '<rootDir>/test/harness/global-setup.mjs',
  globalTeardown: '<rootDir>/test/harness/global-teardown.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'es6' } },
    ],
  },
  // Sources import each other as `.js`; in tests the files are `.ts`.
  moduleNameMapper: { '^(\\.{1,2}/.*(?<!\\.json))\\.js$': '$1' },
  testTimeout: 60_000,
};
