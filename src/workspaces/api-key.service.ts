import { timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { auditEntry } from '../audit/audit.service.js';
import type { AuditedBy } from '../audit/audit-event-insert.repository.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database, Db, Transaction } from '../infra/database/database.js';
import { executeStatement } from '../infra/database/statement.js';
import { apiError } from '../infra/errors/api-error.js';
import { type Problem, problem } from '../infra/errors/problem.js';
import { newId } from '../infra/ids/ids.js';
import { whyNotName } from '../infra/ids/visible-text.js';
import {
  type ApiKeyRow,
  createKey,
  findKeys,
  findPresentedKey,
  holdKey,
  listKeys,
  type PresentedKeyRow,
  revokeKey,
  touchKey,
} from './api-key.repository.js';
import { escalation, makeKey, type NewKey, outlives, type ParsedKey, parseKey, type Scope } from './api-key.rules.js';

/** The data about a caller that its key gives. */
export interface Actor {
  readonly workspaceId: string;
  readonly workspaceName: string;
  readonly apiKeyId: string;
  readonly prefix: string;
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** When the key expires. Null: never. */
  readonly expiresAt: Date | null;
  readonly catalogueVersion: string;
  /** When the session ends that stands for the key. Undefined: the key itself was sent. */
  readonly sessionEndsAt?: Date;
}

interface Known {
  /** `performance.now()` until which the answer may be used. */
  readonly until: number;
  readonly actor: Promise<Actor | undefined>;
}

/**
 * How long an answer about a key is used, counted from before the statement was sent: with the statement's own time
 * it stays below the second after which a revoked key must be refused by every process.
 */
const VALID_MS = 900;

/** The author of a change, and the workspace. */
export type AuditedIn = AuditedBy & { readonly workspaceId: string };

export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date | null;
}

export type CreateKeyOutcome =
  | { kind: 'CreateApiKeySuccess'; row: ApiKeyRow; key: string }
  | Problem<'ScopeEscalation'>;
export type RevokeKeyOutcome =
  | { kind: 'RevokeApiKeySuccess'; row: ApiKeyRow }
  | Problem<'ApiKeyNotFound'>
  | Problem<'ScopeEscalation'>;

export class ApiKeyService {
  readonly #known = new LRUCache<string, Known>({ max: 10_000 });

  constructor(private readonly database: Database) {}

