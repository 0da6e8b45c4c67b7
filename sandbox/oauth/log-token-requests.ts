import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Sandbox } from '../sandbox.js';
import { monotonicNow, type TokenEvent } from '../state/event-log.js';
import { OAuthError } from './oauth-error.js';
import { fieldOf, kindOf } from './token-request.js';

/** Logs each request to these routes with its outcome, and formats errors as OAuth errors. */
export function logTokenRequests(app: FastifyInstance, sandbox: Sandbox): void {
  app.addHook('onRequest', async (request, reply) => {
    const event = sandbox.events.begin(request.headers['user-agent'] ?? '');
    request.tokenRequest = { event, presented: undefined };
    reply.header('cache-control', 'no-store').header('pragma', 'no-cache');
    logCompletion(sandbox, event, request, reply);
  });

  // Runs before faults are applied, so that a request whose connection is reset is logged with its token.
  app.addHook('preValidation', async ({ body, routeOptions, tokenRequest }) => {
    if (tokenRequest === null) return;
    const { event } = tokenRequest;
    event.kind = kindOf(routeOptions.config.endpoint, body);
    event.clientId = fieldOf(body, 'client_id')?.slice(0, 200) ?? null;
    const token = fieldOf(body, event.kind === 'revoke' ? 'token' : 'refresh_token');
    const claims = token === undefined ? undefined : await sandbox.signer.read(token);
    if (claims?.use !== 'refresh') return;
    tokenRequest.presented = claims;
    event.grantId = claims.gid;
    event.presentedRotation = claims.rot;
  });

  app.setErrorHandler((error: FastifyError | OAuthError, { tokenRequest }, reply) => {
    const isUnreadable = !(error instanceof OAuthError) && (error.statusCode ?? 500) < 500;
    const oauthError = isUnreadable ? new OAuthError('invalid_request', 'The body cannot be read.') : error;
    const code = oauthError instanceof OAuthError ? oauthError.error : 'server_error';
    if (tokenRequest !== null) {
      tokenRequest.event.outcome = 'refused';
      tokenRequest.event.error = code;
      tokenRequest.event.decidedAt ??= monotonicNow();
    }
    if (!(oauthError instanceof OAuthError)) return reply.code(500).send({ error: code });
    return reply.code(400).send({ error: code, error_description: oauthError.description });
  });
}

function logCompletion(sandbox: Sandbox, event: TokenEvent, request: FastifyRequest, reply: FastifyReply): void {
  reply.raw.once('finish', () => {
    event.answeredAt = monotonicNow();
    event.complete = true;
  });
  // Emitted after `finish`, or without it if the connection was closed before.
  reply.raw.once('close', () => {
    event.answeredAt ??= monotonicNow();
    event.status = reply.raw.statusCode;
    const { fault } = request;
    if (fault !== null) event.fault = { id: fault.id, kind: fault.kind, when: fault.when };
    if (fault?.when === 'before' && event.decidedAt === null) event.outcome = 'fault';
    sandbox.events.end(event);
  });
}
