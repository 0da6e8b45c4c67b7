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
  'tokens.revoked': 'Revoked tokens at the platform',
};

export const actionLabel = (action: string): string => ACTION_LABELS[action] ?? action;

/** What can be deleted, by type. */
const TYPE_LABELS: Readonly<Record<string, string>> = {
  Company: 'A company',
  CompanyLink: 'A link',
  CredentialSet: 'Keys',
};

const linkOf = (company: string): string => `Link of ${company}`;

/** The display name of an event's target. A target that was deleted has the name that the event has kept. */
export function targetLabel(event: Pick<AuditEvent, 'target' | 'targetType' | 'targetLabel'>): string {
  const { target, targetType } = event;
  if (!target) {
    const label =
      targetType === 'CompanyLink' && event.targetLabel ? linkOf(event.targetLabel) : event.targetLabel;
    return `${label ?? TYPE_LABELS[targetType] ?? targetType} (deleted, or not visible)`;
  }
  if ('clientId' in target) return `API ${target.apiVersion}, client ID ${target.clientId}`;
  if ('prefix' in target) return `${target.name} (ll_${target.prefix})`;
  if ('company' in target && target.company) return linkOf(target.company.name);
  return 'name' in target ? target.name : target.__typename;
}
