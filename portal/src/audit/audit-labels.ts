import type { AuditQuery } from '../gql/graphql.ts';

export type AuditEvent = AuditQuery['auditEvents']['nodes'][number];

/** The text for each `action`. An action that is not listed is shown as its code. */
const ACTION_LABELS: Readonly<Record<string, string>> = {
  'workspace.created': 'Created the workspace',
  'workspace.renamed': 'Renamed the workspace',
  'workspace.return_urls_set': 'Set the return URLs',
  'api_key.created': 'Created an API key',
  'api_key.revoked': 'Revoked an API key',
  'credentials.saved': 'Saved keys',
  'credentials.superseded': 'Replaced keys',
  'credentials.deleted': 'Deleted keys',
  'credentials.fell_back': 'Used the replaced secret, because the platform refused the new one',
  'integration.enabled': 'Enabled the integration',
  'integration.disabled': 'Disabled the integration',
  'company.created': 'Created a company',
  'company.updated': 'Changed a company',
  'company.deleted': 'Deleted a company',
  'link.requested': 'Created a link URL',
  'link.started': 'Started a sign-in',
  'link.choosing': 'Signed in and must confirm a business',
  'link.linked': 'Linked a company',
  'link.relinked': 'Linked a company again',
  'link.failed': 'Failed to link',
  'link.refused': 'Was refused a sign-in',
  'link.unlinked': 'Unlinked a company',
  'link.deauthorized': 'Lost access',
  'link.recovered': 'Regained access',
  'token.issued': 'Issued an access token',
  'request.sent': 'Sent a write to the platform',
  'tokens.revoked': 'Revoked tokens at the platform',
  'webhook.created': 'Created a webhook endpoint',
  'webhook.updated': 'Changed a webhook endpoint',
  'webhook.secret_rotated': 'Renewed the secret of a webhook endpoint',
  'webhook.deleted': 'Deleted a webhook endpoint',
  'webhook.replayed': 'Sent events to a webhook endpoint again',
};

export const actionLabel = (action: string): string => ACTION_LABELS[action] ?? action;
