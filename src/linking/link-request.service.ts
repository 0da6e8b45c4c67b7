import { auditEntry } from '../audit/audit.service.js';
import type { Catalogue } from '../catalogue/catalogue.service.js';
import { companyProblem } from '../companies/company.outcomes.js';
import { findCompanies, holdCompany } from '../companies/company.repository.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database, Transaction } from '../infra/database/database.js';
import { executeStatement } from '../infra/database/statement.js';
import { problem } from '../infra/errors/problem.js';
import { newId } from '../infra/ids/ids.js';
import { makeScopedToken, type ScopedToken } from '../infra/ids/scoped-token.js';
import { integrationProblem } from '../integrations/integration.outcomes.js';
import { findLinks, findLinksOf, type LinkRow } from '../links/company-link.repository.js';
import { findExpiry, lockLink } from '../links/link-attempt.repository.js';
import type { EndedGrant } from '../tokens/grant/grant.outcomes.js';
import type { RevocationService } from '../tokens/revocation.service.js';
import type { ApiKeyService } from '../workspaces/api-key.service.js';
import type { ReturnUrlsService } from '../workspaces/return-urls.service.js';
import { type LinkCompanyOutcome, linkProblem } from './link.outcomes.js';
import { insertAttempt, makeLink, makeWay } from './link-statements.repository.js';
import type { LinkingOptionsService } from './linking-options.service.js';

export interface LinkRequest {
  readonly companyId: string;
  readonly integrationKey: string;
  readonly countryCode: string | null;
  readonly returnUrl: URL | null;
}

const HOURS = 24;

/** Starts linking: creates a link URL, which replaces an earlier one. */
export class LinkRequestService {
  constructor(
    private readonly database: Database,
    private readonly apiKeys: ApiKeyService,
    private readonly uses: {
      readonly linkable: LinkingOptionsService;
      readonly returnUrls: ReturnUrlsService;
      readonly revocation: RevocationService;
    },
  ) {}

  async request(caller: Caller, catalogue: Catalogue, request: LinkRequest): Promise<LinkCompanyOutcome> {
    const { workspaceId, signal } = caller;
    // 1. Check the company, the integration and the country.
    const db = this.database.reader(signal);
    const [company] = await findCompanies(db, workspaceId, [request.companyId]);
    if (company === undefined) return companyProblem('CompanyNotFound');
    const data = catalogue.findIntegration(request.integrationKey);
    if (data === undefined) return integrationProblem('IntegrationNotFound');
    const linkable = await this.uses.linkable.of(workspaceId, data, signal);
    if (!linkable.enabled) return linkProblem('IntegrationDisabled');
    const set = linkable.setFor(request.countryCode);
    if (set === undefined)
      return linkable.countryChoice === 'NONE'
        ? problem('RegionNotSupported', 'This platform has no countries. Leave `countryCode` out.', {
            linkableCountries: [],
          })
        : linkProblem('RegionNotSupported', { linkableCountries: linkable.countries.map(({ code }) => code) });
    const unusable = linkable.whyNotUsable(set);
    if (unusable !== null) return problem('IntegrationDisabled', unusable);
    // 2. Check the link's status and the return URL.
    const linked = (await findLinksOf(db, workspaceId, [company.id])).find(
      (link) => link.integration_key === data.key && link.status === 'LINKED',
    );
    if (linked !== undefined) return linkProblem('AlreadyLinked', { link: linked });
    if (request.returnUrl !== null && !(await this.uses.returnUrls.allows(caller, request.returnUrl)))
      return linkProblem('ReturnUrlNotAllowed');
    // 3. Create the URL, and end the earlier open attempt.
    const created = await this.#make(caller, request);
    if (created === undefined) return companyProblem('CompanyNotFound');
    if (created.ended.length > 0) await this.uses.revocation.revokeEnded(caller, created.ended);
    if (created.link.status === 'LINKED') return linkProblem('AlreadyLinked', { link: created.link });
    const { link, token, expiresAt } = created;
    return { kind: 'LinkCompanySuccess', link, token, expiresAt, warnings: linkable.warningsOf(set) };
  }

  /** Undefined: the company was deleted. */
  async #make(caller: Caller, request: LinkRequest) {
    const { workspaceId } = caller;
    const url = makeScopedToken(workspaceId);
    const ids = { link: newId(), attempt: newId() };
    return this.database.transaction(caller, async (tx) => {
      await this.apiKeys.assertKeyValid(tx, caller);
      const company = await holdCompany(tx, workspaceId, request.companyId);
      if (company === undefined) return undefined;
      const newLink = { linkId: ids.link, searchName: company.search_name };
      const link = await this.#linkFor(tx, caller, request, newLink);
      if (link.status === 'LINKED') return { link, token: '', expiresAt: new Date(0), ended: [] };
      const { expiresAt, ended } = await this.#replace(tx, caller, link, { id: ids.attempt, url, request });
      const [after] = await findLinks(tx, workspaceId, [link.id]);
      return { link: after ?? link, token: url.token, expiresAt, ended };
    });
  }

  /** The link of a company and an integration, inserted if it is missing, and locked with its open attempt. */
  async #linkFor(
    tx: Transaction,
    caller: Caller,
    request: LinkRequest,
    newLink: { linkId: string; searchName: string },
  ): Promise<LinkRow> {
    const { workspaceId } = caller;
    const { companyId, integrationKey } = request;
    await executeStatement(tx, makeLink, { workspaceId, ...newLink, companyId, integrationKey });
    for (let attempt = 1; attempt <= 5; attempt++) {
      const links = await findLinksOf(tx, workspaceId, [request.companyId]);
      const link = links.find(({ integration_key }) => integration_key === request.integrationKey);
      if (link === undefined) throw new Error('an inserted link was not found');
      if (!(await lockLink(tx, workspaceId, link.id))) continue;
      const [locked] = await findLinks(tx, workspaceId, [link.id]);
      if (locked !== undefined) return locked;
    }
    throw new Error('a link changed hands too often to be asked for');
  }

  async #replace(
    tx: Transaction,
    caller: Caller,
    link: LinkRow,
    { id, url, request }: { id: string; url: ScopedToken; request: LinkRequest },
  ): Promise<{ expiresAt: Date; ended: readonly EndedGrant[] }> {
    const { workspaceId, actor } = caller;
    // An earlier run of this transaction may have committed it, and its answer was lost.
    const existing = await findExpiry(tx, workspaceId, id);
    if (existing !== undefined) return { expiresAt: existing, ended: [] };
    const ended = await executeStatement(tx, makeWay, {
      workspaceId,
      linkId: link.id,
      step: 'FAILED',
      reason: 'LINK_REQUESTED',
      entries: [auditEntry(caller, 'link.requested', link.id, ['linkUrl'])],
    });
    const [inserted] = await executeStatement(tx, insertAttempt, {
      ...{ workspaceId, attemptId: id, linkId: link.id, urlHash: url.hash, hours: HOURS, actor },
      askedCountryCode: request.countryCode,
      returnUrl: request.returnUrl?.href ?? null,
    });
    return { expiresAt: inserted?.expires_at ?? new Date(0), ended };
  }
}
