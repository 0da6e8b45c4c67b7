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
