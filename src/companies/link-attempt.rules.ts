import type { LinkReason } from './company-link.rules.js';

export const ATTEMPT_STEPS = ['CREATED', 'STARTED', 'CHOOSING', 'DONE', 'FAILED', 'EXPIRED'] as const;
export type AttemptStep = (typeof ATTEMPT_STEPS)[number];

/** CREATED again: a round through the platform came to nothing, and the URL still works. */
const NEXT: Readonly<Record<AttemptStep, readonly AttemptStep[]>> = {
  CREATED: ['STARTED', 'FAILED', 'EXPIRED'],
  STARTED: ['CREATED', 'STARTED', 'CHOOSING', 'FAILED', 'EXPIRED'],
  CHOOSING: ['CREATED', 'STARTED', 'DONE', 'FAILED', 'EXPIRED'],
  DONE: [],
  FAILED: [],
  EXPIRED: [],
};

export const mayStep = (from: AttemptStep, to: AttemptStep): boolean => NEXT[from].includes(to);

export const isOpen = (step: AttemptStep): boolean => NEXT[step].length > 0;

/** Why a round through the platform may come to nothing. */
export const ROUND_REASONS = [
  'CUSTOMER_CANCELLED',
  'COUNTRY_MISMATCH',
  'NO_BUSINESS',
  'NO_ACTIVE_SUBSCRIPTION',
  'RESOURCE_OWNER_MISSING',
  'DIFFERENT_BUSINESS',
  'PLATFORM_ERROR',
] as const satisfies readonly LinkReason[];
export type RoundReason = (typeof ROUND_REASONS)[number];

/** An attempt as rules see it: times are judged by the database's clock before. */
export interface AttemptState {
  readonly step: AttemptStep;
  readonly expired: boolean;
  readonly linkIsLinked: boolean;
  readonly enabled: boolean;
}

export type WhyNotOpen = 'LINKED' | 'ENDED' | 'EXPIRED' | 'DISABLED';

/** Why a link URL leads no further, or undefined. What is over stays over, so it comes before what may pass. */
export function whyNotOpen({ step, expired, linkIsLinked, enabled }: AttemptState): WhyNotOpen | undefined {
  if (step === 'DONE' || linkIsLinked) return 'LINKED';
  if (step === 'EXPIRED') return 'EXPIRED';
  if (step === 'FAILED') return 'ENDED';
  if (expired) return 'EXPIRED';
  return enabled ? undefined : 'DISABLED';
}

export interface StateOfCallback extends AttemptState {
  /** Whether the cookie is that of the browser that started. */
  readonly sameBrowser: boolean;
  readonly stateUsed: boolean;
  readonly stateExpired: boolean;
}

export type WhyNotCallback = 'OTHER_BROWSER' | 'USED' | 'STATE_EXPIRED' | WhyNotOpen;

/**
 * Why a callback is not taken up, or undefined. Another browser is told so before anything else of the attempt shows;
 * one that repeats a callback sees the result.
 */
export function whyNotCallback(callback: StateOfCallback): WhyNotCallback | undefined {
  if (!callback.sameBrowser) return 'OTHER_BROWSER';
  if (callback.stateUsed) return 'USED';
  const why = whyNotOpen(callback);
  if (why !== undefined) return why;
  return callback.stateExpired || callback.step !== 'STARTED' ? 'STATE_EXPIRED' : undefined;
}
