import type { AttemptFailureReason } from '../links/link-attempt.rules.js';
import type { AttemptRow } from './link-attempt-view.repository.js';
import type { WhyNotCallback, WhyNotOpen } from './link-callback.rules.js';
import type { LinkingOptions } from './linking-options.service.js';

/** What a page of linking shows. */
export interface LinkView {
  readonly workspaceId: string;
  readonly attempt: AttemptRow;
  readonly linkable: LinkingOptions;
  /** Why the URL cannot be used; undefined: it can. */
  readonly why: WhyNotOpen | undefined;
  /** Whether this browser is the one that began signing in. */
  readonly sameBrowser: boolean;
  readonly mustAskCountry: boolean;
}

export type StartOutcome =
  | { readonly kind: 'sign-in'; readonly url: string }
  /** The customer must choose a country first, or has chosen one that cannot be linked. */
  | { readonly kind: 'country' }
  /** A sentence for the page. */
  | { readonly kind: 'unusable'; readonly message: string }
  /** The attempt has changed meanwhile: read it again. */
  | { readonly kind: 'changed' };

export type CallbackOutcome =
  /** The callback belongs to no attempt, or to one that is gone. */
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'stateless';
      readonly view: LinkView;
      readonly reason: AttemptFailureReason;
      readonly advice: string | null;
    }
  | { readonly kind: 'refused'; readonly why: Exclude<WhyNotCallback, 'USED'>; readonly view: LinkView }
  /** This or an earlier callback was accepted: the page of the attempt shows its progress. */
  | {
      readonly kind: 'taken';
      readonly attemptId: string;
      readonly workspaceId: string;
      /** The work that this callback has started; it never rejects. */
      readonly work?: Promise<void>;
    };
