import type { AttemptFailureReason } from '../links/link-attempt.rules.js';
import type { AttemptRow } from './link-attempt-view.repository.js';
import type { WhyNotCallback, WhyNotOpen } from './link-callback.rules.js';
import type { LinkingOptions } from './linking-options.service.js';

/** All that a page of linking shows. */
export interface LinkView {
  readonly workspaceId: string;
  readonly attempt: AttemptRow;
  readonly linkable: LinkingOptions;
  /** Why the URL leads no further; undefined: it does. */
  readonly why: WhyNotOpen | undefined;
  /** Whether the browser that asks is the one that began signing in. */
  readonly sameBrowser: boolean;
  readonly mustAskCountry: boolean;
}

export type StartOutcome =
  | { readonly kind: 'sign-in'; readonly url: string }
  /** The customer has to say first, or has said a country that cannot be linked. */
  | { readonly kind: 'country' }
  /** In our words, for the page. */
  | { readonly kind: 'unusable'; readonly message: string }
  /** Something changed meanwhile: look again. */
  | { readonly kind: 'changed' };

export type CallbackOutcome =
  /** Nothing of ours, or of nobody any more. */
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'stateless';
      readonly view: LinkView;
      readonly reason: AttemptFailureReason;
      readonly advice: string | null;
    }
  | { readonly kind: 'refused'; readonly why: Exclude<WhyNotCallback, 'USED'>; readonly view: LinkView }
  /** Taken up, by this callback or before it: the page of the attempt shows how far it is. */
  | {
      readonly kind: 'taken';
      readonly attemptId: string;
      readonly workspaceId: string;
      /** What this callback has set going; it never rejects. */
      readonly work?: Promise<void>;
    };
