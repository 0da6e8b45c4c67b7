import { ArgsType, Field, Int } from 'type-graphql';
import { Reference } from '../accounting/source-record.graphql.js';
import { apiError } from '../infra/errors/api-error.js';
import { describedEnum } from '../infra/graphql/described-enum.js';
import { OutputType, ProblemType } from '../infra/graphql/output-type.js';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { resultUnion, toResult } from '../infra/graphql/result-union.js';
import { CurrencyCode, DateOnly, DateTime, Decimal } from '../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import type { NoReportReason, ReportOutcome } from './report.outcomes.js';

export const ReportKind = describedEnum('ReportKind', 'What a report is.', {
  TRIAL_BALANCE: 'All accounts with their balances and bookings, as the platform states them.',
  PROFIT_AND_LOSS: 'Income less expenses between two days.',
  BALANCE_SHEET: 'Assets, liabilities and equity at the end of a day.',
});

const ReportNotAvailableReason = describedEnum('ReportNotAvailableReason', 'Why there is no report.', {
  NOT_LINKED: 'The link gives no access: the customer has not finished linking, or must relink.',
  INTEGRATION_DISABLED: 'The integration is disabled.',
  CREDENTIALS_FAULTY: "The platform refuses the application's keys.",
  PERMISSION_DENIED: 'The user who linked may not read it at the platform.',
  NOT_SUPPORTED: 'The platform does not offer it for this version of its API, or for this edition.',
  BUSY: 'The limit of requests is reached for now.',
  PLATFORM_UNAVAILABLE: 'The platform did not answer.',
  NOT_READABLE: 'What the platform sent cannot be read.',
  NOT_BALANCED: 'Debits and credits differ.',
} satisfies Record<NoReportReason, string>);

@RequiresScope('DATA_READ')
@OutputType('A line of a report.')
export class ReportRow {
  @Field(() => Reference, { nullable: true, description: 'The account. Null: the line is a sum, such as the result.' })
  account: Reference | null;

  @Field(() => String, { nullable: true, description: 'The code of the account, with its leading zeros.' })
  code: string | null;

  @Field(() => String, { description: 'The name of the account, or of the sum.' })
  name: string;

  @Field(() => Decimal, {
    description:
      'The amount with the sign that it has in its section: income, liabilities and equity are credits less debits, everything else debits less credits.',
  })
  amount: string;

  @Field(() => Decimal, { nullable: true, description: 'The debit as the platform sent it. Null: the line is a sum.' })
  debit: string | null;

  @Field(() => Decimal, { nullable: true, description: 'The credit as the platform sent it. Null: the line is a sum.' })
  credit: string | null;
}

@RequiresScope('DATA_READ')
@OutputType('A part of a report.')
export class ReportSection {
  @Field(() => String, { description: 'Its name, such as `Income` or `Current assets`.' })
  name: string;

  @Field(() => Decimal, {
    description: 'The sum of its amounts. In a trial balance the sum of its debits, which is also that of its credits.',
  })
  total: string;

  @Field(() => [ReportRow], {
    description: 'Its accounts, without those that have nothing. Empty where the section is a sum of others.',
  })
  rows: readonly ReportRow[];
}

@RequiresScope('DATA_READ')
@OutputType('A report on the books of a linked company. It is made when it is asked for.')
export class Report {
  // report.resolver.ts resolves `kind`: the property of this name is the type in its union.

  @Field(() => String, { description: 'Which amounts it is made of, in a sentence for people.' })
  basis: string;

  @Field(() => CurrencyCode, { description: 'The currency of the books.' })
  currency: string;

  @Field(() => DateOnly, { nullable: true, description: 'The first day. Null in a balance sheet.' })
  from: string | null;

  @Field(() => DateOnly, { description: 'The last day.' })
  to: string;

  @Field(() => [ReportSection], {
    description: 'Its parts in their order. Accounts of unknown type have a section of their own, which is in no sum.',
  })
  sections: readonly ReportSection[];

  @Field(() => String, {
    nullable: true,
    description: 'What this API has derived the report from. Null: the platform has made it.',
  })
  derivedFrom: string | null;

  @Field(() => DateTime, { description: 'When the platform answered.' })
  readAt: Date;

  reportKind: string;
}

@ProblemType('There is no such report now. The message says why and what to do.')
export class ReportNotAvailable extends Problem {
  @Field(() => ReportNotAvailableReason, { description: 'Why, for programs.' })
  reason: NoReportReason;

  @Field(() => Int, {
    nullable: true,
    description: 'The time to wait before the next try. Null: it is not known, or waiting does not help.',
  })
  retryAfterSeconds: number | null;
}

export const ReportResult = resultUnion('ReportResult', 'A report, or why there is none.', {
  Report,
  ReportNotAvailable,
});

export const toReportResult = (outcome: ReportOutcome) =>
  toResult<ReportOutcome, typeof ReportResult>(outcome, {
    Report: ({ linkId, sections, ...report }) => ({
      ...report,
      sections: sections.map((section) => ({
        ...section,
        rows: section.rows.map((row) => ({ ...row, account: row.account && { ...row.account, linkId } })),
      })),
    }),
  });

@ArgsType()
export class ReportPeriodArgs {
  @Field(() => DateOnly, { description: 'The first day.' })
  from: Date;

  @Field(() => DateOnly, { description: 'The last day, which is included.' })
  to: Date;
}

/** Days `YYYY-MM-DD`. @throws BAD_USER_INPUT for days out of order, or that no books have. */
export function toPeriod({ from, to }: ReportPeriodArgs) {
  const period = { from: toDay(from, 'from'), to: toDay(to, 'to') };
  if (period.from > period.to)
    throw apiError('BAD_USER_INPUT', '`from` is after `to`. Send the first day as `from` and the last day as `to`.');
  return period;
}

/** @throws BAD_USER_INPUT for a day that no books have. */
export function toDay(day: Date, argument: string): string {
  const text = day.toISOString().slice(0, 10);
  if (text < '1900' || text >= '2200')
    throw apiError('BAD_USER_INPUT', `\`${argument}\` must be a day of the years 1900 to 2199.`);
  return text;
}
