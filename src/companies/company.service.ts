import { auditEntry } from '../audit/audit.service.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database, Db } from '../infra/database/database.js';
import { executeStatement } from '../infra/database/statement.js';
import { apiError } from '../infra/errors/api-error.js';
import { newId } from '../infra/ids/ids.js';
import { findLinksOf, lockLinksOf } from '../links/company-link.repository.js';
import type { ApiKeyService } from '../workspaces/api-key.service.js';
import {
  type CreateCompanyOutcome,
  companyInUse,
  companyProblem,
  type DeleteCompanyOutcome,
  type UpdateCompanyOutcome,
} from './company.outcomes.js';
import {
  type CompanyPage,
  type CompanyPageRow,
  type CompanyRow,
  findCompanies,
  findCompanyByExternalId,
  listCompanies,
  lockCompany,
  searchCompanies,
} from './company.repository.js';
import { type NewCompany, prefixRange, searchNameOf, whyNotDelete, whyNotSearch, whyNotText } from './company.rules.js';
import { createCompany, deleteCompany, updateCompany } from './company-changes.repository.js';

export class CompanyService {
  constructor(
    private readonly database: Database,
    private readonly apiKeys: ApiKeyService,
  ) {}

  async create(caller: Caller, wanted: NewCompany): Promise<CreateCompanyOutcome> {
    checkNames(wanted);
    const { workspaceId } = caller;
    const id = newId();
    return this.database.transaction(caller, async (tx): Promise<CreateCompanyOutcome> => {
      await this.apiKeys.assertKeyValid(tx, caller);
      const fields = wanted.externalId === null ? ['name'] : ['name', 'externalId'];
      const entries = [auditEntry(caller, 'company.created', id, fields, wanted.name)];
      const company = { workspaceId, companyId: id, ...wanted, searchName: searchNameOf(wanted.name) };
      const [created] = await executeStatement(tx, createCompany, { ...company, entries });
      if (created !== undefined) return { kind: 'CreateCompanySuccess', company: created };
      // Either an earlier run of this transaction created the company and its answer was lost, or the external id is
      // taken.
      const [existing] = await findCompanies(tx, workspaceId, [id]);
      if (existing !== undefined) return { kind: 'CreateCompanySuccess', company: existing };
      return companyProblem('ExternalIdTaken', { company: await this.#holderOf(tx, workspaceId, wanted.externalId) });
    });
  }

  /** Fields that are left out keep their values. Equal values write nothing. */
  async update(
    caller: Caller,
    id: string,
    wanted: { readonly name?: string; readonly externalId?: string | null },
  ): Promise<UpdateCompanyOutcome> {
    checkNames(wanted);
    const { workspaceId } = caller;
    return this.database.transaction(caller, async (tx): Promise<UpdateCompanyOutcome> => {
      await this.apiKeys.assertKeyValid(tx, caller);
      const before = await lockCompany(tx, workspaceId, id);
      if (before === undefined) return companyProblem('CompanyNotFound');
      const { name = before.name, externalId = before.external_id } = wanted;
      const fields = [
        ...(name === before.name ? [] : ['name']),
        ...(externalId === before.external_id ? [] : ['externalId']),
      ];
      if (fields.length === 0) return { kind: 'UpdateCompanySuccess', company: before };
      const holder = externalId && (await findCompanyByExternalId(tx, workspaceId, externalId));
      if (holder && holder.id !== id) return companyProblem('ExternalIdTaken', { company: holder });
      const entries = [auditEntry(caller, 'company.updated', id, fields, name)];
      const after = { workspaceId, companyId: id, name, searchName: searchNameOf(name), externalId };
      const [company] = await executeStatement(tx, updateCompany, { ...after, entries });
      return { kind: 'UpdateCompanySuccess', company: company ?? before };
    });
  }

  /** Refused while a link has tokens or may get some: deleting it would leave them valid at the platform. */
  async remove(caller: Caller, id: string): Promise<DeleteCompanyOutcome> {
    const { workspaceId } = caller;
    let deletedBefore = false;
    return this.database.transaction(caller, async (tx): Promise<DeleteCompanyOutcome> => {
      await this.apiKeys.assertKeyValid(tx, caller);
      // 1. Lock the company, so that no link is started.
      const company = await lockCompany(tx, workspaceId, id);
      if (company === undefined)
        return deletedBefore ? { kind: 'DeleteCompanySuccess', id } : companyProblem('CompanyNotFound');
      await lockLinksOf(tx, workspaceId, id);
      // 2. Check its links.
      const links = await findLinksOf(tx, workspaceId, [id]);
      const inTheWay = whyNotDelete(links);
      if (inTheWay !== undefined) return companyInUse(inTheWay.why, inTheWay.links);
      // 3. Delete it.
      deletedBefore = true;
      const entries = [auditEntry(caller, 'company.deleted', id, [], company.name)];
      await executeStatement(tx, deleteCompany, { workspaceId, companyId: id, entries });
      return { kind: 'DeleteCompanySuccess', id };
    });
  }

  /** Undefined: no company has it. A text that cannot be an external id is one that no company has. */
  async findByExternalId(caller: Caller, externalId: string): Promise<CompanyRow | undefined> {
    if (whyNotText(externalId) !== undefined) return undefined;
    return findCompanyByExternalId(this.database.readerFor(caller), caller.workspaceId, externalId);
  }

  list(caller: Caller, { search, ...page }: CompanyPage & { readonly search: string }): Promise<CompanyPageRow[]> {
    const why = whyNotSearch(search);
    if (why !== undefined) throw apiError('BAD_USER_INPUT', `\`search\` ${why}.`);
    const db = this.database.readerFor(caller);
    if (search === '') return listCompanies(db, caller.workspaceId, page);
    const ranges = { names: prefixRange(searchNameOf(search)), externalIds: prefixRange(search) };
    return searchCompanies(db, caller.workspaceId, ranges, page);
  }

  async #holderOf(tx: Db, workspaceId: string, externalId: string | null): Promise<CompanyRow> {
    const holder = await findCompanyByExternalId(tx, workspaceId, externalId ?? '');
    if (holder === undefined) throw new Error('an external id is taken by no company');
    return holder;
  }
}

function checkNames({ name, externalId }: { name?: string; externalId?: string | null }): void {
  for (const [field, text] of Object.entries({ name, externalId })) {
    const why = typeof text === 'string' ? whyNotText(text) : undefined;
    if (why !== undefined) throw apiError('BAD_USER_INPUT', `\`input.${field}\` ${why}.`);
  }
}
