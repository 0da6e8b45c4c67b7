// The slice `portal`: serves the built portal (its source is the folder `portal/` of the repository) and signs
// browsers in to it with an API key. What the portal shows it asks of GraphQL, like every other client: no data is
// read here. This manifest lists what the slice adds to the program; nothing imports the slice through it.

import type { Slice } from '../infra/slices/slice.js';
import { SessionService } from './session.service.js';

interface PortalServices {
  readonly sessions: SessionService;
}

declare module '../infra/slices/slice.js' {
  interface Services extends PortalServices {}
}

export const portal: Slice<PortalServices> = {
  name: 'portal',
  services: {
    sessions: ({ encryption }, { apiKeys }) => new SessionService(apiKeys, () => encryption().sessionKey),
  },
  loaders: {},
};
