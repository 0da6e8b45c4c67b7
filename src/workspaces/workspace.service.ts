import { auditEntry } from '../audit/audit.service.js';
import type { AuditedBy } from '../audit/audit-event-insert.repository.js';
import { backgroundReader } from '../infra/database/background-reader.js';
import type { Caller } from '../infra/database/caller.js';
import { readClock } from '../infra/database/clock.js';
import type { Database, Transaction } from '../infra/database/database.js';
import { executeStatement } from '../infra/database/statement.js';
import { WHOLE, type WorkShare } from '../infra/database/work-share.js';
import { newId } from '../infra/ids/ids.js';
import type { Logger } from '../infra/observability/logger.js';
import { workOnPages } from '../infra/process/work-on-pages.js';
import type { ApiKeyRow } from './api-key.repository.js';
import { findPresentedKey, findValidKeysMadeBy, revokeKey } from './api-key.repository.js';
import { hashKey, makeKey, type NewKey, parseKey, SCOPES } from './api-key.rules.js';
import type { ApiKeyService, AuditedIn } from './api-key.service.js';
import type { WorkShareService } from './work-share.service.js';
import {
  createWorkspace,
  findFirstWorkspace,
  renameWorkspace,
  type WorkspaceRow,
  workspacesAfter,
} from './workspace.repository.js';

/** The author of the first key, by which it is found and revoked when its file is lost. */
const FIRST_START = 'first start';
const DEFAULT = 'default';
const PAGE = 500;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Work on all workspaces. `name` is for the log. */
interface WorkOnAll {
  readonly name: string;
  readonly logger: Logger;
  readonly signal?: AbortSignal;
  readonly share?: WorkShare;
}

export class WorkspaceService {
  constructor(
    private readonly database: Database,
    private readonly apiKeys: ApiKeyService,
    private readonly shares: WorkShareService,
  ) {}

  /** Creates a workspace and its first API key, with all scopes. Only the answer contains the key. */
  async create(caller: Caller, name: string): Promise<{ workspace: WorkspaceRow; apiKey: ApiKeyRow; key: string }> {
    const workspace = { id: newId(), name };
    const newKey = makeKey(workspace.id);
    const id = newId();
    const apiKey = await this.database.transaction(caller, async (tx) => {
      await this.#make(tx, caller, workspace);
      return this.#insertKey(tx, { ...caller, workspaceId: workspace.id }, id, newKey);
    });
    return { workspace, apiKey, key: newKey.key };
  }

  /** Changes the name, which customers see on the link page. An equal name writes nothing. */
  async rename(caller: Caller, name: string): Promise<void> {
    const { workspaceId } = caller;
    const entries = [auditEntry(caller, 'workspace.renamed', workspaceId, ['name'])];
    await this.database.transaction(caller, (tx) =>
      executeStatement(tx, renameWorkspace, { workspaceId, name, entries }),
    );
  }

  /** Lists all workspaces, for the operator only. A request never sees another workspace. */
  async list(): Promise<WorkspaceRow[]> {
    const all: WorkspaceRow[] = [];
    for await (const page of this.#pages(WHOLE)) all.push(...page);
    return all;
  }

  /**
   * Does work for all workspaces of a share, by default this process's, in pages of up to 500 ids. Workspaces whose work
   * fails are passed over, and one warning tells how many. The work is repeated for some workspaces, so it must change
   * nothing the second time. It ends early when `signal` aborts.
   * @throws the driver's error when the database answers nothing at all.
   */
  async workOnAll(
    { name, logger, signal, share = this.shares.share }: WorkOnAll,
    work: (workspaceIds: readonly string[]) => Promise<void>,
  ): Promise<void> {
    const { failed, error } = await workOnPages({
      pages: this.#idPages(share, signal),
      work,
      assertPossible: async () => void (await readClock(backgroundReader(this.database))),
    });
    if (failed > 0)
      logger.fault(`${name}: workspaces were passed over, the next pass tries them again`, error, { failed });
  }

  async *#idPages(share: WorkShare, signal?: AbortSignal): AsyncGenerator<string[]> {
    for await (const page of this.#pages(share)) {
      if (signal?.aborted) return;
      yield page.map(({ id }) => id);
    }
  }

  async *#pages(share: WorkShare): AsyncGenerator<WorkspaceRow[]> {
    for (let after = FIRST_ID; ; ) {
      const page = await workspacesAfter(this.database.reader(), share, { id: after, limit: PAGE });
      if (page.length > 0) yield page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      after = last.id;
    }
  }

  /**
   * Creates the default workspace if needed, and makes `keyFile` and the database agree on a key to it: a key that is
   * only in the file is inserted, and a key whose file is missing is revoked and replaced. Returns whether the file's
   * key may be used. A key that was revoked stays revoked. Runs under the migration lock.
   */
  async ensureDefault(
    tx: Transaction,
    keyFile: { read(): string | undefined; write(key: string): Promise<void> },
  ): Promise<boolean> {
    const author = { actor: FIRST_START, requestId: FIRST_START };
    const key = keyFile.read();
    const parsed = key === undefined ? undefined : parseKey(key);
    if (key !== undefined && parsed !== undefined) {
      const row = await findPresentedKey(tx, parsed.workspaceId, parsed.prefix);
      if (row !== undefined) return row.valid;
      const workspace = { id: parsed.workspaceId, name: DEFAULT };
      await this.#make(tx, author, workspace);
      await this.#insertKey(tx, { ...author, workspaceId: workspace.id }, newId(), {
        key,
        prefix: parsed.prefix,
        hash: hashKey(key),
      });
      return true;
    }
    const found = await findFirstWorkspace(tx, { keyMadeBy: FIRST_START, name: DEFAULT });
    const workspace = found ?? { id: newId(), name: DEFAULT };
    const newKey = makeKey(workspace.id);
    await keyFile.write(newKey.key);
    if (found === undefined) await this.#make(tx, author, workspace);
    await this.#revokeLost(tx, author, workspace);
    await this.#insertKey(tx, { ...author, workspaceId: workspace.id }, newId(), newKey);
    return true;
  }

  async #make(tx: Transaction, author: AuditedBy, { id: workspaceId, name }: WorkspaceRow): Promise<void> {
    const entries = [auditEntry(author, 'workspace.created', workspaceId, ['name'])];
    await executeStatement(tx, createWorkspace, { workspaceId, name, entries });
  }

  #insertKey(tx: Transaction, author: AuditedIn, id: string, newKey: NewKey): Promise<ApiKeyRow> {
    const fields = { id, name: DEFAULT, scopes: SCOPES, expiresAt: null };
    return this.apiKeys.insert(tx, author, fields, newKey);
  }

  async #revokeLost(tx: Transaction, author: AuditedBy, { id: workspaceId }: WorkspaceRow): Promise<void> {
    for (const { id: apiKeyId } of await findValidKeysMadeBy(tx, workspaceId, FIRST_START)) {
      const entries = [auditEntry(author, 'api_key.revoked', apiKeyId, ['revokedAt'])];
      await executeStatement(tx, revokeKey, { workspaceId, apiKeyId, own: null, entries });
    }
  }
}
