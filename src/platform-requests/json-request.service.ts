import type { Caller } from '../infra/database/caller.js';
import { apiError } from '../infra/errors/api-error.js';
import { bufferUpTo } from './buffer-up-to.js';
import { maxWaitMs } from './header.rules.js';
import { exactJson } from './json.rules.js';
import {
  busy,
  type PlatformReply,
  type RequestOutcome,
  type RequestProblem,
  requestProblem,
  unanswered,
} from './platform-request.outcomes.js';
import type { PlatformRequestService } from './platform-request.service.js';
import { isRead, type Method } from './retry.rules.js';

/** Bytes of an answer that is given as JSON. */
const MAX_JSON_BYTES = 100_000;

/** A request with a body of JSON. */
export interface JsonRequest {
  readonly linkId: string;
  readonly method: Method;
  /** Below the base of the platform's API. */
  readonly path: string;
  readonly query?: readonly { readonly name: string; readonly value: string }[] | null;
  readonly body?: unknown;
  readonly idempotencyKey?: string | null;
}

interface JsonAnswer extends Pick<PlatformReply, 'status' | 'headers'> {
  readonly kind: 'PlatformAnswer';
  /** Null: it is empty, no JSON, or too large. */
  readonly body: unknown;
}

type NoProblemOfJson = 'IdempotencyKeyInUse' | 'IdempotencyKeyNotUsable' | 'BusinessDiffers' | 'BodyTooLarge';
export type JsonOutcome = JsonAnswer | Exclude<RequestProblem, { readonly kind: NoProblemOfJson }>;

/** Requests to platforms whose body and answer are JSON, for callers that cannot send HTTP requests of their own. */
export class JsonRequestService {
  constructor(private readonly requests: PlatformRequestService) {}

  /** @throws BAD_USER_INPUT for a key that is not usable */
  async call(caller: Caller, request: JsonRequest): Promise<JsonOutcome> {
    const { linkId, method, path, query, body, idempotencyKey } = request;
    const parameters = (query ?? []).map(({ name, value }) => `${encode(name)}=${encode(value)}`);
    const hasBody = body !== undefined && body !== null && !isRead(method);
    const outcome = await this.requests.request(caller, {
      linkId,
      method,
      // People write a slash before a path.
      path: path.replace(/^\/(?!\/)/, ''),
      query: parameters.join('&'),
      headers: { accept: 'application/json', ...(hasBody && { 'content-type': 'application/json' }) },
      body: hasBody ? Buffer.from(JSON.stringify(body)) : null,
      maxWaitMs: maxWaitMs(undefined),
      idempotencyKey: idempotencyKey ?? undefined,
      prefix: `/platform/${linkId}`,
    });
    return outcome.kind === 'PlatformReply' ? toJsonAnswer(outcome) : toJsonProblem(outcome, method);
  }
}

/** @throws BAD_USER_INPUT for half of a surrogate pair */
function encode(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    throw apiError('BAD_USER_INPUT', '`query` has a text that is not valid Unicode.');
  }
}

async function toJsonAnswer({ status, headers, body, outcome }: PlatformReply): Promise<JsonAnswer> {
  const read = Buffer.isBuffer(body) ? body : await bufferUpTo(body, MAX_JSON_BYTES).catch(() => undefined);
  if (read !== undefined && !Buffer.isBuffer(read)) read.destroy();
  const text = Buffer.isBuffer(read) && headers['content-encoding'] === undefined ? read.toString('utf8') : '';
  const more: Record<string, string> = outcome === null ? {} : { 'x-ledgerlink-outcome': outcome };
  return { kind: 'PlatformAnswer', status, headers: { ...headers, ...more }, body: exactJson(text) ?? null };
}

function toJsonProblem(problem: Exclude<RequestOutcome, PlatformReply>, method: Method): JsonOutcome {
  switch (problem.kind) {
    case 'IdempotencyKeyInUse':
      return { ...busy(problem.retryAfterSeconds * 1000), message: problem.message };
    case 'IdempotencyKeyNotUsable':
    case 'BodyTooLarge':
      throw apiError('BAD_USER_INPUT', problem.message);
    case 'BusinessDiffers':
      return { ...(isRead(method) ? unanswered() : requestProblem('OutcomeUnknown')), message: problem.message };
    default:
      return problem;
  }
}
