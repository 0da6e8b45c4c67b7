import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Sandbox } from '../sandbox.js';
import type { ApiVersion } from '../state/client.js';
import { monotonicNow } from '../state/event-log.js';
import { authenticateClient } from './client-authentication.js';
import { exchange } from './exchange.js';
import { OAuthError } from './oauth-error.js';
import { refresh } from './refresh.js';
import { revoke } from './revoke.js';
import { tokenAnswer } from './token-answer.js';
import { type Form, readForm, type TokenRequest } from './token-request.js';
import { watchTokenRequests } from './watch-token-requests.js';

const GRANT_TYPES = { authorization_code: exchange, refresh_token: refresh } as const;

const isGrantType = (text: string): text is keyof typeof GRANT_TYPES => Object.hasOwn(GRANT_TYPES, text);

export function tokenRoutes(app: FastifyInstance, sandbox: Sandbox): void {
  app.register(async (scope) => {
    watchTokenRequests(scope, sandbox);
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
  const tokenRequest = watched(request);
  const form = readForm(request.body, request.headers['content-type']);
  const grantType = form.grant_type;
  if (grantType === undefined) throw new OAuthError('invalid_request', 'grant_type is needed.');
  const client = authenticateClient(sandbox, form, apiVersion);
  if (!isGrantType(grantType))
    throw new OAuthError('unsupported_grant_type', 'grant_type must be authorization_code or refresh_token.');
  try {
    const grant = GRANT_TYPES[grantType](sandbox, client, form, tokenRequest);
    // Begun before anything is waited for: a later refresh of the grant must not change what this one answers.
    const answer = tokenAnswer(sandbox, grant);
    tokenRequest.event.decidedAt = monotonicNow();
    return await answer;
  } finally {
    // A refusal too may have changed something: a code used up, a family ended.
    tokenRequest.event.decidedAt ??= monotonicNow();
    await sandbox.saved();
  }
}

async function answerRevoke(sandbox: Sandbox, request: FastifyRequest, apiVersion: ApiVersion) {
  const tokenRequest = watched(request);
  const form = readForm(request.body, request.headers['content-type']);
  const client = authenticateClient(sandbox, withSecret(sandbox, form, apiVersion), apiVersion);
  revoke(sandbox, client, form, tokenRequest);
  tokenRequest.event.decidedAt = monotonicNow();
  await sandbox.saved();
  return { success: 'ok' };
}

/** v3.0's clients were seen to revoke with their id alone. A secret that is sent must be right all the same. */
function withSecret({ state }: Sandbox, form: Form, apiVersion: ApiVersion): Form {
  if (apiVersion === '3.1' || form.client_secret !== undefined) return form;
  return { ...form, client_secret: state.clients.get(form.client_id ?? '')?.clientSecret };
}

function watched({ tokenRequest }: FastifyRequest): TokenRequest {
  if (tokenRequest === null) throw new Error('a token request that nobody watches');
  return tokenRequest;
}
