import shared from './jest.config.mjs';

/** What speaks to the database in a way of its own, on the oldest PostgreSQL that is promised. */
const names = [
  'infra/database/migrations',
  'integrations/save-credentials',
  'integrations/save-credentials-again',
  'integrations/enable-integration',
  'integrations/delete-credential-set',
  'integrations/regions',
  'audit/audit',
  'audit/audit-integrity',
  'workspaces/api-keys',
  'api/statements',
  'companies/companies',
  'companies/company-pages',
  'linking/link-company',
  'linking/link-expiry',
  'linking/link-flow',
  'linking/link-races',
  'links/link-states',
  'links/link-statements',
  'linking/link-waits',
  'linking/relink',
  'linking/unlink-company',
  'linking/pinned-applications',
  'access-tokens/access-token',
  'datasets/pulls/pulls-by-users',
  'tokens/token-clock',
  'tokens/token-credentials',
  'tokens/keep-alive-scheduler',
  'tokens/grant/grant-lease',
  'tokens/spool/token-spool',
];

export default { ...shared, testMatch: names.map((name) => `<rootDir>/test/${name}.test.ts`) };
