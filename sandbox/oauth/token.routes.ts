import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Sandbox } from '../sandbox.js';
import type { ApiVersion } from '../state/client.js';
import { monotonicNow } from '../state/event-log.js';
import { authenticateClient } from './client-authentication.js';
import { exchangeCode } from './exchange-code.js';
import { logTokenRequests } from './log-token-requests.js';
import { OAuthError } from './oauth-error.js';
import { refreshGrant } from './refresh-grant.js';
import { revokeToken } from './revoke-token.js';
import { tokenAnswer } from './token-answer.js';
import { type Form, readForm, type TokenRequest } from './token-request.js';

const GRANT_TYPES = { authorization_code: exchangeCode, refresh_token: refreshGrant } as const;

const isGrantType = (text: string): text is keyof typeof GRANT_TYPES => Object.hasOwn(GRANT_TYPES, text);

export function tokenRoutes(app: FastifyInstance, sandbox: Sandbox): void {
  app.register(async (scope) => {
    logTokenRequests(scope, sandbox);
    for (const [apiVersion, prefix] of [
      ['3.1', ''],
      ['3.0', '/oauth2'],
    ] as const) {
      scope.post(`${prefix}/token`, { config: { endpoint: 'token' } }, (request) =>
        answerToken(sandbox, request, apiVersion),
      );
      scope.post(`${prefix}/revoke`, { config: { endpoint: 'revoke' } }, (request) =>
        answerRevoke(sandbox, request, apiVersion),
      );
    }
  });
}

async function answerToken(sandbox: Sandbox, request: FastifyRequest, apiVersion: ApiVersion) {
  const tokenRequest = tokenRequestOf(request);
  const form = readForm(request.body, request.headers['content-type']);
  const grantType = form.grant_type;
  if (grantType === undefined) throw new OAuthError('invalid_request', 'grant_type is required.');
  const client = authenticateClient(sandbox, form, apiVersion);
  if (!isGrantType(grantType))
    throw new OAuthError('unsupported_grant_type', 'grant_type must be authorization_code or refresh_token.');
  try {
    const grant = GRANT_TYPES[grantType](sandbox, client, form, tokenRequest);
    // Start before the first `await`, so that a later refresh of the grant does not change this answer.
    const answer = tokenAnswer(sandbox, grant);
    tokenRequest.event.decidedAt = monotonicNow();
    return await answer;
  } finally {
    // A refused request may also have changed the state: it used a code up, or ended a grant.
    tokenRequest.event.decidedAt ??= monotonicNow();
    await sandbox.persist();
  }
}

async function answerRevoke(sandbox: Sandbox, request: FastifyRequest, apiVersion: ApiVersion) {
  const tokenRequest = tokenRequestOf(request);
  const form = readForm(request.body, request.headers['content-type']);
  const client = authenticateClient(sandbox, withSecret(sandbox, form, apiVersion), apiVersion);
  revokeToken(sandbox, client, form, tokenRequest);
  tokenRequest.event.decidedAt = monotonicNow();
  await sandbox.persist();
  return { success: 'ok' };
}

/**
 * Clients of v3.0 revoke with their id alone, as observed in existing integrations. A secret that is sent must be
 * correct.
 */
function withSecret({ state }: Sandbox, form: Form, apiVersion: ApiVersion): Form {
  if (apiVersion === '3.1' || form.client_secret !== undefined) return form;
  return { ...form, client_secret: state.clients.get(form.client_id ?? '')?.clientSecret };
}

function tokenRequestOf({ tokenRequest }: FastifyRequest): TokenRequest {
  if (tokenRequest === null) throw new Error('the request hook for token requests did not run');
  return tokenRequest;
}
