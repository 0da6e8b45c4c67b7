import { expect, test } from '@jest/globals';
import { type AuditAction, targetTypeOf } from '../../src/audit/audit-event.rules.js';

const TARGETS: readonly (readonly [string, readonly AuditAction[]])[] = [
  ['Workspace', ['workspace.created', 'workspace.renamed', 'workspace.return_urls_set']],
  ['ApiKey', ['api_key.created', 'api_key.revoked']],
  ['CredentialSet', ['credentials.saved', 'credentials.superseded', 'credentials.deleted', 'credentials.fell_back']],
  ['Integration', ['integration.enabled', 'integration.disabled']],
  ['Company', ['company.created', 'company.updated', 'company.deleted']],
  ['CompanyLink', ['link.requested', 'link.started', 'link.choosing', 'link.linked', 'link.relinked']],
  ['CompanyLink', ['link.failed', 'link.refused', 'link.unlinked', 'link.deauthorized', 'link.recovered']],
  // The link that the token is for; but the application whose tokens were revoked, because its link has ended.
  ['CompanyLink', ['token.issued']],
  ['CredentialSet', ['tokens.revoked']],
];

test.each(TARGETS)('a %s is the target of %j', (target, actions) => {
  expect(actions.map(targetTypeOf)).toEqual(actions.map(() => target));
});
