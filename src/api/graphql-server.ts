import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { apiError } from '../infra/errors/api-error.js';
import {
  type CompiledQueries,
  type CompiledRun,
  createCompiledQueries,
} from '../infra/graphql/compiled/compiled-queries.js';
import { stringifyResult } from '../infra/graphql/compiled/written-data.js';
import { createDocumentStore } from '../infra/graphql/document-store.js';
import { formatError, statusOfCode } from '../infra/graphql/format-error.js';
import { LIMITS, limitRules } from '../infra/graphql/limits.js';
import type { RequestLimits } from '../infra/graphql/request-limits.js';
import { dependsOnVariables, requiredScopes } from '../infra/graphql/scopes.js';
import { whyNotVariables } from '../infra/graphql/variables.js';
import type { Logger } from '../infra/observability/logger.js';
import { countError, countOperation } from '../infra/observability/metrics.js';
import type { RequestContext } from './context.js';

export interface GraphqlServerOptions {
  readonly schema: GraphQLSchema;
  readonly introspection: boolean;
  readonly limits: RequestLimits;
  readonly logger: Logger;
}

export function createGraphqlServer({
  schema,
  introspection,
  limits,
  logger,
}: GraphqlServerOptions): ApolloServer<RequestContext> {
  return new ApolloServer<RequestContext>({
    schema,
    introspection,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    maxRecursiveSelections: LIMITS.selections,
    parseOptions: { maxTokens: LIMITS.tokens },
    validationRules: limitRules,
    documentStore: createDocumentStore(),
    stringifyResult,
    // Apollo logs nothing that we need, and some of its texts hold values that were sent.
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    // Off, regardless of the APOLLO_* variables: no part of a request is reported to another host.
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      checkBeforeRunning(schema, limits),
      runCompiled(createCompiledQueries(schema), logger),
      answerErrors(logger),
    ],
  });
}

/** Scopes, limits and variables, in this order, before any resolver runs. */
function checkBeforeRunning(
  schema: GraphQLSchema,
  limits: RequestLimits,
): ApolloServerPlugin<RequestContext> {
  const scopes = new WeakMap<OperationDefinitionNode, ReadonlySet<string>>();
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ document, operation, request, contextValue }) => {
        // No operation: Apollo answers OPERATION_RESOLUTION_FAILURE by itself.
        if (operation === undefined) return;
        // graphql-js notices only while executing, and would answer it as an internal error.
        if (schema.getRootType(operation.operation) === undefined)
          throw apiError('BAD_REQUEST', `This API has no ${operation.operation} operations.`);
        const known = scopes.get(operation);
        const needed = known ?? requiredScopes(schema, document, operation, request.variables ?? {});
        if (known === undefined && !dependsOnVariables(document)) scopes.set(operation, needed);
        const missing = [...needed].filter((scope) => !contextValue.actor.scopes.has(scope as never));
        if (missing.length > 0) {
          throw apiError(
            'FORBIDDEN',
            `This API key lacks the scope ${missing.join(', ')}. Use a key that has it, or make one with createApiKey.`,
          );
        }
        await limits.spend(contextValue.actor, document, operation);
        const misfit = whyNotVariables(schema, operation, request.variables ?? {});
        if (misfit !== undefined) throw misfit;
      },
    }),
  };
}

/** Runs frequent queries compiled and leaves the others to graphql-js. A fallback that no error explains is a fault. */
function runCompiled(queries: CompiledQueries, logger: Logger): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async ({ contextValue: { requestId } }) => {
      let ran: CompiledRun | undefined;
      return {
        responseForOperation: async ({ document, operation, request, contextValue: context, response }) => {
          if (operation === undefined) return null;
          ran = await queries.run({ document, operation, context, variables: request.variables ?? {} });
          countOperation(ran.kind);
          if (ran.kind !== 'compiled') return null;
          return { http: response.http, body: { kind: 'single', singleResult: { data: ran.data } } };
        },
        willSendResponse: async ({ errors }) => {
          if (ran?.kind !== 'fallback' || errors !== undefined) return;
          countOperation('fallback_unexplained');
          logger.fault('a compiled query failed, and graphql-js ran it without an error', ran.error, {
            requestId,
          });
        },
      };
    },
  };
}

function answerErrors(logger: Logger): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async ({ contextValue: { requestId } }) => ({
      willSendResponse: async ({ response, errors }) => {
        if (errors === undefined || response.body.kind !== 'single') return;
        const { singleResult } = response.body;
        singleResult.errors = singleResult.errors?.map((formatted, index) => {
          const answer = formatError(formatted, errors[index], requestId);
          countError(String(answer.formatted.extensions?.code));
          if (answer.isFault) logger.fault('a request failed', errors[index], { requestId });
          return answer.formatted;
        });
        // Where there is no data at all, the HTTP status says why, for clients that read only the status.
        const [first] = singleResult.errors ?? [];
        const failed = singleResult.data === undefined || singleResult.data === null;
        if (failed && first) response.http.status ??= statusOfCode(first.extensions?.code);
      },
    }),
  };
}
