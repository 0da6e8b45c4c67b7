import type { EventType } from '../events/event.rules.js';

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
  'webhook.created': 'WebhookEndpoint',
  'webhook.updated': 'WebhookEndpoint',
  'webhook.secret_rotated': 'WebhookEndpoint',
  'webhook.deleted': 'WebhookEndpoint',
  /** Events were sent again, or for a test. */
  'webhook.replayed': 'WebhookEndpoint',
} as const;

export type AuditAction = keyof typeof TARGETS;

/** The GraphQL type of an action's target. */
export const targetTypeOf = (action: AuditAction): string => TARGETS[action];

/** The event by which those who follow a workspace learn of an action. They do not learn of the others. */
const EVENTS: Partial<Record<AuditAction, EventType>> = {
  'credentials.saved': 'CREDENTIALS_SAVED',
  'integration.enabled': 'INTEGRATION_ENABLED',
  'integration.disabled': 'INTEGRATION_DISABLED',
  'link.linked': 'LINK_LINKED',
  'link.relinked': 'LINK_RELINKED',
  'link.failed': 'LINK_ATTEMPT_FAILED',
  'link.unlinked': 'LINK_UNLINKED',
  'link.deauthorized': 'LINK_DEAUTHORIZED',
  'link.recovered': 'LINK_RECOVERED',
};

/** The type of an action's event. Undefined: it has none. */
export const eventTypeOf = (action: AuditAction): EventType | undefined => EVENTS[action];

/** The name that the id of a target has in an event. */
export const eventFieldOf = (targetType: string): string =>
  targetType === 'CompanyLink' ? 'linkId' : `${targetType.charAt(0).toLowerCase()}${targetType.slice(1)}Id`;
