import type { ListFailure } from '../providers/provider-datasets.js';

/** How a dataset stands, by the names of the API. */
export type DatasetStatus =
  | 'NEVER_PULLED'
  | 'QUEUED'
  | 'PULLING'
  | 'CURRENT'
  | 'PARTIAL'
  | 'WAITING'
  | 'PERMISSION_DENIED'
  | 'NOT_SUPPORTED'
  | 'LINK_LOST'
  | 'FAILED'
  | 'SUSPICIOUS';

/** Why a round cannot go on now. */
export type Interruption =
  | { readonly kind: 'list'; readonly failure: ListFailure }
  /** No token, or no turn: by the `kind` of the refusal. */
  | { readonly kind: 'refused'; readonly refusal: string; readonly retryAfterSeconds: number | null }
  /** The answer is not the platform's form, or belongs to another business. */
  | { readonly kind: 'answer' };

const DAY_S = 86_400;
const HOUR_S = 3_600;
/** A link that gives no access before the customer links the company again, or the platform takes its refusal back. */
const LOST = ['LinkNotFound', 'LinkPending', 'RelinkRequired'];

/**
 * What becomes of the dataset, and after how many seconds it is tried again; null: when the link is linked again. `failures`: in
 * a row, before this one.
 */
export function afterInterruption(
  why: Interruption,
  failures: number,
): { status: DatasetStatus; seconds: number | null } {
  const backoff = Math.min(HOUR_S, 15 * 2 ** Math.min(failures, 10));
  if (why.kind === 'answer') return { status: 'FAILED', seconds: backoff };
  if (why.kind === 'refused') {
    if (LOST.includes(why.refusal)) return { status: 'LINK_LOST', seconds: null };
    return { status: 'WAITING', seconds: Math.max(why.retryAfterSeconds ?? backoff, 1) };
  }
  switch (why.failure) {
    case 'PERMISSION_DENIED':
    case 'NOT_SUPPORTED':
      return { status: why.failure, seconds: DAY_S };
    case 'MISSING':
      return { status: 'FAILED', seconds: DAY_S };
    case 'BUSY':
    case 'TOKEN_REFUSED':
    case 'PAGE_FAILED':
    case 'UNAVAILABLE':
      return { status: 'WAITING', seconds: backoff };
  }
}

/** Many records are missing at once: a failure of the platform is likelier than their deletion. */
export const isMassDeletion = (missing: number, live: number): boolean => missing > Math.max(50, live / 10);

/** When a dataset is pulled next, in seconds from now; null: not before it is asked for. `random` is from 0 to 1. */
export function nextRoundSeconds(
  end: { readonly intervalMinutes: number; readonly status: DatasetStatus; readonly isDaily: boolean },
  random: number,
): number | null {
  const { intervalMinutes, status, isDaily } = end;
  // A second sweep may not be sooner than ten minutes after the first.
  if (status === 'SUSPICIOUS') return 620;
  if (intervalMinutes === 0) return null;
  const seconds = intervalMinutes * 60;
  if (status === 'PARTIAL') return Math.min(seconds, HOUR_S);
  return Math.round((isDaily ? Math.max(seconds, DAY_S) : seconds) * (0.95 + random * 0.1));
}
