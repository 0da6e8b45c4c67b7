import { Arg, Ctx, FieldResolver, Int, Mutation, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../api/context.js';
import { Company } from '../companies/company.graphql.js';
import { CredentialSet } from '../credentials/credential-set.graphql.js';
import { checkFirst, PER_PAGE } from '../infra/graphql/page-arguments.js';
import { NullWithoutScope, RequiresScope } from '../infra/graphql/scopes.js';
import { localId } from '../infra/ids/ids.js';
import { Integration } from '../integrations/integration.graphql.js';
import { CompanyLink } from '../links/company-link.graphql.js';
import type { BusinessChoiceService } from './business-choice.service.js';
import { BusinessConnection, toBusinessPage } from './business-page.graphql.js';
import { ChooseBusinessInput, ChooseBusinessResult, toChooseResult } from './choose-business.graphql.js';
import { LinkCompanyInput, LinkCompanyResult, toLinkResult } from './link-company.graphql.js';
import type { LinkEndService } from './link-end.service.js';
import type { LinkRequestService } from './link-request.service.js';
import { toUnlinkResult, UnlinkCompanyInput, UnlinkCompanyResult } from './unlink-company.graphql.js';

@Resolver(() => CompanyLink)
export class CompanyLinkResolver {
  constructor(
    private readonly links: {
      readonly requests: LinkRequestService;
      readonly choices: BusinessChoiceService;
      readonly ends: LinkEndService;
    },
    private readonly publicUrl: string,
  ) {}

  @FieldResolver(() => Company, { description: 'Whose link it is.' })
  async company(@Root() link: CompanyLink, @Ctx() { loaders }: RequestContext): Promise<Company | null> {
    return loaders.company.load(link.companyId);
  }

  @FieldResolver(() => Integration, { description: 'What it is linked through.' })
  async integration(
    @Root() link: CompanyLink,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Integration | null> {
    return loaders.integration.load(link.integrationKey);
  }

  @NullWithoutScope()
  @FieldResolver(() => CredentialSet, {
    nullable: true,
    description:
      "The application whose client id minted this link's tokens; it stays on it until relinked. Null until linked, and for a key without the scope INTEGRATIONS_READ.",
  })
  async credentialSet(
    @Root() { credentialSetId }: CompanyLink,
    @Ctx() { loaders }: RequestContext,
  ): Promise<CredentialSet | null> {
    return credentialSetId === null ? null : loaders.credentialSet.load(credentialSetId);
  }

  @FieldResolver(() => BusinessConnection, {
    description:
      'The company data files that the customer who has signed in, and is to confirm one, can choose from; none at any other time, and none while the integration is disabled.',
  })
  async availableBusinesses(
    @Root() link: CompanyLink,
    @Ctx() { loaders }: RequestContext,
    @Arg('first', () => Int, { nullable: true, defaultValue: PER_PAGE, description: 'How many, 1 to 100.' })
    asked?: number | null,
    @Arg('after', () => String, {
      nullable: true,
      description: 'Only businesses after this cursor: the `endCursor` of the page before.',
    })
    after?: string | null,
    @Arg('search', () => String, { nullable: true, description: 'Part of the name, in upper or lower case.' })
    search?: string | null,
  ): Promise<BusinessConnection> {
    const all = await loaders.choice.load(link.localId);
    return toBusinessPage(all ?? [], { first: checkFirst(asked), after, search });
  }

  @RequiresScope('COMPANIES_WRITE')
  @Mutation(() => LinkCompanyResult, {
    description:
      'Start linking a company, or re-link it; answers the one-time URL to send the customer to. An earlier open URL of the same link ends.',
  })
  async linkCompany(
    @Ctx() { caller, catalogue }: RequestContext,
    @Arg('input', () => LinkCompanyInput, { description: 'Which company, through which integration.' })
    { companyId, integrationKey, countryCode, returnUrl }: LinkCompanyInput,
  ): Promise<typeof LinkCompanyResult> {
    const request = {
      companyId: localId(companyId, 'Company', 'companyId'),
      integrationKey,
      countryCode: countryCode ?? null,
      returnUrl: returnUrl ?? null,
    };
    return toLinkResult(await this.links.requests.request(caller, catalogue, request), this.publicUrl);
  }

  @RequiresScope('COMPANIES_WRITE')
  @Mutation(() => ChooseBusinessResult, {
    description: 'Choose the business to link for a customer who has signed in, instead of the customer.',
  })
  async chooseBusiness(
    @Ctx() { caller }: RequestContext,
    @Arg('input', () => ChooseBusinessInput, { description: 'Which link, and which business.' })
    { linkId, businessId }: ChooseBusinessInput,
  ): Promise<typeof ChooseBusinessResult> {
    const id = localId(linkId, 'CompanyLink', 'linkId');
    return toChooseResult(await this.links.choices.chooseFor(caller, id, businessId));
  }

  @RequiresScope('COMPANIES_WRITE')
  @Mutation(() => UnlinkCompanyResult, {
    description: 'Cut a link. Valid for a pending or deauthorized link too; unlinking twice changes nothing.',
  })
  async unlinkCompany(
    @Ctx() { caller }: RequestContext,
    @Arg('input', () => UnlinkCompanyInput, { description: 'Which link.' }) { linkId }: UnlinkCompanyInput,
  ): Promise<typeof UnlinkCompanyResult> {
    return toUnlinkResult(await this.links.ends.unlink(caller, localId(linkId, 'CompanyLink', 'linkId')));
  }
}
