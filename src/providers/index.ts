// The slice `providers`: how accounting platforms are spoken to. Here belong the contract of a provider, the registry
// of those that this build knows, and one folder per platform. What is kept about a platform in the database stands in
// other slices. This manifest lists what the slice adds to the program; nothing imports the slice through it.

import type { Slice } from '../infra/slices/slice.js';
import type { Provider } from './provider.js';
import { createProviders } from './registry.js';

interface ProviderServices {
  /** By the integration's key. */
  readonly providers: ReadonlyMap<string, Provider>;
}

declare module '../infra/slices/slice.js' {
  interface Services extends ProviderServices {}
}

export const providers: Slice<ProviderServices> = {
  name: 'providers',
  services: { providers: ({ config }) => createProviders(config) },
  loaders: {},
};
