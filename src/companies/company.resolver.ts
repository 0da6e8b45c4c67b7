import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../api/context.js';
import { checkFirst, PER_PAGE } from '../infra/graphql/page-arguments.js';
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
import { Company } from './company.graphql.js';
import type { CompanyService } from './company.service.js';
import { CompanyConnection, fromCompanyCursor, toCompanyPage } from './company-page.graphql.js';
import { DeleteCompanyInput, DeleteCompanyResult, toDeleteResult } from './delete-company.graphql.js';

@Resolver(() => Company)
export class CompanyResolver {
  constructor(private readonly companies: CompanyService) {}

  @RequiresScope('COMPANIES_READ')
  @Query(() => Company, {
    nullable: true,
    name: 'company',
    description: 'One company; null when there is none.',
  })
  async one(
    @Ctx() { loaders }: RequestContext,
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
  ): Promise<Company | null> {
    const company = await loaders.company.load(localId(id, 'Company', 'id'));
    if (company === null) countMissingNode();
    return company;
  }

  @RequiresScope('COMPANIES_READ')
  @Query(() => CompanyConnection, {
    name: 'companies',
    description: 'The companies of this workspace in the order of their names; searched ones by name first.',
  })
  async list(
    @Ctx() { caller }: RequestContext,
    @Arg('first', () => Int, { nullable: true, defaultValue: PER_PAGE, description: 'How many, 1 to 100.' })
    asked?: number | null,
    @Arg('after', () => String, {
      nullable: true,
      description: 'Only companies after this cursor: the `endCursor` of the page before.',
    })
    after?: string | null,
    @Arg('search', () => String, {
      nullable: true,
      description:
        'Only companies whose name begins so, in upper or lower case, and behind them those whose external id does, exactly.',
    })
    search?: string | null,
    @Arg('linkStatus', () => LinkStatus, {
      nullable: true,
      description: 'Only companies that have a link in this status.',
    })
    linkStatus?: LinkStatus | null,
  ): Promise<CompanyConnection> {
    const first = checkFirst(asked);
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
    description: 'One for each integration that it was ever to be linked through.',
  })
  async links(@Root() { localId: id }: Company, @Ctx() { loaders }: RequestContext): Promise<CompanyLink[]> {
    return loaders.linksOfCompany.load(id);
  }

  @RequiresScope('COMPANIES_WRITE')
  @Mutation(() => CreateCompanyResult, { description: 'Make a company, to be linked.' })
  async createCompany(
    @Ctx() { caller }: RequestContext,
    @Arg('input', () => CreateCompanyInput, { description: 'Its name, and your own id for it.' })
    { name, externalId }: CreateCompanyInput,
  ): Promise<typeof CreateCompanyResult> {
    return toCreateResult(await this.companies.create(caller, { name, externalId: externalId ?? null }));
  }

  @RequiresScope('COMPANIES_WRITE')
  @Mutation(() => UpdateCompanyResult, { description: "Change a company's name or your own id for it." })
  async updateCompany(
    @Ctx() { caller }: RequestContext,
    @Arg('input', () => UpdateCompanyInput, { description: 'Which company, and what about it.' })
    { companyId, name, externalId }: UpdateCompanyInput,
  ): Promise<typeof UpdateCompanyResult> {
    const id = localId(companyId, 'Company', 'companyId');
    const wanted = {
      ...(name === undefined || name === null ? {} : { name }),
      ...(externalId === undefined ? {} : { externalId }),
    };
    return toUpdateResult(await this.companies.update(caller, id, wanted));
  }

  @RequiresScope('COMPANIES_WRITE')
  @Mutation(() => DeleteCompanyResult, {
    description:
      'Delete a company and what is left of its links; refused while one holds access or is being made.',
  })
  async deleteCompany(
    @Ctx() { caller }: RequestContext,
    @Arg('input', () => DeleteCompanyInput, { description: 'Which company.' }) {
      companyId,
    }: DeleteCompanyInput,
  ): Promise<typeof DeleteCompanyResult> {
    return toDeleteResult(await this.companies.remove(caller, localId(companyId, 'Company', 'companyId')));
  }
}
