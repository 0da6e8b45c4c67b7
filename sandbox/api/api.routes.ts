import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Sandbox } from '../sandbox.js';
import { API_ERRORS, ApiError } from './api-error.js';
import { v30Routes } from './v30.routes.js';
import { v31Routes } from './v31.routes.js';

const API_PREFIXES = { '/v3.1': v31Routes, '/uki/sageone': v30Routes } as const;

/** Both API versions, each under its own path, with Sage's error bodies. */
export function apiRoutes(app: FastifyInstance, sandbox: Sandbox): void {
  for (const [prefix, routes] of Object.entries(API_PREFIXES)) {
    app.register(
      async (scope) => {
        scope.addHook('onRequest', async (_request, reply) => {
          reply.header('x_request_id', randomUUID());
        });
        scope.setErrorHandler((error, _request, reply) => sendError(reply, error));
        scope.setNotFoundHandler((_request, reply) => sendError(reply, API_ERRORS.notFound()));
        routes(scope, sandbox);
      },
      { prefix },
    );
  }
}

/** A request that Fastify refuses, such as one with a body that is too big or no JSON, or an error of the sandbox. */
function notProcessed(error: unknown): ApiError {
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  return status < 500 ? API_ERRORS.malformed(status) : API_ERRORS.unexpected();
}

function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  const { status, body, headers } = error instanceof ApiError ? error : notProcessed(error);
  return reply.code(status).headers(headers).send(body);
}
