import type { AttemptStep } from '../links/link-attempt.rules.js';

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
