import shared from './jest.config.mjs';

/** A page, its server and its test wait for each other in turn: two at a time keep two cores busy. */
export default {
  ...shared,
  testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
  // Speed is measured alone: `npm run test:speed`.
  testPathIgnorePatterns: ['/node_modules/', '/speed.test.ts'],
  maxWorkers: 2,
};
