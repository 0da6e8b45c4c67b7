import type { Readable } from 'node:stream';
import type { AccessTokenService, TokenHeld } from '../access-tokens/access-token.service.js';
import { auditEntry } from '../audit/audit.service.js';
import { backgroundTransaction } from '../infra/database/background-reader.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database } from '../infra/database/database.js';
import { executeStatement } from '../infra/database/statement.js';
import { problem } from '../infra/errors/problem.js';
import type { Logger } from '../infra/observability/logger.js';
import { isIdempotencyKey } from '../repeats/repeat.rules.js';
import { bufferUpTo } from './buffer-up-to.js';
import { MAX_KEPT_BYTES, platformIdOf } from './idempotency.rules.js';
import { type PlatformPath, parsePath, pathTemplate, urlOf } from './path.rules.js';
import { replyTo } from './platform-reply.js';
import { type RequestOutcome, requestProblem } from './platform-request.outcomes.js';
import { recordOfLink } from './request-audit.repository.js';
import type { Entry, RequestLedgerService } from './request-ledger.service.js';
import type { RequestSendingService, SendEnd, SentRequest } from './request-sending.service.js';
import { isRead, type Outcome, outcomeOf } from './retry.rules.js';

/** A body up to this size is held in memory, so that the request can be repeated, signed and given a key. */
export const MAX_HELD_BYTES = 1_000_000;

/** A request of a workspace to the platform of a link. */
export interface PlatformRequest extends Omit<SentRequest, 'path'> {
  /** As it was sent: encoded, without a slash before it. */
  readonly path: string;
  readonly query: string;
  readonly idempotencyKey: string | undefined;
  /** The path under which this API answers for the platform's base, for `Location`. */
  readonly prefix: string;
}

interface Dependencies {
  readonly database: Database;
  readonly tokens: AccessTokenService;
  readonly sending: RequestSendingService;
  readonly ledger: RequestLedgerService;
  readonly logger: Logger;
}

/** Passes requests of a workspace on to the platform of a link. */
export class PlatformRequestService {
  constructor(private readonly dependencies: Dependencies) {}

  async request(caller: Caller, request: PlatformRequest): Promise<RequestOutcome> {
    const { tokens } = this.dependencies;
    // 1. Read the path, and obtain the token of the link.
    const path = parsePath(request.path, request.query);
    if ('refused' in path) return problem('PathNotAllowed', path.refused);
    const held = await tokens.hold(caller, { linkId: request.linkId, force: false });
    if (held.kind !== 'TokenHeld') return held;
    // 2. Let the platform's rules refuse it.
    const { requests } = held.provider;
    const { apiVersion } = held.access.application;
    const requested = { apiVersion, businessId: held.access.businessId, segments: path.segments };
    const why = requests.whyNotAllowed(requested);
    if (why !== null) return problem('PathNotAllowed', why);
    const isHeld = request.body === null || Buffer.isBuffer(request.body);
    if (!isHeld && requests.signsBodies(apiVersion))
      return problem(
        'BodyTooLarge',
        `This API version of the platform signs bodies. The body may have ${MAX_HELD_BYTES} bytes.`,
      );
    // 3. Send it: a read as it is, a write with its entry in the ledger.
    if (isRead(request.method)) return replyTo(request.prefix, await this.#send(caller, request, path, held));
    return this.#write(caller, request, path, held);
  }

  #send(caller: Caller, request: PlatformRequest, path: PlatformPath, held: TokenHeld): Promise<SendEnd> {
    return this.dependencies.sending.send(caller, { ...request, path }, held);
  }

