import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { countedFieldResolver } from '../infra/graphql/answer-limit.js';
import {
  type CompiledQueries,
  type CompiledRun,
  createCompiledQueries,
} from '../infra/graphql/compiled/compiled-queries.js';
import { stringifyResult } from '../infra/graphql/compiled/written-data.js';
import { isTooLarge, statusOfCode } from '../infra/graphql/format-error.js';
import type { Logger } from '../infra/observability/logger.js';
import { countOperation } from '../infra/observability/metrics.js';
import { recordErrors } from './answered-errors.js';
import type { RequestContext } from './context.js';
import { checkOperations, type OperationChecksOptions } from './operation-checks.js';

export interface GraphqlServerOptions extends OperationChecksOptions {
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
    // A page of another site cannot make a browser send a header of these without a preflight. The portal's session,
    // which a browser sends by itself, refuses such a request before it gets here.
    csrfPrevention: {
      requestHeaders: ['authorization', 'x-apollo-operation-name', 'apollo-require-preflight'],
    },
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    // `checkOperations` reads the documents, and keeps them.
    documentStore: null,
    fieldResolver: countedFieldResolver,
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
      checkOperations({ schema, introspection, limits }),
      answerKept,
      leaveStreams,
      runCompiled(createCompiledQueries(schema), logger),
      answerErrors(logger),
    ],
  });
}

/** Answers a repeated mutation with the first answer, and notes errors of a mutation with an idempotency key. */
const answerKept: ApolloServerPlugin<RequestContext> = {
  requestDidStart: async ({ contextValue: { keyed } }) => {
    if (keyed === undefined) return;
    return {
      responseForOperation: async ({ response }) => {
        const data = keyed.keptData;
        return data === undefined ? null : { http: response.http, body: { kind: 'single', singleResult: { data } } };
      },
      didEncounterErrors: async () => keyed.fail(),
    };
  },
};

/** Leaves a subscription to `sendStream`, which answers it once its stream is open. */
const leaveStreams: ApolloServerPlugin<RequestContext> = {
  requestDidStart: async ({ contextValue: { stream } }) => ({
    responseForOperation: async ({ response }) =>
      stream?.opened ? { http: response.http, body: { kind: 'single', singleResult: { data: null } } } : null,
  }),
};

/** Runs frequent queries compiled and leaves the others to graphql-js. A fallback that no error explains is a fault. */
function runCompiled(queries: CompiledQueries, logger: Logger): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async ({ contextValue: { requestId } }) => {
      let ran: CompiledRun | undefined;
      return {
        responseForOperation: async ({ document, operation, request, contextValue: context, response }) => {
          if (operation === undefined) return null;
          ran = await queries.run({
            ...{ document, operation, context, variables: request.variables ?? {} },
            atOnce: context.answer.mayBeLarge,
          });
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
        const answers = recordErrors({ logger, requestId }, errors, singleResult.errors);
        singleResult.errors = answers.map(({ formatted }) => formatted);
        // What has been made of it is more than may be sent.
        if (isTooLarge(answers)) singleResult.data = undefined;
        // Where there is no data at all, the HTTP status says why, for clients that read only the status.
        const [first] = singleResult.errors;
        const failed = singleResult.data === undefined || singleResult.data === null;
        if (failed && first) response.http.status ??= statusOfCode(first.extensions?.code);
      },
    }),
  };
}
