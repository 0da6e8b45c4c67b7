// The slice `access-tokens`: `issueAccessToken`: a working access token for a workspace's own calls of a platform. How
// a token is kept fresh stands in `tokens`. This manifest lists what the slice adds to the program; nothing imports
// the slice through it.

import type { Slice } from '../infra/slices/slice.js';
import { AccessTokenResolver } from './access-token.resolver.js';
import { AccessTokenService } from './access-token.service.js';

interface AccessTokenServices {
  readonly accessTokens: AccessTokenService;
}

declare module '../infra/slices/slice.js' {
  interface Services extends AccessTokenServices {}
}

export const accessTokens: Slice<AccessTokenServices> = {
  name: 'access-tokens',
  resolvers: [{ type: AccessTokenResolver, create: ({ accessTokens }) => new AccessTokenResolver(accessTokens) }],
  services: {
    accessTokens: ({ database, config }, { access, applications, providers }) =>
      new AccessTokenService({
        database,
        access,
        applications,
        providers,
        perSecond: config.tokensPerSecond,
      }),
  },
  loaders: {},
};
