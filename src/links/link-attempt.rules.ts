import type { ReasonOf } from './company-link.rules.js';

export const ATTEMPT_STEPS = ['CREATED', 'STARTED', 'CHOOSING', 'DONE', 'FAILED', 'EXPIRED'] as const;
export type AttemptStep = (typeof ATTEMPT_STEPS)[number];

/** A step back to CREATED means that a sign-in failed and the URL still works. */
const NEXT: Readonly<Record<AttemptStep, readonly AttemptStep[]>> = {
  CREATED: ['STARTED', 'FAILED', 'EXPIRED'],
  STARTED: ['CREATED', 'STARTED', 'CHOOSING', 'FAILED', 'EXPIRED'],
  CHOOSING: ['CREATED', 'STARTED', 'DONE', 'FAILED', 'EXPIRED'],
  DONE: [],
  FAILED: [],
  EXPIRED: [],
};

/** The steps from which an attempt may change to a step. Every statement that changes the step checks them. */
export const stepsBefore = (to: AttemptStep): readonly AttemptStep[] =>
  ATTEMPT_STEPS.filter((from) => NEXT[from].includes(to));

export const isOpen = (step: AttemptStep): boolean => NEXT[step].length > 0;

/** The steps of an attempt that has not ended. */
export const OPEN_STEPS: readonly AttemptStep[] = ATTEMPT_STEPS.filter(isOpen);

/** Why a sign-in at the platform may fail. A pending link shows the same reason. */
export type AttemptFailureReason = Exclude<ReasonOf<'PENDING'>, 'LINK_REQUESTED' | 'AWAITING_CHOICE' | 'LINK_EXPIRED'>;
