import { auditEntry } from '../audit/audit.service.js';
import { insertUntoldEvents } from '../audit/audit-event-insert.repository.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database, Transaction } from '../infra/database/database.js';
import { apiError } from '../infra/errors/api-error.js';
import { newId } from '../infra/ids/ids.js';
import type { ApiKeyService } from '../workspaces/api-key.service.js';
import { type CreateCompaniesOutcome, companyProblem } from './company.outcomes.js';
import { type CompanyRow, findCompaniesByIds } from './company.repository.js';
import { faultsOf, type NewCompany, searchNameOf } from './company.rules.js';
import { type CompanyToInsert, insertCompanies } from './company-changes.repository.js';

const MAX_COMPANIES = 500;
const TRIES = 5;

/** Creates many companies at once. */
export class CreateCompaniesService {
  constructor(
    private readonly database: Database,
    private readonly apiKeys: ApiKeyService,
  ) {}

  /** Creates all or none. A company whose external id is there already is answered as it is. */
  async create(caller: Caller, wanted: readonly NewCompany[]): Promise<CreateCompaniesOutcome> {
    if (wanted.length === 0 || wanted.length > MAX_COMPANIES)
      throw apiError('BAD_USER_INPUT', `\`input.companies\` must have 1 to ${MAX_COMPANIES} companies.`);
    const faults = faultsOf(wanted);
    if (faults.length > 0) return companyProblem('CompaniesRejected', { faults });
    const companies = wanted.map((company) => ({ ...company, id: newId(), searchName: searchNameOf(company.name) }));
    const entries = companies.map(({ id, name, externalId }) =>
      auditEntry(caller, 'company.created', id, externalId === null ? ['name'] : ['name', 'externalId'], name),
    );
    const rows = await this.database.transaction(caller, async (tx) => {
      await this.apiKeys.assertKeyValid(tx, caller);
      const found = await this.#insert(tx, caller.workspaceId, companies);
      const created = new Set(found.map(({ id }) => id));
      insertUntoldEvents(
        tx,
        caller.workspaceId,
        entries.filter(({ targetId }) => created.has(targetId)),
      );
      return found;
    });
    return {
      kind: 'CreateCompaniesSuccess',
      companies: rows.map((company, place) => ({ company, created: company.id === companies[place]?.id })),
    };
  }

  /** The rows of the companies, in their order: new ones, or those that have their external ids. */
  async #insert(tx: Transaction, workspaceId: string, companies: readonly CompanyToInsert[]): Promise<CompanyRow[]> {
    // In one order, so that two calls with the same external ids do not wait for each other.
    let missing = [...companies].sort((a, b) => Number((a.externalId ?? '') > (b.externalId ?? '')) * 2 - 1);
    const rows = new Map<string, CompanyRow>();
    for (let attempt = 1; missing.length > 0; attempt++) {
      // A company that had an external id may be deleted before it is read.
      if (attempt > TRIES) throw new Error('companies were deleted too often while others were created');
      const inserted = await insertCompanies(tx, workspaceId, missing);
      const found =
        inserted.length < missing.length ? await findCompaniesByIds(tx, workspaceId, idsOf(missing)) : inserted;
      const byId = new Map(found.map((row) => [row.id, row]));
      const byExternalId = new Map(found.map((row) => [row.external_id, row]));
      missing = missing.filter(({ id, externalId }) => {
        const row = byId.get(id) ?? (externalId === null ? undefined : byExternalId.get(externalId));
        if (row !== undefined) rows.set(id, row);
        return row === undefined;
      });
    }
    return companies.flatMap(({ id }) => rows.get(id) ?? []);
  }
}

const idsOf = (companies: readonly CompanyToInsert[]) => ({
  ids: companies.map(({ id }) => id),
  externalIds: companies.flatMap(({ externalId }) => externalId ?? []),
});
