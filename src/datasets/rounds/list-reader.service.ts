import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { AccessTokenService, TokenHeld } from '../../access-tokens/access-token.service.js';
import type { Caller } from '../../infra/database/caller.js';
import { exactJson } from '../../platform-requests/json.rules.js';
import type { RequestSendingService, SendEnd } from '../../platform-requests/request-sending.service.js';
import { readWhole } from '../../platform-requests/whole-answer.js';
import type { ListAnswer, Scan } from '../../providers/provider-datasets.js';
import type { Interruption } from '../outcome.rules.js';
import type { ListRef } from '../records/records.repository.js';

/** Bytes of one page. A larger one is read as several smaller ones. */
const MAX_PAGE_BYTES = 32_000_000;
/** How long a request waits for its turn: requests of people go first. */
const TURN_MS = 30_000;
/** For a token and all tries of one page. The lease of the dataset is longer. */
const PAGE_MS = 90_000;

/** A page with its records. */
export interface ParsedPage {
  readonly kind: 'parsed';
  readonly answer: Extract<ListAnswer, { kind: 'page' }>;
  /** The platform's time of the answer, in seconds since 1970; null: it does not say. */
  readonly at: number | null;
}

/** What came of one request of a pull. */
export type ListRead =
  /** Its records take about ten times its bytes, so it is parsed, once, when they are needed. */
  | { readonly kind: 'page'; readonly bytes: number; readonly parse: () => ParsedPage | Interrupted }
  /** The platform could not give this page, or the record is not there. `requestId`: the platform's. */
  | { readonly kind: 'page-failed' | 'missing'; readonly status: number | null; readonly requestId: string | null }
  | {
      readonly kind: 'interrupted';
      readonly why: Interruption;
      readonly status: number | null;
      readonly requestId: string | null;
    };

/** Why a round cannot go on now. */
export type Interrupted = Extract<ListRead, { kind: 'interrupted' }>;

/** A link's token is asked for once in this time, and not for each page: the database would be asked every time. */
const HELD_MS = 5_000;

/** Sends the requests of pulls: with the link's token, within the budgets, and again where `retry.rules.ts` says so. */
export class ListReaderService {
  readonly #held = new LRUCache<string, TokenHeld>({ max: 100, ttl: HELD_MS });

  constructor(
    private readonly tokens: AccessTokenService,
    private readonly sending: RequestSendingService,
  ) {}

  /** The link's token, with the provider and the version of its API; or why there is none. */
  async hold({ workspaceId, linkId }: Pick<ListRef, 'workspaceId' | 'linkId'>): Promise<TokenHeld | Interruption> {
    const held = await this.tokens.hold(callerOf(workspaceId), { linkId, force: false });
    return held.kind === 'TokenHeld' ? held : refused(held);
  }

  /** As `read`, for few records. */
  async readParsed(ref: ListRef, scan: Scan): Promise<ParsedPage | Exclude<ListRead, { kind: 'page' }>> {
    const read = await this.read(ref, scan);
    return read.kind === 'page' ? read.parse() : read;
  }

  async read(ref: ListRef, scan: Scan): Promise<ListRead> {
    const caller = callerOf(ref.workspaceId);
    const held = this.#held.get(ref.linkId) ?? (await this.tokens.hold(caller, { linkId: ref.linkId, force: false }));
    if (held.kind !== 'TokenHeld') return interrupted(refused(held));
    if (!this.#held.has(ref.linkId)) this.#held.set(ref.linkId, held);
    const { application, businessId } = held.access;
    const target = { apiVersion: application.apiVersion, businessId };
    const { segments, query } = held.provider.datasets.request(target, ref.list, scan);
    const request = {
      linkId: ref.linkId,
      method: 'GET' as const,
      path: { segments, query: new URLSearchParams(query).toString() },
      headers: { accept: 'application/json' },
      body: null,
      maxWaitMs: TURN_MS,
      isPull: true,
    };
    const end = await this.sending.send(caller, request, held);
    // A token that was renewed meanwhile, or could not be, is asked for anew.
    if (end.kind === 'refused' || end.held !== held) this.#held.delete(ref.linkId);
    return end.kind === 'refused' ? interrupted(refused(end.refusal)) : readEnd(ref.list, scan, end);
  }
}

async function readEnd(list: string, scan: Scan, end: Extract<SendEnd, { kind: 'ended' }>): Promise<ListRead> {
  const whole = await readWhole(end, MAX_PAGE_BYTES);
  if (whole.kind === 'none') return interrupted({ kind: 'list', failure: 'UNAVAILABLE' });
  const { status, headers } = whole;
  const { provider, access } = end.held;
  const about: About = { status, requestId: provider.requests.requestIdOf(headers) ?? null };
  if (whole.kind === 'too-large') return { kind: 'page-failed', ...about };
  if (whole.kind === 'other-business') return interrupted({ kind: 'answer' }, about);
  if (whole.kind !== 'whole') return interrupted({ kind: 'list', failure: 'UNAVAILABLE' }, about);
  if (status !== 200) {
    const failure = provider.datasets.failure(scan, { status, json: exactJson(whole.text() ?? ''), headers });
    if (failure === 'PAGE_FAILED') return { kind: 'page-failed', ...about };
    return failure === 'MISSING' ? { kind: 'missing', ...about } : interrupted({ kind: 'list', failure }, about);
  }
  let textOf: typeof whole.text | undefined = whole.text;
  const at = Date.parse(headers.date ?? '');
  const parse = (): ParsedPage | Interrupted => {
    const text = textOf?.();
    // The page's bytes are not needed any more.
    textOf = undefined;
    const answer =
      text === undefined ? undefined : provider.datasets.read(access.application.apiVersion, list, scan, text);
    if (answer?.kind !== 'page') return interrupted({ kind: 'answer' }, about);
    return { kind: 'parsed', answer, at: Number.isNaN(at) ? null : Math.floor(at / 1000) };
  };
  return { kind: 'page', bytes: whole.bytes, parse };
}

type About = Pick<Interrupted, 'status' | 'requestId'>;

const interrupted = (why: Interruption, about: About = { status: null, requestId: null }): Interrupted => ({
  kind: 'interrupted',
  why,
  ...about,
});

const refused = (refusal: { readonly kind: string; readonly retryAfterSeconds?: number | null }): Interruption => ({
  kind: 'refused',
  refusal: refusal.kind,
  retryAfterSeconds: refusal.retryAfterSeconds ?? null,
});

/** Pulls act for the workspace itself. */
const callerOf = (workspaceId: string): Caller => ({
  workspaceId,
  actor: 'pull',
  apiKeyId: null,
  requestId: randomUUID(),
  signal: AbortSignal.timeout(PAGE_MS),
  afterCommit() {},
});
