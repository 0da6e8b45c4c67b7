import type { ReasonOf } from './company-link.rules.js';

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

/** From where an attempt may come to a step: what each statement that moves an attempt asks for. */
export const stepsBefore = (to: AttemptStep): readonly AttemptStep[] =>
  ATTEMPT_STEPS.filter((from) => NEXT[from].includes(to));

export const isOpen = (step: AttemptStep): boolean => NEXT[step].length > 0;

/** Of a link that has something under way. */
export const OPEN_STEPS: readonly AttemptStep[] = ATTEMPT_STEPS.filter(isOpen);

/** Why a round through the platform may come to nothing; a link that waits for it shows the same. */
export type AttemptFailureReason = Exclude<
  ReasonOf<'PENDING'>,
  'LINK_REQUESTED' | 'AWAITING_CHOICE' | 'LINK_EXPIRED'
>;
