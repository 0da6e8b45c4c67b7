import type { AttemptStep } from '../links/link-attempt.rules.js';

/** The state of an attempt. `expired` was computed by the database's clock. */
export interface AttemptState {
  readonly step: AttemptStep;
  readonly expired: boolean;
  readonly linkIsLinked: boolean;
  readonly enabled: boolean;
}

export type WhyNotOpen = 'LINKED' | 'ENDED' | 'EXPIRED' | 'DISABLED';

/** Why a link URL cannot be used, or undefined. Final reasons are checked before temporary ones. */
export function whyNotOpen({ step, expired, linkIsLinked, enabled }: AttemptState): WhyNotOpen | undefined {
  if (step === 'DONE' || linkIsLinked) return 'LINKED';
  if (step === 'EXPIRED') return 'EXPIRED';
  if (step === 'FAILED') return 'ENDED';
  if (expired) return 'EXPIRED';
  return enabled ? undefined : 'DISABLED';
}

export interface StateOfCallback extends AttemptState {
  /** Whether the cookie belongs to the browser that started the sign-in. */
  readonly sameBrowser: boolean;
  readonly stateUsed: boolean;
  readonly stateExpired: boolean;
}

export type WhyNotCallback = 'OTHER_BROWSER' | 'USED' | 'STATE_EXPIRED' | WhyNotOpen;

/**
 * Rejects callbacks that are foreign, repeated or expired: returns the reason, or undefined. The browser is checked
 * first, so that another browser learns nothing about the attempt. A repeated callback then shows the result.
 */
export function whyNotCallback(callback: StateOfCallback): WhyNotCallback | undefined {
  if (!callback.sameBrowser) return 'OTHER_BROWSER';
  if (callback.stateUsed) return 'USED';
  const reason = whyNotOpen(callback);
  if (reason !== undefined) return reason;
  return callback.stateExpired || callback.step !== 'STARTED' ? 'STATE_EXPIRED' : undefined;
}
