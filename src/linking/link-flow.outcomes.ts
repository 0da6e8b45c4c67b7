import type { AttemptFailureReason } from '../links/link-attempt.rules.js';
import type { AttemptRow } from './link-attempt-view.repository.js';
import type { WhyNotCallback, WhyNotOpen } from './link-callback.rules.js';
import type { LinkingOptions } from './linking-options.service.js';

/** The data for a page of linking. */
export interface LinkView {
  readonly workspaceId: string;
  readonly attempt: AttemptRow;
  readonly linkable: LinkingOptions;
  /** Why the URL cannot be used. Undefined: it can. */
  readonly why: WhyNotOpen | undefined;
  /** Whether this browser started the sign-in. */
  readonly sameBrowser: boolean;
  readonly mustAskCountry: boolean;
}

export type StartOutcome =
  | { readonly kind: 'sign-in'; readonly url: string }
  /** The customer must choose a country first, or has chosen one that cannot be linked. */
  | { readonly kind: 'country' }
  /** The text for the page. */
  | { readonly kind: 'unusable'; readonly message: string }
  /** The attempt has changed, so read it again. */
  | { readonly kind: 'changed' };

export type CallbackOutcome =
  /** The callback belongs to no existing attempt. */
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'stateless';
      readonly view: LinkView;
      readonly reason: AttemptFailureReason;
      readonly advice: string | null;
    }
  | { readonly kind: 'refused'; readonly why: Exclude<WhyNotCallback, 'USED'>; readonly view: LinkView }
  /** This or an earlier callback was accepted. The page of the attempt shows the progress. */
  | {
      readonly kind: 'taken';
      readonly attemptId: string;
      readonly workspaceId: string;
      /** The work that this callback has started; it never rejects. */
      readonly work?: Promise<void>;
    };
