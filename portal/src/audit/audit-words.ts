import type { AuditQuery } from '../gql/graphql.ts';

export type AuditEvent = AuditQuery['auditEvents']['nodes'][number];

/** `noun.verb` in words; what is not listed is shown as it is. */
const ACTIONS: Readonly<Record<string, string>> = {
  'workspace.created': 'Made the workspace',
  'api_key.created': 'Created an API key',
  'api_key.revoked': 'Revoked an API key',
  'credentials.saved': 'Saved keys',
  'credentials.superseded': 'Replaced keys',
  'credentials.deleted': 'Deleted keys',
  'integration.enabled': 'Enabled the integration',
  'integration.disabled': 'Disabled the integration',
};

export const actionInWords = (action: string): string => ACTIONS[action] ?? action;

/** What an event is about, by the name that people know; undefined when it is gone. */
export function targetInWords(target: AuditEvent['target']): string | undefined {
  if (!target) return undefined;
  if ('clientId' in target) return `API ${target.apiVersion}, client ID ${target.clientId}`;
  if ('prefix' in target) return `${target.name} (ll_${target.prefix})`;
  return 'name' in target ? target.name : target.__typename;
}