  /**
   * The actor behind a key, or undefined when there is none: malformed, unknown, revoked, expired. Answers, good and
   * bad, are kept for less than a second; calls meanwhile share one statement. A look-up that fails is never "wrong
   * key": it throws, and is not kept. `hash` is the key's SHA-256, `slot` the same as text.
   */
  authenticate(key: string, hash: Buffer, slot: string): Promise<Actor | undefined> {
    return this.#remember(slot, () => {
      const parsed = parseKey(key);
      if (parsed === undefined) return undefined;
      return this.#lookUp(parsed, (row) => timingSafeEqual(row.secret_hash, hash));
    });
  }

  /** The actor behind a key that signed in to the portal, kept for as short a time; undefined once it is revoked. */
  authenticateSession(session: ParsedKey & { readonly apiKeyId: string }): Promise<Actor | undefined> {
    const isTheKey = (row: PresentedKeyRow) => row.id === session.apiKeyId;
    return this.#remember(`session ${session.apiKeyId}`, () => this.#lookUp(session, isTheKey));
  }

  #remember(slot: string, lookUp: () => Promise<Actor | undefined> | undefined): Promise<Actor | undefined> {
    const now = performance.now();
    const cached = this.#known.get(slot);
    if (cached !== undefined && now < cached.until) return cached.actor;

    const actor = lookUp();
    if (actor === undefined) return Promise.resolve(undefined);
    this.#known.set(slot, { until: now + VALID_MS, actor });
    actor.catch(() => this.#known.delete(slot));
    return actor;
  }

  async #lookUp(
    { workspaceId, prefix }: ParsedKey,
    isTheKey: (row: PresentedKeyRow) => boolean,
  ): Promise<Actor | undefined> {
    const db = this.database.reader(AbortSignal.timeout(5000));
    const row = await findPresentedKey(db, workspaceId, prefix);
    if (row === undefined || !isTheKey(row) || !row.valid) return undefined;
    // Not awaited, because nothing depends on it. After a failure the time of an earlier use remains.
    if (row.idle) touchKey(db, workspaceId, row).catch(() => undefined);
    return {
      workspaceId,
      workspaceName: row.workspace_name,
      apiKeyId: row.id,
      prefix,
      name: row.name,
      scopes: new Set(row.scopes),
      expiresAt: row.expires_at,
      catalogueVersion: row.catalogue_version,
    };
  }

  async create(
    caller: Caller,
    own: Pick<Actor, 'scopes' | 'expiresAt'>,
    request: NewApiKey,
  ): Promise<CreateKeyOutcome> {
    const why = whyNotName(request.name);
    if (why !== undefined) throw apiError('BAD_USER_INPUT', `\`input.name\` ${why}.`);
    if (request.scopes.length === 0) {
      throw apiError('BAD_USER_INPUT', '`input.scopes` is empty. A key needs at least one scope.');
    }
    if (request.expiresAt !== null && request.expiresAt.getTime() <= Date.now()) {
      throw apiError('BAD_USER_INPUT', '`input.expiresAt` is in the past. Send a time in the future, or leave it out.');
    }
    const beyond = escalation(own.scopes, request.scopes);
    if (beyond.length > 0) {
      return problem(
        'ScopeEscalation',
        `This key does not have the scope ${beyond.join(', ')}, so it cannot grant it. Request fewer scopes, or use a key that has them.`,
      );
    }
    if (outlives(request.expiresAt, own.expiresAt)) {
      return problem(
        'ScopeEscalation',
        `This key expires at ${own.expiresAt?.toISOString()}, so it cannot create a key that expires later. Set \`input.expiresAt\` to that time or earlier, or use a key that expires later.`,
      );
    }
    const newKey = makeKey(caller.workspaceId);
    const id = newId();
    const row = await this.database.transaction(caller, async (tx) => {
      await this.assertKeyValid(tx, caller);
      return this.insert(tx, caller, { id, ...request }, newKey);
    });
    return { kind: 'CreateApiKeySuccess', row, key: newKey.key };
  }

  /** `own`: the scopes of the calling key. Null: the operator, who may revoke every key. */
  async revoke(caller: Caller, own: ReadonlySet<Scope> | null, id: string): Promise<RevokeKeyOutcome> {
    const row = await this.database.transaction(caller, async (tx) => {
      if (caller.apiKeyId !== id) await this.assertKeyValid(tx, caller);
      const entries = [auditEntry(caller, 'api_key.revoked', id, ['revokedAt'])];
      const { workspaceId } = caller;
      await executeStatement(tx, revokeKey, { workspaceId, apiKeyId: id, own: own && [...own], entries });
      const [row] = await findKeys(tx, caller.workspaceId, [id]);
      return row;
    });
    if (row === undefined)
      return problem(
        'ApiKeyNotFound',
        'There is no such API key in this workspace. The `apiKeys` query lists all keys.',
      );
    if (row.revoked_at === null)
      return problem(
        'ScopeEscalation',
        'That key has scopes that this key does not have, so this key cannot revoke it. Use a key that has all of its scopes.',
      );
    this.#known.clear();
    return { kind: 'RevokeApiKeySuccess', row };
  }

  list(caller: Caller): Promise<ApiKeyRow[]> {
    return listKeys(this.database.readerFor(caller), caller.workspaceId);
  }

  /**
   * The first step of every change.
   * @throws ApiError UNAUTHENTICATED if the caller's key was revoked or has expired since the request began
   */
  async assertKeyValid(tx: Db, caller: Caller): Promise<void> {
    if (caller.apiKeyId === null) return;
    if (await holdKey(tx, caller.workspaceId, caller.apiKeyId)) return;
    throw apiError('UNAUTHENTICATED', 'This API key is no longer valid. Nothing was changed.');
  }

  /** Inserts a key with its audit event. */
  async insert(
    tx: Transaction,
    caller: AuditedIn,
    { id: apiKeyId, ...request }: NewApiKey & { readonly id: string },
    { prefix, hash }: NewKey,
  ): Promise<ApiKeyRow> {
    const { workspaceId, actor: createdBy } = caller;
    const entries = [auditEntry(caller, 'api_key.created', apiKeyId, ['name', 'scopes', 'expiresAt'])];
    const key = { workspaceId, apiKeyId, createdBy, ...request, prefix, hash };
    await executeStatement(tx, createKey, { ...key, entries });
    const [row] = await findKeys(tx, workspaceId, [apiKeyId]);
    if (row === undefined) throw new Error('an inserted key was not found');
    return row;
  }
}
