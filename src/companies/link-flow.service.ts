import type { Caller } from '../platform/caller.js';
import type { BusinessChoiceService } from './business-choice.service.js';
import type { LinkCallbackService } from './link-callback.service.js';
import type { LinkEndService } from './link-end.service.js';
import type { LinkStartService } from './link-start.service.js';
import type { LinkViewService } from './link-view.service.js';

/** All that the pages of linking call. */
export interface LinkFlow {
  readonly views: LinkViewService;
  readonly starts: LinkStartService;
  readonly callbacks: LinkCallbackService;
  readonly choices: BusinessChoiceService;
  readonly ends: LinkEndService;
}

/** Longer than a page waits: what a callback sets going reads the platform after a slow exchange. */
const PATIENCE_MS = 60_000;

/** A customer at a page: known by no key, only by the URL and the browser. */
export function customer(workspaceId: string, requestId: string, ms = PATIENCE_MS): Caller {
  const signal = AbortSignal.timeout(ms);
  return { workspaceId, actor: 'customer', apiKeyId: null, requestId, signal, afterCommit() {} };
}
