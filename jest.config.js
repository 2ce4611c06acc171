const SANDBOX = '**/test/**/*.sandbox.test.ts';
const E2E = '**/test/e2e/**/*.test.ts';
const DOCUMENTS = '**/test/docs/*.typed.test.ts';
const FOREIGN = '**/test/foreign/**/*.test.ts';

const shared = {
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1.js', '$1.ts'] },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
};

/**
 * What a file is called decides its project: CONTRIBUTING.md says which tests belong where.
 *
 * @type {import('jest').Config}
 */
export default {
  maxWorkers: '100%',
  testSequencer: '<rootDir>/test/support/jest/longest-first.js',
  // Jest takes no time-out of a project: this one is for all.
  testTimeout: 30_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['**/test/**/*.test.ts', `!${SANDBOX}`, `!${E2E}`, `!${DOCUMENTS}`, `!${FOREIGN}`],
      setupFilesAfterEnv: ['<rootDir>/test/support/jest/no-sockets.ts'],
    },
    {
      ...shared,
      displayName: 'sandbox',
      testMatch: [SANDBOX],
      testEnvironment: '<rootDir>/test/support/jest/sandbox-environment.js',
    },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: [E2E],
    },
    {
      ...shared,
      displayName: 'documents',
      testMatch: [DOCUMENTS],
      testEnvironment: '<rootDir>/test/support/jest/sandbox-environment.js',
    },
    {
      ...shared,
      displayName: 'foreign',
      testMatch: [FOREIGN],
      testEnvironment: '<rootDir>/test/support/jest/sandbox-environment.js',
    },
  ],
};
