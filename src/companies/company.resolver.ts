import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../context.js';
import { refusal } from '../platform/graphql-errors.js';
import { localId, toGlobalId } from '../platform/ids.js';
import { countMissingNode } from '../platform/metrics.js';
import { toProblem } from '../platform/problem.graphql.js';
import { unreachable } from '../platform/problem.js';
import { RequiresScope } from '../platform/scopes.js';
import { Company, toCompany } from './company.graphql.js';
import type { CompanyService } from './company.service.js';
import { CompanyLink, toCompanyLink } from './company-link.graphql.js';
import { CompanyConnection, fromCompanyCursor, toCompanyPage } from './company-page.graphql.js';
import {
  CreateCompanyInput,
  CreateCompanyResult,
  CreateCompanySuccess,
  ExternalIdTaken,
  UpdateCompanyInput,
  UpdateCompanyResult,
  UpdateCompanySuccess,
} from './company-results.graphql.js';
import {
  CompanyInUse,
  DeleteCompanyInput,
  DeleteCompanyResult,
  DeleteCompanySuccess,
} from './delete-company.graphql.js';
import { CompanyNotFound } from './link-problems.graphql.js';
import { LinkStatus } from './link-status.graphql.js';
import { checkFirst, PER_PAGE } from './page-arguments.graphql.js';

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
      search: searchText(search),
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
    const outcome = await this.companies.create(caller, { name, externalId: externalId ?? null });
    switch (outcome.kind) {
      case 'CreateCompanySuccess':
        return Object.assign(new CreateCompanySuccess(), { company: toCompany(outcome.company) });
      case 'ExternalIdTaken':
        return toProblem(ExternalIdTaken, { ...outcome, company: toCompany(outcome.company) });
      default:
        return unreachable(outcome);
    }
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
    const outcome = await this.companies.update(caller, id, wanted);
    switch (outcome.kind) {
      case 'UpdateCompanySuccess':
        return Object.assign(new UpdateCompanySuccess(), { company: toCompany(outcome.company) });
      case 'CompanyNotFound':
        return toProblem(CompanyNotFound, outcome);
      case 'ExternalIdTaken':
        return toProblem(ExternalIdTaken, { ...outcome, company: toCompany(outcome.company) });
      default:
        return unreachable(outcome);
    }
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
    const outcome = await this.companies.remove(caller, localId(companyId, 'Company', 'companyId'));
    switch (outcome.kind) {
      case 'DeleteCompanySuccess':
        return Object.assign(new DeleteCompanySuccess(), { companyId: toGlobalId('Company', outcome.id) });
      case 'CompanyNotFound':
        return toProblem(CompanyNotFound, outcome);
      case 'CompanyInUse':
        return toProblem(CompanyInUse, { ...outcome, links: outcome.links.map(toCompanyLink) });
      default:
        return unreachable(outcome);
    }
  }
}

/** Longer than any name: nothing begins so. PostgreSQL takes no NUL and no half of a surrogate pair. */
function searchText(search: string | null | undefined): string {
  const text = search ?? '';
  if (text.length > 400 || /[\0\p{Cs}]/u.test(text))
    throw refusal('BAD_USER_INPUT', '`search` must have up to 400 characters that can be part of a name.');
  return text;
}
