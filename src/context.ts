import type { Catalogue } from './integrations/catalogue.service.js';
import type { Loaders } from './loaders.js';
import type { Caller } from './platform/caller.js';
import type { Actor } from './workspaces/api-key.service.js';

/** What every resolver gets. `loaders` is replaced after each commit, so that later reads of the request see it. */
export interface RequestContext {
  readonly requestId: string;
  readonly actor: Actor;
  readonly caller: Caller;
  readonly catalogue: Catalogue;
  loaders: Loaders;
}
