import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode } from 'graphql';
import { apiError, isApiError } from '../infra/errors/api-error.js';
import { createDocumentReader, type DocumentReader } from '../infra/graphql/document-reader.js';
import { DocumentRefused } from '../infra/graphql/document-refused.js';
import { createPageCheck } from '../infra/graphql/page-limits.js';
import type { RequestLimits } from '../infra/graphql/request-limits.js';
import { dependsOnVariables, requiredScopes } from '../infra/graphql/scopes.js';
import { whyNotVariables } from '../infra/graphql/variables.js';
import type { RequestContext } from './context.js';
import { openStream } from './open-stream.js';

export interface OperationChecksOptions {
  readonly schema: GraphQLSchema;
  readonly introspection: boolean;
  readonly limits: RequestLimits;
}

/**
 * Decides whether an operation runs: document, scopes, rate limits and variables, in this order, before any resolver.
 * What is refused counts against the caller's limit of refusals.
 */
export function checkOperations(options: OperationChecksOptions): ApolloServerPlugin<RequestContext> {
  const reader = createDocumentReader(options.schema, options.introspection);
  const scopesOf = createScopesOf(options.schema);
  const checkPages = createPageCheck(options.schema);
  return {
    requestDidStart: async ({ contextValue }) =>
      new OperationCheck(contextValue, { ...options, reader, scopesOf, checkPages }),
  };
}

interface Dependencies extends OperationChecksOptions {
  readonly reader: DocumentReader;
  readonly scopesOf: ReturnType<typeof createScopesOf>;
  readonly checkPages: ReturnType<typeof createPageCheck>;
}

type Listener = Required<GraphQLRequestListener<RequestContext>>;
type Source = Parameters<Listener['didResolveSource']>[0];
type Operation = Parameters<Listener['didResolveOperation']>[0];

/** The check of one request. Its methods are hooks of Apollo, in the order in which Apollo calls them. */
class OperationCheck implements GraphQLRequestListener<RequestContext> {
  #refusal: unknown;
  #decided = false;

  constructor(
    private readonly context: RequestContext,
    private readonly dependencies: Dependencies,
  ) {}

  /**
   * Sets the document of the request. Apollo parses and validates only where none is set, and would do so without our
   * limits. It answers a throw here with a 500, so what is wrong is kept until the next hook.
   */
  async didResolveSource(request: Source): Promise<void> {
    const { queryHash, source } = request;
    const document = this.dependencies.reader.known(queryHash) ?? this.#read(source, queryHash);
    Object.assign(request, { document: document ?? { kind: Kind.DOCUMENT, definitions: [] } });
  }

  async didResolveOperation({ document, operation, request, contextValue }: Operation): Promise<void> {
    const { schema } = this.dependencies;
    try {
      if (this.#refusal !== undefined) throw this.#refusal;
      this.#assertRuns(document, operation, request.variables ?? {});
      const { keyed } = this.context;
      if (keyed && operation) await keyed.prepare(schema, document, operation);
      if (operation?.operation === 'subscription') await openStream(schema, { document, request, contextValue });
    } catch (error) {
      // A request that is over a limit is no further cost.
      if (!isThrottled(error)) this.#countRefusal();
      throw error;
    } finally {
      this.#decided = true;
    }
  }

  /** Apollo refuses some requests before the check is through: a mutation by GET. */
  async didEncounterErrors(): Promise<void> {
    if (!this.#decided) this.dependencies.limits.countRefusal(this.context.actor);
  }

  #read(source: string, hash: string): DocumentNode | undefined {
    const { limits, reader } = this.dependencies;
    try {
      limits.refuseWhenSpent(this.context.actor);
      const read = reader.read(source, hash);
      if ('document' in read) return read.document;
      this.#refusal = new DocumentRefused(read.faults);
    } catch (error) {
      this.#refusal = error;
    }
    return undefined;
  }

  #assertRuns(
    document: DocumentNode,
    operation: OperationDefinitionNode | undefined,
    variables: Readonly<Record<string, unknown>>,
  ): void {
    const { schema, limits, scopesOf, checkPages } = this.dependencies;
    const { actor, answer } = this.context;
    if (operation === undefined)
      throw apiError(
        'OPERATION_RESOLUTION_FAILURE',
        'Which operation to run is unclear: `operationName` must name one that the document holds.',
      );
    if (operation.operation === 'subscription' && this.context.stream === undefined)
      throw apiError(
        'BAD_REQUEST',
        'A subscription is answered as server-sent events: send the header `Accept: text/event-stream`.',
      );
    const missing = [...scopesOf(document, operation, variables)].filter((scope) => !actor.scopes.has(scope as never));
    if (missing.length > 0)
      throw apiError(
        'FORBIDDEN',
        `This API key lacks the scope ${missing.join(', ')}. Use a key that has it, or make one with createApiKey.`,
      );
    limits.spend(actor, document, operation, variables);
    const misfit = whyNotVariables(schema, operation, variables);
    if (misfit !== undefined) throw misfit;
    const { refusal, mayBeLarge } = checkPages(document, operation, variables);
    if (refusal !== undefined) throw apiError('BAD_USER_INPUT', refusal);
    answer.mayBeLarge = mayBeLarge;
  }

  #countRefusal(): void {
    const { limits } = this.dependencies;
    limits.refuseWhenSpent(this.context.actor);
    limits.countRefusal(this.context.actor);
  }
}

const isThrottled = (error: unknown): boolean => isApiError(error) && error.extensions.code === 'THROTTLED';

/** The scopes that an operation needs, computed once for each document that is kept, unless variables decide. */
function createScopesOf(schema: GraphQLSchema) {
  const scopesByOperation = new WeakMap<OperationDefinitionNode, ReadonlySet<string>>();
  return (
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
  ): ReadonlySet<string> => {
    const found = scopesByOperation.get(operation);
    if (found !== undefined) return found;
    const needed = requiredScopes(schema, document, operation, variables);
    if (!dependsOnVariables(document)) scopesByOperation.set(operation, needed);
    return needed;
  };
}
