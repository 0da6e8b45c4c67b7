import type { HoldRefusal } from '../access-tokens/access-token.service.js';
import { type Problem, problem } from '../infra/errors/problem.js';
import type { Busy } from '../platform-requests/platform-request.outcomes.js';
import type { ListFailure } from '../providers/provider-datasets.js';
import type { Period } from '../providers/provider-reports.js';
import type { ReportKind, ReportSection, Sections } from './report.rules.js';

/** Why there is no report, for programs. */
export type NoReportReason =
  | 'NOT_LINKED'
  | 'INTEGRATION_DISABLED'
  | 'CREDENTIALS_FAULTY'
  | 'PERMISSION_DENIED'
  | 'NOT_SUPPORTED'
  | 'BUSY'
  | 'PLATFORM_UNAVAILABLE'
  | 'NOT_READABLE'
  | 'NOT_BALANCED';

export interface NotAvailable extends Problem<'ReportNotAvailable'> {
  readonly reason: NoReportReason;
  readonly retryAfterSeconds: number | null;
}

export interface MadeReport {
  readonly kind: 'Report';
  readonly linkId: string;
  readonly reportKind: ReportKind;
  readonly basis: string;
  readonly currency: string;
  readonly from: string | null;
  readonly to: string;
  readonly sections: readonly ReportSection[];
  readonly derivedFrom: string | null;
  readonly readAt: Date;
}

export type ReportOutcome = MadeReport | NotAvailable;

/** `retryAfterSeconds`: null where time alone does not help, or how long is not known. */
export const notAvailable = (
  reason: NoReportReason,
  message: string,
  retryAfterSeconds: number | null = null,
): NotAvailable => problem('ReportNotAvailable', message, { reason, retryAfterSeconds });

const REFUSALS: Readonly<Record<HoldRefusal['kind'], NoReportReason>> = {
  LinkNotFound: 'NOT_LINKED',
  LinkPending: 'NOT_LINKED',
  RelinkRequired: 'NOT_LINKED',
  IntegrationDisabled: 'INTEGRATION_DISABLED',
  CredentialsFaulty: 'CREDENTIALS_FAULTY',
  PlatformUnavailable: 'PLATFORM_UNAVAILABLE',
};

/** There is no access token, or no turn within the budgets. */
export function notAsked(refusal: HoldRefusal | Busy): NotAvailable {
  const seconds = 'retryAfterSeconds' in refusal ? refusal.retryAfterSeconds : null;
  return refusal.kind === 'PlatformBusy'
    ? busy(seconds)
    : notAvailable(REFUSALS[refusal.kind], refusal.message, seconds);
}

const busy = (seconds: number | null): NotAvailable =>
  notAvailable(
    'BUSY',
    'The limit of requests to the platform is reached for now, for this link or its application. Try again after `retryAfterSeconds`.',
    seconds,
  );

/** What a report is read from, in words for people. */
export type Source = 'trial balance' | 'ledger accounts' | 'currency';

const TRY_AGAIN = 'Try again in a minute.';

/** The platform answered with another status than 200, or not at all. `seconds`: for how long it has asked for a pause. */
export function notGiven(source: Source, failure: ListFailure, seconds: number | null): NotAvailable {
  switch (failure) {
    case 'PERMISSION_DENIED':
      return notAvailable(
        'PERMISSION_DENIED',
        `The user who linked this company may not read the ${source} at the platform. Let a user with access to reports and to ledger accounts relink it with linkCompany, or give this user that access there.`,
      );
    case 'NOT_SUPPORTED':
    case 'MISSING':
      return notSupported(source);
    case 'BUSY':
      return busy(seconds);
    default:
      return notAvailable('PLATFORM_UNAVAILABLE', `The platform did not answer with the ${source}. ${TRY_AGAIN}`);
  }
}

export const notSupported = (source: Source): NotAvailable =>
  notAvailable(
    'NOT_SUPPORTED',
    `The platform has no ${source} for this link: the version of its API that the link uses, or the edition of the business, does not offer it, or its subscription has ended. Where a newer version of the API exists, save its keys with saveCredentials and relink the company with linkCompany.`,
  );

/** `why` is our own text. */
export const notReadable = (source: Source, why: string): NotAvailable =>
  notAvailable(
    'NOT_READABLE',
    `The ${source} that the platform sent cannot be read: ${why}. A report of a part of it would be wrong. ${TRY_AGAIN}`,
  );

export const notBalanced = ({ part, difference }: Extract<Sections, { kind: 'unbalanced' }>): NotAvailable =>
  notAvailable(
    'NOT_BALANCED',
    `The ${part} in the platform's trial balance do not balance: debits less credits are ${difference}. A platform may compute its reports some seconds after a booking. ${TRY_AGAIN} If the difference stays, it is in the books of the company: its accountant can find it in the platform's own trial balance.`,
  );

/** What the amounts of a report are, in a sentence for people. */
export const BASIS: Readonly<Record<ReportKind, string>> = {
  TRIAL_BALANCE:
    'As the platform states it: balances before the first day, bookings from the first to the last day, and balances at the end of the last day.',
  PROFIT_AND_LOSS:
    'Bookings on the accounts of income and expenses from the first to the last day. Their balances before that are not used.',
  BALANCE_SHEET:
    'Balances at the end of the day. The result to date is what the accounts of income and expenses have left, as part of the equity.',
};

/** Null: the platform has made the report. */
export const derivedFrom = (kind: ReportKind, platform: string, { from, to }: Period): string | null =>
  kind === 'TRIAL_BALANCE'
    ? null
    : `Derived by this API from the trial balance of ${platform} from ${from} to ${to} and the types of its accounts. It is not a report of ${platform}.`;
