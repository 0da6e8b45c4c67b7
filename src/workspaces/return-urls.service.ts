import { auditEntry } from '../audit/audit.service.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database } from '../infra/database/database.js';
import { executeStatement } from '../infra/database/statement.js';
import { type Problem, problem } from '../infra/errors/problem.js';
import type { ApiKeyService } from './api-key.service.js';
import { isAllowedReturnUrl, whyNotReturnUrls } from './return-urls.rules.js';
import { changeReturnUrls, findReturnUrls } from './workspace.repository.js';

export type SetReturnUrlsOutcome = { kind: 'SetReturnUrlsSuccess' } | Problem<'ReturnUrlNotAllowed'>;

/** Manages the URLs to which customers may be sent back after linking. */
export class ReturnUrlsService {
  constructor(
    private readonly database: Database,
    private readonly apiKeys: ApiKeyService,
  ) {}

  /** Saves the list. An equal list writes nothing. */
  async set(caller: Caller, urls: readonly URL[]): Promise<SetReturnUrlsOutcome> {
    const why = whyNotReturnUrls(urls);
    if (why !== undefined) return problem('ReturnUrlNotAllowed', why);
    const { workspaceId } = caller;
    const unique = [...new Set(urls.map(({ href }) => href))];
    const entries = [auditEntry(caller, 'workspace.return_urls_set', workspaceId, ['returnUrls'])];
    await this.database.transaction(caller, async (tx) => {
      await this.apiKeys.assertKeyValid(tx, caller);
      await executeStatement(tx, changeReturnUrls, { workspaceId, urls: unique, entries });
    });
    return { kind: 'SetReturnUrlsSuccess' };
  }

  async allows(caller: Caller, url: URL): Promise<boolean> {
    const [row] = await findReturnUrls(this.database.readerFor(caller), [caller.workspaceId]);
    return isAllowedReturnUrl(url, row?.return_urls ?? []);
  }
}