  async #write(caller: Caller, request: PlatformRequest, path: PlatformPath, held: TokenHeld): Promise<RequestOutcome> {
    const keyed = await this.#enter(caller, request, path, held);
    if (keyed !== undefined && keyed.kind !== 'entered') return keyed;
    try {
      const body = keyed === undefined ? request.body : keyed.body;
      const end = await this.#send(caller, { ...request, body }, path, held);
      if (end.kind === 'ended') await this.#noted(caller, () => this.#audit(caller, request, path, end.answer?.status));
      const outcome = end.kind === 'refused' ? 'not-done' : outcomeOf(end.step, end.answer?.status);
      const isBroken = end.kind === 'ended' && end.answer?.body.errored;
      const reply = isBroken ? requestProblem('OutcomeUnknown') : replyTo(request.prefix, end);
      return keyed === undefined ? reply : await this.#end(caller, keyed, outcome, reply);
    } catch (error) {
      if (keyed !== undefined) await this.#noted(caller, () => this.dependencies.ledger.end(keyed, 'unknown'));
      throw error;
    }
  }

  /** Keeps the answer of a write with a key before the caller gets it. */
  async #end(caller: Caller, entry: Entry, outcome: Outcome, reply: RequestOutcome): Promise<RequestOutcome> {
    const { ledger } = this.dependencies;
    if (outcome !== 'done' || reply.kind !== 'PlatformReply') {
      await this.#noted(caller, () => ledger.end(entry, outcome === 'done' ? 'unknown' : outcome));
      return reply;
    }
    const kept = await bufferUpTo(reply.body as Readable, MAX_KEPT_BYTES).catch(() => undefined);
    if (kept === undefined) {
      await this.#noted(caller, () => ledger.end(entry, 'unknown'));
      return requestProblem('OutcomeUnknown');
    }
    const { status, headers } = reply;
    const body = Buffer.isBuffer(kept) ? kept : undefined;
    await this.#noted(caller, () => ledger.end(entry, 'done', { status, headers, body }));
    return { ...reply, body: kept };
  }

  /** What was done at the platform stays done where it cannot be noted: the caller gets the answer all the same. */
  async #noted({ requestId }: Caller, note: () => Promise<void>): Promise<void> {
    await note().catch((error) =>
      this.dependencies.logger.fault('the end of a write to a platform could not be noted', error, { requestId }),
    );
  }

  /** Undefined: the write has no key. `body`: with the platform's own id of the write, where it takes one. */
  async #enter(
    { workspaceId }: Caller,
    { linkId, method, body, idempotencyKey: key }: PlatformRequest,
    path: PlatformPath,
    { provider, access }: TokenHeld,
  ): Promise<(Entry & { readonly body: Buffer | null }) | RequestOutcome | undefined> {
    if (key === undefined) return undefined;
    if (!isIdempotencyKey(key))
      return problem('IdempotencyKeyNotUsable', 'An Idempotency-Key has 8 to 200 characters of visible ASCII.');
    if (body !== null && !Buffer.isBuffer(body))
      return problem('BodyTooLarge', `A request with an Idempotency-Key may have a body of ${MAX_HELD_BYTES} bytes.`);
    const { apiVersion } = access.application;
    const requested = { apiVersion, businessId: access.businessId, segments: path.segments };
    const id = platformIdOf(workspaceId, linkId, key);
    const text = body?.toString('utf8') ?? '';
    const spliced = provider.requests.withRepeatId(method, requested, text, id);
    const target = urlOf('https://host', path).href;
    const sent = { workspaceId, linkId, key, method, target, body: body ?? Buffer.alloc(0) };
    const entry = await this.dependencies.ledger.enter({ ...sent, repeatable: spliced !== undefined });
    if (entry.kind !== 'entered') return entry;
    return { ...entry, body: spliced === undefined ? body : Buffer.from(spliced) };
  }

  async #audit(
    caller: Caller,
    { method, linkId }: PlatformRequest,
    path: PlatformPath,
    status?: number,
  ): Promise<void> {
    const about = [`${method} ${pathTemplate(path)}`, status === undefined ? 'no answer' : String(status)];
    const entries = [auditEntry(caller, 'request.sent', linkId, about)];
    const { workspaceId } = caller;
    await backgroundTransaction(this.dependencies.database, (tx) =>
      executeStatement(tx, recordOfLink, { workspaceId, entries }),
    );
  }
}
