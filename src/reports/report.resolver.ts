import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../api/context.js';
import { PageOfRecords } from '../infra/graphql/page-limits.js';
import { DateOnly } from '../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { CompanyLink } from '../links/company-link.graphql.js';
import {
  Report,
  ReportKind,
  ReportPeriodArgs,
  ReportResult,
  toDay,
  toPeriod,
  toReportResult,
} from './report.graphql.js';
import type { AskedReport, ReportService } from './report.service.js';

@Resolver(() => CompanyLink)
export class ReportResolver {
  constructor(private readonly reports: ReportService) {}

  @RequiresScope('DATA_READ')
  @PageOfRecords()
  @FieldResolver(() => ReportResult, {
    description:
      "The platform's own trial balance: balances before the first day, bookings between the days, and balances after the last day.",
  })
  trialBalance(
    @Root() link: CompanyLink,
    @Ctx() context: RequestContext,
    @Args(() => ReportPeriodArgs) period: ReportPeriodArgs,
  ): Promise<typeof ReportResult> {
    return this.#report(context, link, { kind: 'TRIAL_BALANCE', ...toPeriod(period) });
  }

  @RequiresScope('DATA_READ')
  @PageOfRecords()
  @FieldResolver(() => ReportResult, {
    description: "Income less expenses between two days, derived from the platform's trial balance.",
  })
  profitAndLoss(
    @Root() link: CompanyLink,
    @Ctx() context: RequestContext,
    @Args(() => ReportPeriodArgs) period: ReportPeriodArgs,
  ): Promise<typeof ReportResult> {
    return this.#report(context, link, { kind: 'PROFIT_AND_LOSS', ...toPeriod(period) });
  }

  @RequiresScope('DATA_READ')
  @PageOfRecords()
  @FieldResolver(() => ReportResult, {
    description: "Assets, liabilities and equity at the end of a day, derived from the platform's trial balance.",
  })
  balanceSheet(
    @Root() link: CompanyLink,
    @Ctx() context: RequestContext,
    @Arg('at', () => DateOnly, { description: 'The day.' }) at: Date,
  ): Promise<typeof ReportResult> {
    const day = toDay(at, 'at');
    return this.#report(context, link, { kind: 'BALANCE_SHEET', from: day, to: day });
  }

  async #report(
    { caller }: RequestContext,
    { localId: linkId }: CompanyLink,
    asked: Omit<AskedReport, 'linkId'>,
  ): Promise<typeof ReportResult> {
    return toReportResult(await this.reports.report(caller, { linkId, ...asked }));
  }
}

@Resolver(() => Report)
export class ReportKindResolver {
  @FieldResolver(() => ReportKind, { description: 'What it is.' })
  kind(@Root() { reportKind }: Report): string {
    return reportKind;
  }
}
