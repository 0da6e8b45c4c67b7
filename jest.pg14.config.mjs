import shared from './jest.config.mjs';

/** What speaks to the database in a way of its own, on the oldest PostgreSQL that is promised. */
const names = [
  'migrations',
  'save-credentials',
  'save-credentials-again',
  'enable-integration',
  'delete-credential-set',
  'regions',
  'audit',
  'audit-integrity',
  'api-keys',
  'statements',
  'companies',
  'company-pages',
  'link-company',
  'link-expiry',
  'link-flow',
  'link-races',
  'link-states',
  'link-statements',
  'link-waits',
  'relink',
  'unlink-company',
  'pinned-applications',
  'access-token',
  'token-clock',
  'token-credentials',
  'token-faults',
  'token-keeper',
  'token-lease',
  'token-sharing',
  'token-spool',
  'token-waiting',
];

export default { ...shared, testMatch: names.map((name) => `<rootDir>/test/${name}.test.ts`) };
