import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../api/context.js';
import type { Page } from '../infra/graphql/connection.graphql.js';
import { After, checkFirst, First } from '../infra/graphql/page-arguments.js';
import { CountedByList } from '../infra/graphql/request-limits.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { localId } from '../infra/ids/ids.js';
import { countMissingNode } from '../infra/observability/metrics.js';
import { CompanyLink } from '../links/company-link.graphql.js';
import { LinkStatus } from '../links/link-status.graphql.js';
import {
  CreateCompanyInput,
  CreateCompanyResult,
  toCreateResult,
  toUpdateResult,
  UpdateCompanyInput,
  UpdateCompanyResult,
} from './change-company.graphql.js';
import { Company, toCompany } from './company.graphql.js';
import type { CompanyService } from './company.service.js';
import { CompanyConnection, fromCompanyCursor, toCompanyPage } from './company-page.graphql.js';
import { CreateCompaniesInput, CreateCompaniesResult, toCreateCompaniesResult } from './create-companies.graphql.js';
import type { CreateCompaniesService } from './create-companies.service.js';
import { DeleteCompanyInput, DeleteCompanyResult, toDeleteResult } from './delete-company.graphql.js';

@Resolver(() => Company)
export class CompanyResolver {
  constructor(
    private readonly companies: CompanyService,
    private readonly many: CreateCompaniesService,
  ) {}

  @RequiresScope('COMPANIES_READ')
  @Query(() => Company, {
    nullable: true,
    name: 'company',
    description: 'One company. Null when there is none with this id.',
  })
  async one(
    @Ctx() { loaders }: RequestContext,
    @Arg('id', () => ID, { description: 'The id of the company.' }) id: string,
  ): Promise<Company | null> {
    const company = await loaders.company.load(localId(id, 'Company', 'id'));
    if (company === null) countMissingNode();
    return company;
  }

  @RequiresScope('COMPANIES_READ')
  @Query(() => Company, {
    nullable: true,
    description: 'The company with your own id. Null when there is none.',
  })
  async companyByExternalId(
    @Ctx() { caller }: RequestContext,
    @Arg('externalId', () => String, { description: 'Your own id for the company, as you saved it.' })
    externalId: string,
  ): Promise<Company | null> {
    const row = await this.companies.findByExternalId(caller, externalId);
    return row === undefined ? null : toCompany(row);
  }

  @RequiresScope('COMPANIES_READ')
  @Query(() => CompanyConnection, {
    name: 'companies',
    description: 'The companies of this workspace, ordered by name. A search lists matches by name first.',
  })
  async list(
    @Ctx() { caller }: RequestContext,
    @First('companies') requestedFirst?: number | null,
    @After('companies') after?: string | null,
    @Arg('search', () => String, {
      nullable: true,
      description:
        'Only companies whose name begins with this text, in upper or lower case, followed by companies whose external id begins with it, in the same case.',
    })
    search?: string | null,
    @Arg('linkStatus', () => LinkStatus, {
      nullable: true,
      description: 'Only companies with a link in this status.',
    })
    linkStatus?: LinkStatus | null,
  ): Promise<Page<Company>> {
    const first = checkFirst(requestedFirst);
    const cursor = after === undefined || after === null ? undefined : fromCompanyCursor(after);
    const rows = await this.companies.list(caller, {
      limit: first + 1,
      search: search ?? '',
      ...(cursor === undefined ? {} : { after: cursor }),
      ...(linkStatus ? { linkStatus } : {}),
    });
    return toCompanyPage(rows, first, cursor !== undefined);
  }

  @FieldResolver(() => [CompanyLink], {
    description: 'The links of the company, one for each integration through which it was linked or is to be linked.',
  })
  async links(@Root() { localId: id }: Company, @Ctx() { loaders }: RequestContext): Promise<CompanyLink[]> {
    return loaders.linksOfCompany.load(id);
  }

  @RequiresScope('COMPANIES_WRITE')
  @Mutation(() => CreateCompanyResult, { description: 'Creates a company.' })
  async createCompany(
    @Ctx() { caller }: RequestContext,
    @Arg('input', () => CreateCompanyInput, { description: 'The name, and your own id for the company.' })
    { name, externalId }: CreateCompanyInput,
  ): Promise<typeof CreateCompanyResult> {
    return toCreateResult(await this.companies.create(caller, { name, externalId: externalId ?? null }));
  }

  @RequiresScope('COMPANIES_WRITE')
  @CountedByList('companies', 50)
  @Mutation(() => CreateCompaniesResult, {
    description:
      'Creates up to 500 companies, all or none. A company whose external id is there already is answered as it is, so the call can be sent again. Each 50 companies count as one mutation.',
  })
  async createCompanies(
    @Ctx() { caller }: RequestContext,
    @Arg('input', () => CreateCompaniesInput, { description: 'The companies.' }) { companies }: CreateCompaniesInput,
  ): Promise<typeof CreateCompaniesResult> {
    const wanted = companies.map(({ name, externalId }) => ({ name, externalId: externalId ?? null }));
    return toCreateCompaniesResult(await this.many.create(caller, wanted));
  }

  @RequiresScope('COMPANIES_WRITE')
  @Mutation(() => UpdateCompanyResult, { description: "Changes a company's name or your own id for it." })
  async updateCompany(
    @Ctx() { caller }: RequestContext,
    @Arg('input', () => UpdateCompanyInput, { description: 'The company and its new values.' })
    { companyId, name, externalId }: UpdateCompanyInput,
  ): Promise<typeof UpdateCompanyResult> {
    const id = localId(companyId, 'Company', 'companyId');
    const changes = {
      ...(name === undefined || name === null ? {} : { name }),
      ...(externalId === undefined ? {} : { externalId }),
    };
    return toUpdateResult(await this.companies.update(caller, id, changes));
  }

  @RequiresScope('COMPANIES_WRITE')
  @Mutation(() => DeleteCompanyResult, {
    description:
      'Deletes a company and its ended links. Refused while the company is linked, has lost its access or is being linked.',
  })
  async deleteCompany(
    @Ctx() { caller }: RequestContext,
    @Arg('input', () => DeleteCompanyInput, { description: 'The company to delete.' }) {
      companyId,
    }: DeleteCompanyInput,
  ): Promise<typeof DeleteCompanyResult> {
    return toDeleteResult(await this.companies.remove(caller, localId(companyId, 'Company', 'companyId')));
  }
}
