import type { AuditQuery } from '../gql/graphql.ts';

export type AuditEvent = AuditQuery['auditEvents']['nodes'][number];

/** `noun.verb` in words; what is not listed is shown as it is. */
const ACTIONS: Readonly<Record<string, string>> = {
  'workspace.created': 'Made the workspace',
  'workspace.renamed': 'Renamed the workspace',
  'workspace.return_urls_set': 'Set the return URLs',
  'api_key.created': 'Created an API key',
  'api_key.revoked': 'Revoked an API key',
  'credentials.saved': 'Saved keys',
  'credentials.superseded': 'Replaced keys',
  'credentials.deleted': 'Deleted keys',
  'integration.enabled': 'Enabled the integration',
  'integration.disabled': 'Disabled the integration',
  'company.created': 'Made a company',
  'company.updated': 'Changed a company',
  'company.deleted': 'Deleted a company',
  'link.requested': 'Made a link URL',
  'link.started': 'Started to sign in',
  'link.choosing': 'Signed in; a business is to be confirmed',
  'link.linked': 'Linked a company',
  'link.relinked': 'Linked a company again',
  'link.failed': 'A sign-in came to nothing',
  'link.refused': 'Was refused a sign-in',
  'link.unlinked': 'Unlinked a company',
  'link.deauthorized': 'Lost access',
  'link.recovered': 'Got access back',
  'token.issued': 'Issued an access token',
  'tokens.revoked': 'Revoked tokens at the platform',
};

export const actionInWords = (action: string): string => ACTIONS[action] ?? action;

/** What an event is about, by the name that people know; undefined when it is gone. */
export function targetInWords(target: AuditEvent['target']): string | undefined {
  if (!target) return undefined;
  if ('clientId' in target) return `API ${target.apiVersion}, client ID ${target.clientId}`;
  if ('prefix' in target) return `${target.name} (ll_${target.prefix})`;
  if ('company' in target) return `Link of ${target.company.name}`;
  return 'name' in target ? target.name : target.__typename;
}
