import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AccessTokenService, HoldRefusal, TokenHeld } from '../access-tokens/access-token.service.js';
import type { Caller } from '../infra/database/caller.js';
import { jsonOf, retryAfterSeconds } from '../infra/http-client/http-answer.js';
import { openRequest, type StreamedAnswer, whenClosed } from '../infra/http-client/http-stream.js';
import type { Logger } from '../infra/observability/logger.js';
import { countPlatformRequest } from '../infra/observability/metrics.js';
import type { BudgetUser, RequestBudgetService } from './budget/request-budget.service.js';
import { bufferUpTo } from './buffer-up-to.js';
import { type PlatformPath, urlOf } from './path.rules.js';
import { type Busy, busy } from './platform-request.outcomes.js';
import {
  classify,
  isRead,
  type Method,
  nextStep,
  pauseMs,
  type Result,
  type Step,
  THROTTLED_SECONDS,
  TRY_WITHIN_MS,
} from './retry.rules.js';

/** Bytes of an answer that is passed on. */
const MAX_ANSWER_BYTES = 100_000_000;
/** How long the platform may send nothing, and the caller may read nothing of an answer. */
export const IDLE_MS = 30_000;
/** Bytes of a refusal that is looked at. */
const MAX_REFUSAL_BYTES = 64 * 1024;

/** One request as it goes to the platform. */
export interface SentRequest {
  readonly linkId: string;
  readonly method: Method;
  readonly path: PlatformPath;
  /** Those of the caller that are passed on, with names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Null: it has none. A stream is sent once. */
  readonly body: Buffer | Readable | null;
  readonly maxWaitMs: number;
  /** It is part of a pull, which leaves turns to requests that a person waits for. */
  readonly isPull?: boolean;
}

type Answered = Extract<StreamedAnswer, { kind: 'answered' }>;

/** What came of one try. */
interface Tried {
  readonly result: Result;
  readonly answer: Answered | undefined;
}

/** How sending ended: the last step of the table, and the answer where there is one. */
export type SendEnd =
  | {
      readonly kind: 'ended';
      readonly step: Step;
      readonly answer: Answered | undefined;
      readonly held: TokenHeld;
      readonly url: URL;
    }
  | { readonly kind: 'refused'; readonly refusal: HoldRefusal | Busy };

const userOf = ({ workspaceId }: Caller, { linkId, isPull }: SentRequest, { row }: TokenHeld): BudgetUser => ({
  workspaceId,
  setId: row.credential_set_id,
  linkId,
  isPull,
});

/** Sends a request within the budgets, and again where the table of `retry.rules.ts` says so. */
export class RequestSendingService {
  constructor(
    private readonly tokens: AccessTokenService,
    private readonly budgets: RequestBudgetService,
    private readonly logger: Logger,
  ) {}

  async send(caller: Caller, request: SentRequest, first: TokenHeld): Promise<SendEnd> {
    const { linkId, method, body, maxWaitMs } = request;
    const began = performance.now();
    const canRepeat = body === null || Buffer.isBuffer(body);
    let held = first;
    let renewed = false;
    let waitMs = maxWaitMs;
    for (let tries = 1; ; tries += 1) {
      const user = userOf(caller, request, held);
      const turn = await this.budgets.takeTurn(user, performance.now() + waitMs);
      if (turn.kind === 'busy') return { kind: 'refused', refusal: busy(turn.retryAfterMs) };
      const url = urlOf(held.provider.api.baseUrl(held.access), request.path);
      const { answer, result } = await this.#try(request, held, url).catch((error) => {
        turn.release();
        throw error;
      });
      countPlatformRequest(isRead(method) ? 'read' : 'write', classify(result));
      const elapsedMs = performance.now() - began;
      let step = nextStep({ method, result, tries, elapsedMs, renewed, canRepeat });
      if (result.kind === 'answer' && result.status === 429) {
        const pause = await this.#close(user, answer);
        // The longest pause that `closedMicros` makes of it.
        waitMs = pause * 1200 + 1000;
        if (step === 'wait' && elapsedMs + waitMs > TRY_WITHIN_MS) step = 'answer';
      }
      if (!['again', 'renew', 'wait'].includes(step)) {
        if (answer === undefined) turn.release();
        else whenClosed(answer.body, turn.release);
        return { kind: 'ended', step, answer, held, url };
      }
      answer?.body.destroy();
      turn.release();
      await sleep(pauseMs(step, tries, Math.random()));
      if (step !== 'renew') continue;
      renewed = true;
      const next = await this.tokens.hold(caller, { linkId, force: true });
      if (next.kind !== 'TokenHeld') return { kind: 'refused', refusal: next };
      held = next;
    }
  }

  async #try(request: SentRequest, held: TokenHeld, url: URL): Promise<Tried> {
    const { provider, access } = held;
    const { method, body } = request;
    const signed = { method, url, body: Buffer.isBuffer(body) ? body : Buffer.alloc(0) };
    const answer = await openRequest(url, {
      method,
      // Ours last: a header of the caller never takes their place.
      headers: {
        ...request.headers,
        'accept-encoding': 'identity',
        'user-agent': 'ledgerlink',
        ...provider.requests.headers(access, signed),
      },
      ...(body !== null && { body }),
      origins: [url.origin],
      reuse: isRead(method),
      maxBytes: MAX_ANSWER_BYTES,
      idleMs: IDLE_MS,
    });
    if (answer.kind !== 'answered') {
      this.logger.info('a request to a platform got no answer', { linkId: request.linkId, why: answer.why });
      return { answer: undefined, result: { kind: answer.kind === 'failed' ? 'no-answer' : 'not-sent' } };
    }
    return this.#read(answer, held);
  }

  /** The body of a 401 says whether another token helps. */
  async #read(answer: Answered, { provider }: TokenHeld): Promise<Tried> {
    const { status, headers } = answer;
    if (status !== 401) return { answer, result: { kind: 'answer', status, tokenRefused: false } };
    try {
      const read = await bufferUpTo(answer.body, MAX_REFUSAL_BYTES);
      const body = Buffer.isBuffer(read) ? Readable.from(read, { objectMode: false }) : read;
      const json = Buffer.isBuffer(read) ? jsonOf({ headers, body: read }, MAX_REFUSAL_BYTES) : undefined;
      const tokenRefused = provider.requests.isTokenRefused({ json, headers });
      return { answer: { ...answer, body }, result: { kind: 'answer', status, tokenRefused } };
    } catch {
      return { answer: undefined, result: { kind: 'no-answer' } };
    }
  }

  /** Closes the budget as the platform asks, and answers for how many seconds. */
  async #close(user: BudgetUser, answer: Answered | undefined): Promise<number> {
    const seconds = retryAfterSeconds(answer?.headers['retry-after'], Date.now()) ?? THROTTLED_SECONDS;
    await this.budgets.close(user, seconds);
    return seconds;
  }
}
