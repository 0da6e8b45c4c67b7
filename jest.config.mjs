import { bundlePackages } from './test/support/packages.mjs';
import { bundleProduct } from './test/support/product.mjs';

/** What all suites share: TypeScript by swc, decorators as the build compiles them, PostgreSQL of their own. */
const swc = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: false },
  },
  module: { type: 'es6' },
};

export default {
  rootDir: import.meta.dirname,
  testEnvironment: '<rootDir>/test/support/environment.mjs',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/test/browser/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    ...(await bundlePackages()),
    ...(await bundleProduct()),
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  // Finds what hangs, and nothing else: on a busy machine everything takes ten times as long.
  testTimeout: 120_000,
  testSequencer: '<rootDir>/test/support/long-first.mjs',
  // Half of the time of a test file is waiting, so two cores serve four.
  maxWorkers: 4,
};
