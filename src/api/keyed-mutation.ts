import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Caller } from '../infra/database/caller.js';
import { toApiError } from '../infra/database/database-error-mapping.js';
import { isWorthRetrying } from '../infra/database/database-errors.js';
import { type AnswerLimit, whyNotAnswer } from '../infra/graphql/answer-limit.js';
import { hasOwnRepeats, mutationOfKey } from '../repeats/keyed-mutation.graphql.js';
import { keyHash, requestHash } from '../repeats/repeat.rules.js';
import type { KeyedRequest, RepeatService } from '../repeats/repeat.service.js';

/** What a client has sent with an idempotency key. */
export interface KeyedOperation {
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One run of a request with an idempotency key. The answer is kept in the transaction that the mutation writes in. */
export class KeyedMutation {
  readonly key: string;
  readonly #request: KeyedRequest;
  #kept: string | undefined;
  #isKeeping = false;
  #hasFailed = false;

  constructor(
    { key, body }: KeyedOperation,
    private readonly caller: Caller,
    private readonly repeats: RepeatService,
  ) {
    const { workspaceId } = caller;
    const { query, operationName, variables } = body;
    this.key = key;
    const hash = requestHash({ apiKeyId: caller.apiKeyId ?? '', query, operationName, variables });
    this.#request = { workspaceId, keyHash: keyHash(key), requestHash: hash };
  }

  /** The `data` of the first answer. Undefined: the operation runs. */
  get keptData(): Record<string, unknown> | undefined {
    return this.#kept === undefined ? undefined : JSON.parse(this.#kept).data;
  }

  /**
   * Looks for the first answer of an operation that may run.
   * @throws an API error where it must not.
   */
  async prepare(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Promise<void> {
    const mutation = mutationOfKey(schema, document, operation);
    if (mutation === undefined || hasOwnRepeats(mutation)) return;
    this.#kept = await this.repeats.find(this.caller, this.#request).catch((error) => {
      // Apollo answers other errors from here with status 500.
      throw toApiError(error) ?? error;
    });
    if (this.#kept !== undefined) return;
    this.#isKeeping = true;
    this.caller.shared = this.repeats.share(this.caller, this.#request);
  }

  /** The answer has errors: then nothing of the mutation stays, and nothing is kept. */
  fail(): void {
    this.#hasFailed = true;
  }

  /** Commits the mutation with its answer, or undoes it. @throws an error of the database after which another run may help. */
  async end(answer: string, limit: AnswerLimit): Promise<void> {
    const { shared } = this.caller;
    if (!this.#isKeeping || shared === undefined) return;
    if (!this.#hasFailed && whyNotAnswer(answer, limit) === undefined)
      return this.repeats.keep(shared, this.#request, answer);
    await shared.rollback();
    if (isWorthRetrying(shared.failure)) throw shared.failure;
  }
}
