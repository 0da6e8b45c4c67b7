import type { Decimal, Reference } from './model-parts.js';
import type { ListRequest } from './provider-datasets.js';

/** Days `YYYY-MM-DD`, both included. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** The two sides of an account, as the platform states them. */
export interface Sides {
  readonly debit: Decimal;
  readonly credit: Decimal;
}

/** An account in a trial balance. */
export interface TrialBalanceRow {
  readonly account: Reference;
  readonly code: string | null;
  readonly name: string;
  /** The balance before the first day. */
  readonly opening: Sides;
  /** What was booked in the period. */
  readonly movement: Sides;
  /** The balance at the end of the last day. */
  readonly closing: Sides;
}

/** What an answer with status 200 holds. */
export type TrialBalanceAnswer =
  | { readonly kind: 'rows'; readonly rows: readonly TrialBalanceRow[] }
  /** Not the platform's form. `why` is our own text. */
  | { readonly kind: 'unreadable'; readonly why: string };

/**
 * A platform's part in reports. Data and decisions only: no method sends anything. An answer with another status than 200
 * means what it means for a list (`ProviderDatasets.failure`).
 */
export interface ProviderReports {
  /** The GET of a trial balance; null: this version of the API has none. */
  trialBalance(apiVersion: string, period: Period): ListRequest | null;
  /** Reads the text of an answer with status 200. It does not throw because of the text. */
  readTrialBalance(apiVersion: string, period: Period, text: string): TrialBalanceAnswer;
}
