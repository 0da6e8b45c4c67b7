/** The target type of each action. Actions are named `noun.verb`, in the past tense. */
const TARGETS = {
  'workspace.created': 'Workspace',
  'workspace.renamed': 'Workspace',
  'workspace.return_urls_set': 'Workspace',
  'api_key.created': 'ApiKey',
  'api_key.revoked': 'ApiKey',
  'credentials.saved': 'CredentialSet',
  'credentials.superseded': 'CredentialSet',
  'credentials.deleted': 'CredentialSet',
  /** The platform refused the saved secret, and the one before it served. */
  'credentials.fell_back': 'CredentialSet',
  'integration.enabled': 'Integration',
  'integration.disabled': 'Integration',
  'company.created': 'Company',
  'company.updated': 'Company',
  'company.deleted': 'Company',
  'link.requested': 'CompanyLink',
  'link.started': 'CompanyLink',
  'link.choosing': 'CompanyLink',
  'link.linked': 'CompanyLink',
  'link.relinked': 'CompanyLink',
  'link.failed': 'CompanyLink',
  'link.refused': 'CompanyLink',
  'link.unlinked': 'CompanyLink',
  'link.deauthorized': 'CompanyLink',
  'link.recovered': 'CompanyLink',
  'token.issued': 'CompanyLink',
  'request.sent': 'CompanyLink',
  'pull.requested': 'CompanyLink',
  'pull.cancelled': 'CompanyLink',
  'pull.scheduled': 'CompanyLink',
  'data.deleted': 'CompanyLink',
  'tokens.revoked': 'CredentialSet',
} as const;

export type AuditAction = keyof typeof TARGETS;

/** The GraphQL type of an action's target. */
export const targetTypeOf = (action: AuditAction): string => TARGETS[action];
